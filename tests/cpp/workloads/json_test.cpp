#include "workloads/json.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "workloads/sha256.hpp"

using namespace lanes;

namespace {

std::string digest_of(std::uint32_t seed, std::uint32_t size) {
  const auto job = make_json(seed, size);
  while (job->advance()) {
  }
  return job->digest();
}

}  // namespace

TEST_CASE("the digest of json is the SHA-256 of one whole array, however it is cut", "[json]") {
  const auto size = GENERATE(1U, 2U, 63U, 64U, 65U, 127U, 128U, 129U);
  const auto text = json_text(1, size);
  REQUIRE(text.starts_with("[{\"id\":100000,"));
  REQUIRE(text.ends_with("}]"));
  REQUIRE_FALSE(text.contains("}][{"));
  Sha256 sha;
  sha.update(text);
  REQUIRE(digest_of(1, size) == to_hex(sha.finish()));
}

TEST_CASE("a document of json is the beginning of a larger one", "[json]") {
  const auto some = json_text(5, 100);
  REQUIRE(json_text(5, 101).starts_with(some.substr(0, some.size() - 1) + ","));
}

TEST_CASE("json of another seed is another document", "[json]") {
  REQUIRE(digest_of(0, 10) != digest_of(1, 10));
  REQUIRE(digest_of(4'294'967'295, 10) != digest_of(0, 10));
}

TEST_CASE("json has what makes JSON hard", "[json]") {
  const auto text = json_text(1, 200);
  for (const auto* part : {"\\\"", "\\\\", "\\n", "\\t", "\\u0007", "\\u001B", "ø", "東京", "🎁",
                           ":null", ":true", ":false", "[]", "\"\"", ":-"}) {
    CAPTURE(part);
    CHECK(text.contains(part));
  }
}

// What the Wasm test finds as well (tests/wasm/texts.test.ts): natively and in browsers the same.
TEST_CASE("json of seed 1 and size 1000 is the same everywhere", "[json]") {
  REQUIRE(digest_of(1, 1000) == "30d99fbd85c28133f7da685b0f7dfbd67b03e0ce00694615d3f2909645c4bccf");
}
