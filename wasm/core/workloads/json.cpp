#include "workloads/json.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <new>
#include <optional>
#include <span>
#include <string_view>

#include "inputs/generated_text.hpp"
#include "inputs/random_stream.hpp"
#include "workloads/sha256.hpp"

namespace lanes {

namespace {

using namespace std::string_view_literals;
/// Allocates RapidJSON's memory with `new`, whose handler reports a failed allocation. `malloc`,
/// RapidJSON's default, returns null, to which RapidJSON would write.
class NewAllocator {
 public:
  // NOLINTBEGIN(readability-convert-member-functions-to-static): how RapidJSON calls them.
  void* Malloc(std::size_t size) { return size == 0 ? nullptr : ::operator new(size); }
  void* Realloc(void* old, std::size_t old_size, std::size_t new_size) {
    void* moved = Malloc(new_size);
    if (old != nullptr && moved != nullptr) {
      std::memcpy(moved, old, std::min(old_size, new_size));
    }
    Free(old);
    return moved;
  }
  // NOLINTEND(readability-convert-member-functions-to-static)
  static void Free(void* block) { ::operator delete(block); }
};

using Memory = rapidjson::MemoryPoolAllocator<NewAllocator>;
using Value = rapidjson::GenericValue<rapidjson::UTF8<>, Memory>;
using Document = rapidjson::GenericDocument<rapidjson::UTF8<>, Memory, NewAllocator>;
using Text = rapidjson::GenericStringBuffer<rapidjson::UTF8<>, NewAllocator>;
using Writer = rapidjson::Writer<Text, rapidjson::UTF8<>, rapidjson::UTF8<>, NewAllocator>;

constexpr std::array statuses{"new"sv, "paid"sv, "packed"sv, "shipped"sv, "returned"sv};
constexpr std::array customers{"Ada Lovelace"sv,   "Zoë Müller"sv,      "Søren Ångström"sv,
                               "山田 花子"sv,      "Владимир Петров"sv, "María José Núñez"sv,
                               "O’Brien & Sons"sv, "Nguyễn Thị Minh"sv, "محمد علي"sv};
constexpr std::array cities{"København"sv, "São Paulo"sv, "東京"sv,
                            "Zürich"sv,    "Kraków"sv,    "San José"sv};
constexpr std::array titles{"Mug, \"Hello, World!\", 0.3 l"sv,  "USB-C cable (1 m)"sv,
                            "Cahier quadrillé A5 – 96 pages"sv, "T-shirt \\o/ black/large"sv,
                            "Rucksack „Höhenweg“ 45 l"sv,       "Sticker 🦀 holographic"sv};
constexpr std::array tags{"sale"sv, "new"sv,  "fragile"sv, "office"sv,
                          "été"sv,  "gift"sv, "B-stock"sv};
constexpr std::array coupons{"SPRING-26"sv, "FRIENDS10"sv, "10%OFF"sv};
constexpr std::array notes{"Leave it with the neighbour.\nThank you!"sv,
                           "Path C:\\orders\\inbox\ttab, \"quotes\" and / slashes"sv,
                           "🎁 Gift wrap, please — ”für Oma“"sv,
                           "bell \a and escape \x1b"sv,
                           ""sv,
                           "Call before delivery"sv};

/// Catalogue texts have static lifetime: they are referenced, not copied.
Value constant(std::string_view text) {
  return Value(rapidjson::StringRef(text.data(), static_cast<rapidjson::SizeType>(text.size())));
}

Value copied(std::string_view text, Memory& memory) {
  return {text.data(), static_cast<rapidjson::SizeType>(text.size()), memory};
}

/// Correctly rounded, and so the same everywhere: one division of two whole numbers.
double cents(std::uint32_t amount) { return amount / 100.0; }

/// Builds orders as a shop's API would give them.
class OrderBuilder {
 public:
  OrderBuilder(std::uint32_t seed, std::uint32_t index, Memory& memory)
      : random_(seed, index), index_(index), memory_(memory) {}

