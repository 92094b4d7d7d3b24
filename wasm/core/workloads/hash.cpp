#include "workloads/hash.hpp"

#include <algorithm>

#include "workloads/sha256.hpp"

namespace lanes {

namespace {

class HashChain final : public Job {
 public:
  HashChain(std::uint32_t seed, std::uint32_t size)
      : words_(Sha256::of_short(std::to_string(seed))), left_(size - 1) {}

  bool advance() override {
    const auto links = std::min(left_, links_per_chunk);
    auto words = words_;
    for (std::uint32_t link = 0; link < links; ++link) words = Sha256::of_hex(words);
    words_ = words;
    left_ -= links;
    return left_ > 0;
  }

  [[nodiscard]] std::string digest() const override { return to_hex(words_); }

 private:
  /// About a millisecond: one link takes a third of a microsecond.
  static constexpr std::uint32_t links_per_chunk = 3000;

  Sha256::Words words_;
  std::uint32_t left_;
};

}  // namespace

std::unique_ptr<Job> make_hash(std::uint32_t seed, std::uint32_t size) {
  return std::make_unique<HashChain>(seed, size);
}

}  // namespace lanes
