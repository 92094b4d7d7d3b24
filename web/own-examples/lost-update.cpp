// Each thread adds 1 to a total. The mistake: it reads, then writes, and between the two another
// thread may have written, whose update is then lost.
// The fix: one operation that cannot be divided. Make `fixed` true.
constexpr bool fixed = false;

lanes::Cell total{"total", 0};

lanes::Thread thread(int number) {
  for (int done = 0; done < lanes::times; ++done) {
    if (fixed) {
      co_await total.add(1);
    } else {
      int seen = co_await total.load();
      co_await total.store(seen + 1);
    }
  }
}

bool holds(int threads) { return total.now() == threads * lanes::times; }
