// A sieve of Eratosthenes by segments that stay in the first-level cache (Bays & Hudson, "The
// segmented sieve of Eratosthenes and primes in arithmetic progressions to 10^12", BIT 17, 1977),
// on a wheel of 30: a byte holds the eight numbers of thirty that 2, 3 and 5 do not divide.
// Striking out a whole turn of the wheel at a time, and copying in the smallest primes as a
// pattern, are as in Kim Walisch's primesieve.

#include "workloads/primes.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

namespace lanes {

namespace {

/// The numbers below 30 that 2, 3 and 5 do not divide: bit i of byte b stands for 30 b + wheel[i].
constexpr std::array<std::uint32_t, 8> wheel{1, 7, 11, 13, 17, 19, 23, 29};

/// About the size of a first-level cache (32 to 128 KiB). Measured: with half of it, switching
/// between primes costs more than the cache misses saved; four times as much is slower again.
constexpr std::uint32_t segment_bytes = 64 * 1024;

constexpr std::uint32_t bit_of(std::uint32_t number) {
  std::uint32_t bit = 0;
  while (wheel[bit] != number % 30) ++bit;
  return bit;
}

/// A prime and the next of its multiples to strike out, which is the prime times a number of the
/// wheel.
struct SievingPrime {
  /// Where that multiple is, in bytes from the start of the segment.
  std::uint32_t at;
  /// The prime, divided by 30. Its remainder is that of the list which it is in.
  std::uint16_t thirties;
  /// The multiplier's place on the wheel.
  std::uint16_t turn;
};

/// What a prime that leaves `remainder` when divided by 30 does to the byte of its multiple.
template <std::uint32_t remainder, std::uint32_t turn>
constexpr auto keep = static_cast<std::uint8_t>(~(1U << bit_of(remainder * wheel[turn])));

/// Bytes from the multiple by wheel[0] to that by wheel[turn]; eight turns on is the next wheel[0].
template <std::uint32_t remainder, std::uint32_t turn>
constexpr std::uint32_t distance(std::uint32_t thirties) {
  if constexpr (turn == 8)
    return 30 * thirties + remainder;
  else
    return thirties * (wheel[turn] - 1) + remainder * wheel[turn] / 30;
}

/// Strikes out one multiple and moves on to the next. False when it is beyond the segment.
template <std::uint32_t remainder, std::uint32_t turn>
[[gnu::always_inline]] inline bool strike_one(std::uint8_t* sieve, std::uint32_t bytes,
                                              std::uint32_t thirties, std::uint32_t& at) {
  if (at >= bytes) return false;
  sieve[at] &= keep<remainder, turn>;
  at += distance<remainder, turn + 1>(thirties) - distance<remainder, turn>(thirties);
  return true;
}

/// Strikes out the eight multiples of a whole turn of the wheel, of which the first is in `byte`.
/// Each step moves the pointer by one of the wheel's three gaps; the remainder is a constant
/// offset, which costs no instruction: eight separate offsets do not fit a processor's registers.
template <std::uint32_t remainder>
[[gnu::always_inline]] inline void strike_turn(std::uint8_t* byte, std::uint32_t thirties) {
  const auto step = [&]<std::uint32_t turn>() {
    if constexpr (turn > 0) byte += std::size_t{thirties} * (wheel[turn] - wheel[turn - 1]);
    byte[remainder * wheel[turn] / 30] &= keep<remainder, turn>;
  };
  [&]<std::uint32_t... turn>(std::integer_sequence<std::uint32_t, turn...>) {
    (step.template operator()<turn>(), ...);
  }(std::make_integer_sequence<std::uint32_t, 8>());
}

/// Strikes out the multiples in a segment by whole turns of the wheel where those fit, and one by
/// one at either end. A prime may start and stop at any position of the wheel.
template <std::uint32_t remainder>
// NOLINTNEXTLINE(readability-function-cognitive-complexity): the wheel, written out.
[[gnu::noinline]] void strike_all(std::uint8_t* sieve, std::uint32_t bytes,
                                  std::span<SievingPrime> primes) {
  for (auto& prime : primes) {
    const std::uint32_t thirties = prime.thirties;
    std::uint32_t at = prime.at;
    const auto step = [&]<std::uint32_t turn>() {
      if (strike_one<remainder, turn>(sieve, bytes, thirties, at)) return true;
      prime.turn = turn;
      return false;
    };
    const std::uint32_t last = distance<remainder, 7>(thirties);
    switch (prime.turn) {
      while (true) {
        case 0:
          for (; at + last < bytes; at += distance<remainder, 8>(thirties)) {
            strike_turn<remainder>(sieve + at, thirties);
          }
          if (!step.template operator()<0>()) break;
          [[fallthrough]];
        case 1:
          if (!step.template operator()<1>()) break;
          [[fallthrough]];
        case 2:
          if (!step.template operator()<2>()) break;
          [[fallthrough]];
        case 3:
          if (!step.template operator()<3>()) break;
          [[fallthrough]];
        case 4:
          if (!step.template operator()<4>()) break;
          [[fallthrough]];
        case 5:
          if (!step.template operator()<5>()) break;
          [[fallthrough]];
        case 6:
          if (!step.template operator()<6>()) break;
          [[fallthrough]];
        default:
          if (!step.template operator()<7>()) break;
      }
    }
    prime.at = at - bytes;
  }
}

/// The bits that remain when the multiples of `primes` are struck out; the pattern repeats after as
/// many bytes as the primes' product.
template <std::uint32_t... primes>
class Pattern {
 public:
  Pattern() : bits_(period + segment_bytes, 0xff) {
    for (const std::uint32_t prime : {primes...}) {
      for (std::uint32_t multiple = prime; multiple < 30 * period; multiple += 2 * prime) {
        if (multiple % 3 == 0 || multiple % 5 == 0) continue;
        bits_[multiple / 30] &= static_cast<std::uint8_t>(~(1U << bit_of(multiple)));
      }
    }
    for (std::uint32_t at = period; at < bits_.size(); ++at) bits_[at] = bits_[at - period];
  }

