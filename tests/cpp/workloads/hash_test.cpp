#include "workloads/hash.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "workloads/sha256.hpp"

using namespace lanes;

namespace {

std::string sha256(std::string_view text) {
  Sha256 sha;
  sha.update(text);
  return to_hex(sha.finish());
}

std::string run_to_end(std::unique_ptr<Job> job) {
  while (job->advance()) {
  }
  return job->digest();
}

/// The definition of the chain, with none of the shortcuts that the job takes.
std::string plain_chain(std::uint32_t seed, std::uint32_t size) {
  auto text = std::to_string(seed);
  for (std::uint32_t link = 0; link < size; ++link) text = sha256(text);
  return text;
}

}  // namespace

// FIPS 180-2, appendix B, and the NIST CAVP short-message vectors.
TEST_CASE("SHA-256 gives the published vectors", "[hash]") {
  REQUIRE(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  REQUIRE(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  REQUIRE(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  REQUIRE(sha256(std::string(1'000'000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 does not depend on how the message is cut into pieces", "[hash]") {
  const std::string message(300, 'x');
  const auto piece = GENERATE(1U, 3U, 55U, 56U, 63U, 64U, 65U, 128U, 299U);
  Sha256 sha;
  for (std::size_t at = 0; at < message.size(); at += piece) {
    sha.update(std::string_view(message).substr(at, piece));
  }
  REQUIRE(to_hex(sha.finish()) == sha256(message));
}

TEST_CASE("SHA-256 of a short message is that of the same message in pieces", "[hash]") {
  for (std::size_t length = 0; length <= 55; ++length) {
    const std::string message(length, static_cast<char>('!' + length));
    REQUIRE(to_hex(Sha256::of_short(message)) == sha256(message));
  }
  const std::string high("\xff\x80\x00\x7f", 4);
  REQUIRE(to_hex(Sha256::of_short(high)) == sha256(high));
}

TEST_CASE("hash of seed 1 and size 2 is the digest that the design fixes", "[hash]") {
  REQUIRE(run_to_end(make_hash(1, 2)) ==
          "e0bc614e4fd035a488619799853b075143deea596c477b8dc077e309c0fe42e9");
}

TEST_CASE("the hash job agrees with hashing hex strings one by one", "[hash]") {
  const auto seed = GENERATE(0U, 1U, 42U, 4'294'967'295U);
  const auto size = GENERATE(1U, 2U, 3U, 2999U, 3000U, 3001U, 3002U);
  REQUIRE(run_to_end(make_hash(seed, size)) == plain_chain(seed, size));
}
