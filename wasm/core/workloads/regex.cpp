// The patterns are compiled by CTRE (Hana Dusíková, "Compile-time regular expressions", CppCon
// 2018): each becomes separate code, as a browser's JIT does with a RegExp.

#include "workloads/regex.hpp"

#include <algorithm>
#include <array>
#include <ctre.hpp>
#include <iterator>
#include <string>

#include "inputs/log_lines.hpp"

namespace lanes {

namespace {

constexpr ctll::fixed_string timestamp = R"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)";
constexpr ctll::fixed_string trouble = R"(\b(?:WARN|ERROR|5\d\d)\b)";
constexpr ctll::fixed_string address =
    R"(\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b)";
constexpr ctll::fixed_string url = R"(https?://[\w.\-]+(?::\d+)?(?:/[^\s"?#]*)?(?:\?[^\s"#]*)?)";
constexpr ctll::fixed_string email = R"([\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+)";
constexpr ctll::fixed_string uuid =
    R"([0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})";
constexpr ctll::fixed_string quoted = R"("(?:[^"\\\n]|\\[^\n])*")";
constexpr ctll::fixed_string frame = R"(\bat [\w$.<>]+\([\w$]+\.(?:java|kt):\d+\))";

template <ctll::fixed_string source>
[[gnu::noinline]] std::uint32_t count_matches(std::string_view text) {
  std::uint32_t count = 0;
  for ([[maybe_unused]] const auto& match : ctre::search_all<source>(text)) ++count;
  return count;
}

struct Matcher {
  RegexPattern pattern;
  std::uint32_t (*count)(std::string_view);
};

/// The pattern's text, which CTRE keeps as code points.
template <ctll::fixed_string pattern>
constexpr auto source_of = [] {
  std::array<char, pattern.size()> source{};
  std::ranges::transform(pattern, source.begin(), [](char32_t c) { return static_cast<char>(c); });
  return source;
}();

template <ctll::fixed_string pattern>
constexpr Matcher matcher(std::string_view name) {
  return {.pattern = {.name = name, .source = {source_of<pattern>.data(), pattern.size()}},
          .count = count_matches<pattern>};
}

constexpr std::array matchers{
    matcher<timestamp>("timestamp"), matcher<trouble>("trouble"),
    matcher<address>("address"),     matcher<url>("url"),
    matcher<email>("email"),         matcher<uuid>("uuid"),
    matcher<quoted>("quoted"),       matcher<frame>("frame"),
};

class RegexSearch final : public Job {
 public:
  RegexSearch(std::uint32_t seed, std::uint32_t kib)
      : seed_(seed), bytes_left_(std::int64_t{kib} * 1024) {}

  bool advance() override {
    text_.clear();
    const auto wanted = std::min<std::int64_t>(bytes_left_, bytes_per_chunk);
    while (std::ssize(text_) < wanted) append_log_entry(seed_, next_entry_++, text_);
    bytes_left_ -= std::ssize(text_);
    for (std::size_t i = 0; i < matchers.size(); ++i) counts_[i] += matchers[i].count(text_);
    return bytes_left_ > 0;
  }

  [[nodiscard]] std::string digest() const override {
    std::string digest;
    for (std::size_t i = 0; i < matchers.size(); ++i) {
      if (i > 0) digest += ' ';
      digest.append(matchers[i].pattern.name).append("=").append(std::to_string(counts_[i]));
    }
    return digest;
  }

 private:
  /// About a millisecond.
  static constexpr std::int64_t bytes_per_chunk = 16'384;

  std::uint32_t seed_;
  std::uint32_t next_entry_ = 0;
  /// Negative at the end, by the excess length of the last entry.
  std::int64_t bytes_left_;
  std::string text_;
  std::array<std::uint32_t, matchers.size()> counts_{};
};

}  // namespace

std::unique_ptr<Job> make_regex(std::uint32_t seed, std::uint32_t size) {
  return std::make_unique<RegexSearch>(seed, size);
}

std::span<const RegexPattern> regex_patterns() {
  static constexpr auto patterns = [] {
    std::array<RegexPattern, matchers.size()> all{};
    std::ranges::transform(matchers, all.begin(), &Matcher::pattern);
    return all;
  }();
  return patterns;
}

}  // namespace lanes
