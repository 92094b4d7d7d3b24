#include "hosts/file_bytes.hpp"

#include <vector>

#include "workloads/file.hpp"

namespace lanes::browser {

Uint8Array file_bytes(std::uint32_t seed, double offset, std::uint32_t count) {
  std::vector<std::uint8_t> bytes(count);
  fill_file(seed, static_cast<std::uint64_t>(offset), bytes);
  return copy_out<Uint8Array>(bytes);
}

}  // namespace lanes::browser
