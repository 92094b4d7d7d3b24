#include "workloads/regex.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <iterator>
#include <ranges>
#include <regex>
#include <string>

#include "inputs/log_lines.hpp"

using namespace lanes;

namespace {

std::string counts_of(std::uint32_t seed, std::uint32_t kib) {
  const auto job = make_regex(seed, kib);
  while (job->advance()) {
  }
  return job->digest();
}

/// The same with the standard library's regular expressions, line by line.
std::string standard_counts_of(std::uint32_t seed, std::uint32_t kib) {
  const auto text = log_text(seed, kib);
  std::string counts;
  for (const auto& [name, source] : regex_patterns()) {
    const std::regex pattern(std::string(source), std::regex::ECMAScript);
    std::size_t count = 0;
    for (const auto line : std::views::split(text, '\n')) {
      const std::string_view view(line);
      using Matches = std::regex_iterator<std::string_view::const_iterator>;
      count += static_cast<std::size_t>(
          std::distance(Matches(view.begin(), view.end(), pattern), Matches()));
    }
    if (!counts.empty()) counts += ' ';
    counts.append(name).append("=").append(std::to_string(count));
  }
  return counts;
}

}  // namespace

TEST_CASE("the counts of regex agree with std::regex", "[regex]") {
  const auto seed = GENERATE(0U, 1U, 4'294'967'295U);
  const auto kib = GENERATE(1U, 16U, 17U, 64U);
  REQUIRE(counts_of(seed, kib) == standard_counts_of(seed, kib));
}

TEST_CASE("every pattern of regex has something to find and something to refuse", "[regex]") {
  const auto counts = counts_of(1, 64);
  for (const auto& [name, source] : regex_patterns()) {
    CAPTURE(name);
    CHECK(counts.contains(std::string(name) + "="));
    CHECK_FALSE(counts.contains(std::string(name) + "=0"));
    // The end of a line is the end of a match: that is what lets the text be searched in pieces.
    const std::regex pattern(std::string(source), std::regex::ECMAScript);
    const auto text = log_text(1, 16);
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end;
         ++match) {
      REQUIRE_FALSE(match->str().contains('\n'));
    }
  }
}

TEST_CASE("a log has the size asked for, in whole lines", "[regex]") {
  const auto text = log_text(1, 32);
  REQUIRE(text.size() >= 32 * 1024);
  REQUIRE(text.size() < 33 * 1024);
  REQUIRE(text.ends_with('\n'));
  REQUIRE(log_text(1, 33).starts_with(text));
}

// What the Wasm test finds as well (tests/wasm/texts.test.ts): natively and in browsers the same.
TEST_CASE("regex of seed 1 and size 1000 is the same everywhere", "[regex]") {
  REQUIRE(counts_of(1, 1000) ==
          "timestamp=4770 trouble=2415 address=3249 url=3549 email=916 uuid=3249 quoted=7385 "
          "frame=1398");
}
