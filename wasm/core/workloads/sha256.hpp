#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace lanes {

/// SHA-256 (FIPS 180-4, section 6.2) of bytes that arrive in any number of pieces.
class Sha256 {
 public:
  /// The eight words of a hash value, H0 to H7.
  using Words = std::array<std::uint32_t, 8>;

  void update(std::span<const std::uint8_t> bytes);
  void update(std::string_view text);
  /// Pads and ends; the object must not be used afterwards.
  Words finish();

  /// SHA-256 of at most 55 bytes, which fill one block together with their padding.
  static Words of_short(std::string_view text);
  /// SHA-256 of the 64 lower-case hex digits that write `words`: one link of the `hash` chain. The
  /// message fills one block exactly, so the second block is the same padding every time and its
  /// message schedule is a constant.
  static Words of_hex(const Words& words);

 private:
  void compress(const std::uint8_t* block);

  Words state_ = initial;
  std::array<std::uint8_t, 64> pending_{};
  std::size_t pending_bytes_ = 0;
  std::uint64_t total_bytes_ = 0;

  static constexpr Words initial{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
};

/// 64 lower-case hex digits.
std::string to_hex(const Sha256::Words& words);

}  // namespace lanes
