// Two threads write to one plain int without any order, often enough that ThreadSanitizer, which
// may overlook two accesses at the very same moment, must find it.
#include <thread>

namespace {
// Volatile, so that the loop is not folded into one addition.
volatile int total = 0;

void add() {
  for (int times = 0; times < 100'000; ++times) total = total + 1;
}
}  // namespace

int main() {
  std::thread other(add);
  add();
  other.join();
}
