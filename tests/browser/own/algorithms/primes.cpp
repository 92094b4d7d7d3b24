// How many of the `size` numbers from the seed on are prime.
bool is_prime(std::uint32_t number) {
  if (number < 2) return false;
  for (std::uint32_t divisor = 2; divisor <= number / divisor; ++divisor) {
    if (number % divisor == 0) return false;
  }
  return true;
}

lanes::Task task(lanes::Seed seed, std::uint32_t size) {
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < size; ++i) {
    if (is_prime(seed + i)) ++count;
    if (i % 50 == 49) co_await lanes::turn();
  }
  co_return count;
}
