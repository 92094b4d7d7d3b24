// Each thread moves money between two accounts and locks both. The mistake: one locks left, then
// right, the other right, then left, and each can end up waiting for the lock that the other holds.
// The fix: every thread locks left first, whichever way the money goes. Make `fixed` true.
constexpr bool fixed = false;

lanes::Mutex left_lock{"left lock"};
lanes::Mutex right_lock{"right lock"};
lanes::Cell left{"left", 50};
lanes::Cell right{"right", 50};

lanes::Thread thread(int number) {
  bool to_right = number % 2 == 0;
  auto& first = fixed || to_right ? left_lock : right_lock;
  auto& second = fixed || to_right ? right_lock : left_lock;
  co_await first.lock();
  co_await second.lock();
  auto& from = to_right ? left : right;
  auto& to = to_right ? right : left;
  int taken = co_await from.load();
  co_await from.store(taken - 10);
  int given = co_await to.load();
  co_await to.store(given + 10);
  co_await second.unlock();
  co_await first.unlock();
}

bool holds(int threads) { return left.now() + right.now() == 100; }