  Value order() {
    Value order(rapidjson::kObjectType);
    add(order, "id", Value(100'000 + index_));
    text_.clear();
    append_uuid(text_, random_);
    add(order, "reference", copied(text_, memory_));
    text_.clear();
    append_timestamp(text_,
                     orders_begin_ms + std::uint64_t{index_} * 61'000 + random_.below(61'000));
    add(order, "placedAt", copied(text_, memory_));
    add(order, "status", constant(pick(statuses)));
    add(order, "customer", customer());
    std::uint32_t total = 0;
    Value items(rapidjson::kArrayType);
    const auto count = 1 + random_.below(4);
    items.Reserve(count, memory_);
    for (std::uint32_t i = 0; i < count; ++i) items.PushBack(item(total), memory_);
    add(order, "items", std::move(items));
    add(order, "total", Value(cents(total)));
    add(order, "coupon", random_.one_in(4) ? constant(pick(coupons)) : Value());
    add(order, "paid", Value(!random_.one_in(5)));
    add(order, "note", constant(pick(notes)));
    return order;
  }

 private:
  /// 2026-01-01T00:00:00Z in milliseconds since 1970.
  static constexpr std::uint64_t orders_begin_ms = 1'767'225'600'000;

  template <std::size_t count>
  std::string_view pick(const std::array<std::string_view, count>& choices) {
    return random_.pick(std::span(choices));
  }

  void add(Value& object, std::string_view name, Value&& value) {
    object.AddMember(constant(name), std::move(value), memory_);
  }

  Value customer() {
    Value customer(rapidjson::kObjectType);
    const auto number = random_.below(50'000);
    add(customer, "id", Value(number));
    add(customer, "name", constant(pick(customers)));
    text_.assign("customer");
    append_decimal(text_, number, 5);
    text_ += "@example.com";
    add(customer, "email", copied(text_, memory_));
    add(customer, "city", constant(pick(cities)));
    // In millionths of a degree.
    const auto latitude = static_cast<std::int32_t>(random_.below(180'000'001)) - 90'000'000;
    const auto longitude = static_cast<std::int32_t>(random_.below(360'000'001)) - 180'000'000;
    add(customer, "latitude", Value(latitude / 1e6));
    add(customer, "longitude", Value(longitude / 1e6));
    return customer;
  }

  /// Adds its price to `total`.
  Value item(std::uint32_t& total) {
    Value item(rapidjson::kObjectType);
    text_.assign("SKU-");
    append_decimal(text_, random_.below(1'000'000), 6);
    add(item, "sku", copied(text_, memory_));
    add(item, "title", constant(pick(titles)));
    const auto quantity = 1 + random_.below(5);
    const auto price = 99 + random_.below(50'000);
    total += quantity * price;
    add(item, "quantity", Value(quantity));
    add(item, "price", Value(cents(price)));
    Value labels(rapidjson::kArrayType);
    const auto count = random_.below(4);
    for (std::uint32_t i = 0; i < count; ++i) labels.PushBack(constant(pick(tags)), memory_);
    add(item, "tags", std::move(labels));
    return item;
  }

  RandomStream random_;
  std::uint32_t index_;
  Memory& memory_;
  std::string text_;
};

/// The document's text in pieces, each built, serialised, parsed back and compared.
class Orders {
 public:
  Orders(std::uint32_t seed, std::uint32_t count) : seed_(seed), count_(count) {}

  [[nodiscard]] bool at_end() const { return next_ == count_; }
  [[nodiscard]] std::uint32_t next() const { return next_; }

  /// The next piece of the text, until the next call. Empty if it does not parse to what it was
  /// made from.
  std::optional<std::string_view> piece() {
    const std::uint32_t begin = next_;
    const std::uint32_t end = begin + std::min(orders_per_piece, count_ - begin);
    built_memory_.Clear();
    Value built(rapidjson::kArrayType);
    built.Reserve(end - begin, built_memory_);
    for (; next_ < end; ++next_) {
      built.PushBack(OrderBuilder(seed_, next_, built_memory_).order(), built_memory_);
    }
    text_.Clear();
    Writer writer(text_);
    built.Accept(writer);

    parsed_memory_.Clear();
    Document parsed(&parsed_memory_);
    parsed.Parse<rapidjson::kParseFullPrecisionFlag>(text_.GetString(), text_.GetSize());
    if (parsed.HasParseError() || parsed != built) return std::nullopt;

    // Only the document's first and last piece contribute brackets.
    if (!at_end()) {
      text_.Pop(1);
      text_.Put(',');
    }
    std::string_view piece(text_.GetString(), text_.GetSize());
    if (begin > 0) piece.remove_prefix(1);
    return piece;
  }

 private:
  /// About a millisecond.
  static constexpr std::uint32_t orders_per_piece = 64;

  std::uint32_t seed_;
  std::uint32_t count_;
  std::uint32_t next_ = 0;
  Memory built_memory_;
  Memory parsed_memory_;
  Text text_;
};

class JsonRoundTrip final : public Job {
 public:
  JsonRoundTrip(std::uint32_t seed, std::uint32_t size) : orders_(seed, size) {}

  bool advance() override {
    const auto piece = orders_.piece();
    if (!piece) {
      digest_ = "The text does not parse to what it was made from, before order " +
                std::to_string(orders_.next()) + ".";
      return false;
    }
    sha_.update(*piece);
    if (!orders_.at_end()) return true;
    digest_ = to_hex(sha_.finish());
    return false;
  }

  [[nodiscard]] std::string digest() const override { return digest_; }

 private:
  Orders orders_;
  Sha256 sha_;
  std::string digest_;
};

}  // namespace

std::unique_ptr<Job> make_json(std::uint32_t seed, std::uint32_t size) {
  return std::make_unique<JsonRoundTrip>(seed, size);
}

std::string json_text(std::uint32_t seed, std::uint32_t size) {
  Orders orders(seed, size);
  std::string text;
  while (!orders.at_end()) text += orders.piece().value_or("");
  return text;
}

}  // namespace lanes
