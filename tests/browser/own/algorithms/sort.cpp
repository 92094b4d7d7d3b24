// Sorts `size` numbers drawn from the seed, and folds them in that order.
#include <algorithm>
#include <vector>

std::uint64_t task(std::uint32_t seed, std::uint32_t size) {
  std::vector<std::uint32_t> numbers(size);
  for (auto& number : numbers) number = seed = seed * 1664525 + 1013904223;
  std::ranges::sort(numbers);
  std::uint64_t fold = 0;
  for (auto number : numbers) fold = fold * 31 + number;
  return fold;
}
