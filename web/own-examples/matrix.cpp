// A product of two matrices, size × size. The mistake is the order of the loops: the innermost one
// goes down a column of b, and every step lands on another cache line.
// The fix: the loops over j and k change places. The sums are the same, but the innermost loop goes
// along a row, and the compiler computes four of them at once. Make `fixed` true.
#include <vector>

constexpr bool fixed = false;

lanes::Task task(lanes::Seed seed, std::uint32_t size) {
  std::vector<float> a(size * size), b(size * size), c(size * size);
  for (std::uint32_t i = 0; i < size * size; ++i) {
    seed = seed * 1664525 + 1013904223;
    a[i] = seed >> 28;
    b[i] = seed >> 24 & 15;
  }
  for (std::uint32_t i = 0; i < size; ++i) {
    float* row = &c[i * size];
    if (fixed) {
      for (std::uint32_t k = 0; k < size; ++k)
        for (std::uint32_t j = 0; j < size; ++j) row[j] += a[i * size + k] * b[k * size + j];
    } else {
      for (std::uint32_t j = 0; j < size; ++j)
        for (std::uint32_t k = 0; k < size; ++k) row[j] += a[i * size + k] * b[k * size + j];
    }
    co_await lanes::turn();  // a row is a slice
  }
  std::uint64_t sum = 0;
  for (float cell : c) sum += cell;
  co_return sum;
}
