#include "workloads/sha256.hpp"

#include <algorithm>
#include <bit>

namespace lanes {

namespace {

using Words = Sha256::Words;
using Schedule = std::array<std::uint32_t, 64>;

/// FIPS 180-4, section 4.2.2: the first 32 bits of the fractional parts of the cube roots of the
/// first 64 primes.
constexpr Schedule round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

constexpr std::uint32_t small_sigma0(std::uint32_t x) {
  return std::rotr(x, 7) ^ std::rotr(x, 18) ^ (x >> 3U);
}
constexpr std::uint32_t small_sigma1(std::uint32_t x) {
  return std::rotr(x, 17) ^ std::rotr(x, 19) ^ (x >> 10U);
}

/// Word t ≥ 16 of the schedule, in a ring of the last 16.
constexpr std::uint32_t expand(std::array<std::uint32_t, 16>& ring, std::size_t t) {
  return ring[t % 16] +=
         small_sigma1(ring[(t + 14) % 16]) + ring[(t + 9) % 16] + small_sigma0(ring[(t + 1) % 16]);
}

/// One round with `k_plus_w` = Kt + Wt. The caller rotates the roles of the eight variables, so
/// nothing is moved. `b_xor_c` carries a ^ b from the round before: Maj(a, b, c) =
/// ((a ^ b) & (b ^ c)) ^ b needs only one new xor that way. Σ0 nests its rotations (2, 13 = 2 + 11
/// and 22 = 2 + 11 + 9), which saves copies; Σ1, on the critical path, does not.
[[gnu::always_inline]] inline void round(std::uint32_t a, std::uint32_t b, std::uint32_t& d,
                                         std::uint32_t e, std::uint32_t f, std::uint32_t g,
                                         std::uint32_t& h, std::uint32_t k_plus_w,
                                         std::uint32_t& b_xor_c) {
  const std::uint32_t big_sigma1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
  const std::uint32_t choose = g ^ (e & (f ^ g));
  const std::uint32_t t1 = (h + k_plus_w) + choose + big_sigma1;
  const std::uint32_t big_sigma0 = std::rotr(a ^ std::rotr(a ^ std::rotr(a, 9), 11), 2);
  const std::uint32_t a_xor_b = a ^ b;
  const std::uint32_t majority = (a_xor_b & b_xor_c) ^ b;
  b_xor_c = a_xor_b;
  d += t1;
  h = (big_sigma0 + majority) + t1;
}

/// The 64 rounds, as four times sixteen: `k_plus_w(sixteen, i)` gives Kt + Wt of round
/// t = 16 · sixteen + i. All 64 in one piece are slower as Wasm by a third, because browsers run
/// out of registers for them.
template <typename KPlusW>
[[gnu::always_inline]] inline Words sixty_four_rounds(const Words& state, KPlusW&& k_plus_w) {
  auto [a, b, c, d, e, f, g, h] = state;
  std::uint32_t b_xor_c = b ^ c;
#ifdef __clang__
#pragma clang loop unroll(disable)
#endif
  for (std::size_t sixteen = 0; sixteen < 4; ++sixteen) {
    for (std::size_t i = 0; i < 16; i += 8) {
      round(a, b, d, e, f, g, h, k_plus_w(sixteen, i), b_xor_c);
      round(h, a, c, d, e, f, g, k_plus_w(sixteen, i + 1), b_xor_c);
      round(g, h, b, c, d, e, f, k_plus_w(sixteen, i + 2), b_xor_c);
      round(f, g, a, b, c, d, e, k_plus_w(sixteen, i + 3), b_xor_c);
      round(e, f, h, a, b, c, d, k_plus_w(sixteen, i + 4), b_xor_c);
      round(d, e, g, h, a, b, c, k_plus_w(sixteen, i + 5), b_xor_c);
      round(c, d, f, g, h, a, b, k_plus_w(sixteen, i + 6), b_xor_c);
      round(b, c, e, f, g, h, a, k_plus_w(sixteen, i + 7), b_xor_c);
    }
  }
  return {state[0] + a, state[1] + b, state[2] + c, state[3] + d,
          state[4] + e, state[5] + f, state[6] + g, state[7] + h};
}

/// The compression function, with the message block as sixteen big-endian words. Not inlined, for
/// the sake of registers again.
[[gnu::noinline]] Words compress_block(const Words& state, std::array<std::uint32_t, 16> ring) {
  return sixty_four_rounds(state, [&](std::size_t sixteen, std::size_t i) {
    if (sixteen != 0) expand(ring, i);
    return round_constants[16 * sixteen + i] + ring[i];
  });
}

/// Kt + Wt of the padding block that follows a message of exactly 64 bytes.
constexpr Schedule padding_after_64_bytes = [] {
  std::array<std::uint32_t, 16> ring{};
  ring[0] = 0x80000000;
  ring[15] = 64 * 8;
  Schedule sums{};
  for (std::size_t t = 0; t < 64; ++t) {
    sums[t] = round_constants[t] + (t < 16 ? ring[t] : expand(ring, t));
  }
  return sums;
}();

/// Compresses that padding block.
[[gnu::noinline]] Words compress_padding_after_64_bytes(const Words& state) {
  return sixty_four_rounds(state, [](std::size_t sixteen, std::size_t i) {
    return padding_after_64_bytes[16 * sixteen + i];
  });
}

/// The eight hex digits of `word` as ASCII, the first in the highest byte: each nibble is spread to
/// a byte, and those above 9 are moved on from '0'+10 to 'a'.
constexpr std::uint64_t hex_digits(std::uint32_t word) {
  std::uint64_t x = word;
  x = (x | (x << 16U)) & 0x0000ffff0000ffffU;
  x = (x | (x << 8U)) & 0x00ff00ff00ff00ffU;
  x = (x | (x << 4U)) & 0x0f0f0f0f0f0f0f0fU;
  const std::uint64_t above_nine = ((x + 0x0606060606060606U) >> 4U) & 0x0101010101010101U;
  return x + 0x3030303030303030U + above_nine * ('a' - '0' - 10);
}

std::uint32_t load_big_endian(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 24U | std::uint32_t{bytes[1]} << 16U |
         std::uint32_t{bytes[2]} << 8U | std::uint32_t{bytes[3]};
}

}  // namespace

void Sha256::compress(const std::uint8_t* block) {
  std::array<std::uint32_t, 16> ring{};
  for (std::size_t t = 0; t < 16; ++t) ring[t] = load_big_endian(block + t * 4);
  state_ = compress_block(state_, ring);
}

void Sha256::update(std::span<const std::uint8_t> bytes) {
  total_bytes_ += bytes.size();
  if (pending_bytes_ > 0) {
    const auto taken = std::min(bytes.size(), pending_.size() - pending_bytes_);
    std::ranges::copy(bytes.first(taken), pending_.begin() + static_cast<long>(pending_bytes_));
    pending_bytes_ += taken;
    bytes = bytes.subspan(taken);
    if (pending_bytes_ < pending_.size()) return;
    compress(pending_.data());
    pending_bytes_ = 0;
  }
  for (; bytes.size() >= pending_.size(); bytes = bytes.subspan(pending_.size())) {
    compress(bytes.data());
  }
  std::ranges::copy(bytes, pending_.begin());
  pending_bytes_ = bytes.size();
}

void Sha256::update(std::string_view text) {
  // Bytes of text are read as bytes: the one place where the two types meet.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  update(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

Sha256::Words Sha256::finish() {
  const std::uint64_t bits = total_bytes_ * 8;
  std::array<std::uint8_t, 72> padding{0x80};
  const std::size_t zeros = (119 - pending_bytes_) % 64;
  for (std::size_t i = 0; i < 8; ++i) {
    padding[1 + zeros + i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
  }
  update(std::span(padding).first(1 + zeros + 8));
  return state_;
}

Words Sha256::of_short(std::string_view text) {
  std::array<std::uint32_t, 16> ring{};
  std::size_t at = 0;
  const auto put = [&](std::uint8_t byte) {
    ring[at / 4] |= std::uint32_t{byte} << (24 - 8 * (at % 4));
    ++at;
  };
  for (const auto character : text) put(static_cast<std::uint8_t>(character));
  put(0x80);
  ring[15] = static_cast<std::uint32_t>(text.size() * 8);
  return compress_block(initial, ring);
}

Words Sha256::of_hex(const Words& words) {
  std::array<std::uint32_t, 16> ring{};
  for (std::size_t i = 0; i < 8; ++i) {
    const auto digits = hex_digits(words[i]);
    ring[2 * i] = static_cast<std::uint32_t>(digits >> 32U);
    ring[2 * i + 1] = static_cast<std::uint32_t>(digits);
  }
  return compress_padding_after_64_bytes(compress_block(initial, ring));
}

std::string to_hex(const Sha256::Words& words) {
  std::string hex(64, '0');
  auto to = hex.begin();
  for (const auto word : words) {
    const auto digits = hex_digits(word);
    for (int shift = 56; shift >= 0; shift -= 8) *to++ = static_cast<char>(digits >> shift & 0xffU);
  }
  return hex;
}

}  // namespace lanes
