// A sort that is worth a thread: on workers, four of 1,000,000 numbers take little longer than one.
// The mistake is to take a thread for every sort. With 300 numbers, handing the task over costs more
// than sorting does. Make `small` true.
#include <algorithm>
#include <vector>

constexpr bool small = false;

std::uint64_t task(std::uint32_t seed, std::uint32_t size) {
  std::vector<std::uint32_t> numbers(small ? 300 : size);
  for (auto& number : numbers) number = seed = seed * 1664525 + 1013904223;
  std::ranges::sort(numbers);
  std::uint64_t digest = 0;
  for (auto number : numbers) digest = digest * 31 + number;
  return digest;
}
