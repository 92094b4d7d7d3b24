#include "workloads/primes.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
#include <vector>

using namespace lanes;

namespace {

std::string count_up_to(std::uint32_t size, std::uint32_t seed = 1) {
  const auto job = make_primes(seed, size);
  while (job->advance()) {
  }
  return job->digest();
}

/// π(n) for every n below `end`, by the sieve of the schoolbooks.
std::vector<std::uint32_t> plain_counts(std::uint32_t end) {
  std::vector<bool> composite(end);
  std::vector<std::uint32_t> counts(end);
  std::uint32_t count = 0;
  for (std::uint32_t n = 2; n < end; ++n) {
    if (!composite[n]) {
      ++count;
      for (std::uint64_t i = std::uint64_t{n} * n; i < end; i += n) composite[i] = true;
    }
    counts[n] = count;
  }
  return counts;
}

/// The numbers of one segment of the sieve: 64 KiB of bytes for thirty numbers each.
constexpr std::uint32_t segment = 64 * 1024 * 30;

}  // namespace

TEST_CASE("primes agrees with a plain sieve for every small size", "[primes]") {
  const auto counts = plain_counts(3000);
  for (std::uint32_t size = 0; size < counts.size(); ++size) {
    CAPTURE(size);
    REQUIRE(count_up_to(size) == std::to_string(counts[size]));
  }
}

TEST_CASE("primes agrees with a plain sieve about the edges of its segments", "[primes]") {
  const auto counts = plain_counts(5 * segment + 100);
  for (std::uint32_t edge = 1; edge <= 5; ++edge) {
    for (std::uint32_t size = edge * segment - 35; size < edge * segment + 35; ++size) {
      CAPTURE(size);
      REQUIRE(count_up_to(size) == std::to_string(counts[size]));
    }
  }
}

TEST_CASE("primes agrees with a plain sieve about the squares of primes", "[primes]") {
  const auto counts = plain_counts(3001 * 3001 + 2);
  for (const std::uint32_t prime : {7U, 29U, 31U, 37U, 1399U, 1409U, 2999U, 3001U}) {
    for (std::uint32_t size = prime * prime - 1; size <= prime * prime + 1; ++size) {
      CAPTURE(size);
      REQUIRE(count_up_to(size) == std::to_string(counts[size]));
    }
  }
}

// OEIS A006880, and A007053 for powers of two.
TEST_CASE("primes gives the known values of the prime-counting function", "[primes]") {
  REQUIRE(count_up_to(1'000'000) == "78498");
  REQUIRE(count_up_to(100'000'000) == "5761455");
  REQUIRE(count_up_to(1'000'000'000) == "50847534");
  REQUIRE(count_up_to(4'294'967'295) == "203280221");
}

TEST_CASE("primes does not depend on the seed", "[primes]") {
  const auto seed = GENERATE(0U, 2U, 4'294'967'295U);
  REQUIRE(count_up_to(1'000'000, seed) == "78498");
}