  /// A segment's worth of it, from the byte `begin` of all numbers on.
  [[nodiscard]] const std::uint8_t* from(std::uint32_t begin) const {
    return bits_.data() + begin % period;
  }

 private:
  static constexpr std::uint32_t period = (primes * ...);
  std::vector<std::uint8_t> bits_;
};

std::uint64_t load(const std::uint8_t* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

/// The primes from 31 to the square root of `size`.
std::vector<std::uint32_t> sieving_primes(std::uint32_t size) {
  constexpr std::uint32_t above_every_root = 65536;
  std::vector<bool> composite(above_every_root);
  std::vector<std::uint32_t> primes;
  for (std::uint32_t n = 3; std::uint64_t{n} * n <= size; n += 2) {
    if (composite[n]) continue;
    if (n > 30) primes.push_back(n);
    for (std::uint64_t i = std::uint64_t{n} * n; i < above_every_root; i += std::uint64_t{2} * n) {
      composite[i] = true;
    }
  }
  return primes;
}

class PrimeCount final : public Job {
 public:
  explicit PrimeCount(std::uint32_t size) : size_(size), waiting_(sieving_primes(size)) {
    for (const std::uint32_t prime : {2U, 3U, 5U}) count_ += prime <= size ? 1 : 0;
  }

  bool advance() override {
    for (std::uint32_t i = 0; i < segments_per_chunk && begin_ < bytes_; ++i) {
      const std::uint32_t bytes = std::min(segment_bytes, bytes_ - begin_);
      start_segment();
      admit_primes(begin_ + bytes);
      strike(std::make_index_sequence<wheel.size()>(), bytes);
      count_segment(bytes);
      begin_ += bytes;
    }
    return begin_ < bytes_;
  }

  [[nodiscard]] std::string digest() const override { return std::to_string(count_); }

 private:
  /// About a millisecond.
  static constexpr std::uint32_t segments_per_chunk = 2;

  void start_segment() {
    const auto* const some = pattern_.from(begin_);
    const auto* const more = second_pattern_.from(begin_);
    for (std::uint32_t at = 0; at < segment_bytes; at += sizeof(std::uint64_t)) {
      const std::uint64_t word = load(some + at) & load(more + at);
      std::memcpy(sieve_.data() + at, &word, sizeof word);
    }
    // All of the first thirty but 1 are primes, which the patterns struck out with their multiples.
    if (begin_ == 0) sieve_[0] = 0xfe;
  }

  /// The multiples of a prime below its square are already struck out.
  void admit_primes(std::uint32_t end) {
    for (; admitted_ < waiting_.size(); ++admitted_) {
      const std::uint32_t prime = waiting_[admitted_];
      const std::uint32_t square = prime * prime / 30;
      if (square >= end) return;
      const std::uint32_t place = bit_of(prime);
      primes_[place].push_back({.at = square - begin_,
                                .thirties = static_cast<std::uint16_t>(prime / 30),
                                .turn = static_cast<std::uint16_t>(place)});
    }
  }

  template <std::size_t... place>
  void strike(std::index_sequence<place...> /*every*/, std::uint32_t bytes) {
    (strike_all<wheel[place]>(sieve_.data(), bytes, primes_[place]), ...);
  }

  void count_segment(std::uint32_t bytes) {
    if (begin_ + bytes == bytes_) {
      for (std::uint32_t bit = 0; bit < 8; ++bit) {
        if (wheel[bit] > size_ % 30) sieve_[bytes - 1] &= static_cast<std::uint8_t>(~(1U << bit));
      }
      std::fill(sieve_.begin() + bytes, sieve_.end(), std::uint8_t{0});
    }
    for (std::uint32_t at = 0; at < segment_bytes; at += sizeof(std::uint64_t)) {
      count_ += static_cast<std::uint32_t>(std::popcount(load(sieve_.data() + at)));
    }
  }

  std::uint32_t size_;
  /// One for each thirty numbers begun.
  std::uint32_t bytes_ = size_ / 30 + 1;
  std::uint32_t begin_ = 0;
  std::uint32_t count_ = 0;
  Pattern<7, 11, 13, 17> pattern_;
  Pattern<19, 23, 29> second_pattern_;
  std::vector<std::uint32_t> waiting_;
  std::size_t admitted_ = 0;
  /// By their remainder's place on the wheel.
  std::array<std::vector<SievingPrime>, wheel.size()> primes_;
  alignas(64) std::array<std::uint8_t, segment_bytes> sieve_{};
};

}  // namespace

std::unique_ptr<Job> make_primes(std::uint32_t /*seed*/, std::uint32_t size) {
  return std::make_unique<PrimeCount>(size);
}

}  // namespace lanes
