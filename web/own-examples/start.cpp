// Counts the primes among size numbers, starting at seed.
lanes::Task task(lanes::Seed seed, std::uint32_t size) {
  std::uint32_t primes = 0;
  for (std::uint32_t n = seed; n < seed + size; ++n) {
    if (n % 1000 == 0) co_await lanes::turn();  // others may go first
    std::uint32_t d = 2;
    while (d * d <= n && n % d > 0) ++d;
    if (n > 1 && d * d > n) ++primes;
  }
  co_return primes;
}
