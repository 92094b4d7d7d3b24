// Each thread withdraws 60 from an account of 100, if there is enough. The mistake: it checks, then
// acts, and what it checked may no longer hold; both are paid.
// The fix: it acts only if the balance is still what it saw, and otherwise looks again. Make `fixed` true.
constexpr bool fixed = false;

lanes::Cell balance{"balance", 100};
lanes::Cell paid{"paid", 0};

lanes::Thread thread(int number) {
  for (;;) {
    int seen = co_await balance.load();
    if (seen < 60) co_return;
    if (fixed) {
      if (!co_await balance.compare_exchange(seen, seen - 60)) continue;
    } else {
      co_await balance.store(seen - 60);
    }
    co_await paid.add(60);
    co_return;
  }
}

bool holds(int threads) { return paid.now() + balance.now() == 100; }
