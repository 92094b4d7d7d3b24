#include "workloads/file.hpp"

#include <cstddef>

#include "base/mix64.hpp"

namespace lanes {

void fill_file(std::uint32_t seed, std::uint64_t offset, std::span<std::uint8_t> bytes) {
  const std::uint64_t file = std::uint64_t{seed} << 32U;
  std::uint64_t word = offset / 8;
  for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8, ++word) {
    const auto value = mix64(file | word);
    for (std::size_t byte = 0; byte < 8; ++byte) {
      bytes[at + byte] = static_cast<std::uint8_t>(value >> (8 * byte));
    }
  }
}

}  // namespace lanes
