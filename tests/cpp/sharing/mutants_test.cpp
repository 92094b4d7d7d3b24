#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <numeric>

#include "sharing/explorer/explorer.hpp"

using namespace lanes::sharing;

namespace {

/// A counter of two threads, each of which adds 1 as its mutant does.
class TwoAdd : public ProgramOn<Explored> {
 public:
  using ProgramOn::ProgramOn;
  [[nodiscard]] unsigned threads() const override { return 2; }
  [[nodiscard]] Value outcome(std::span<const Value> /*returned*/) const override {
    return total_.now();
  }
  [[nodiscard]] bool holds(std::span<const Value> returned) const override {
    return outcome(returned) == 2;
  }

 protected:
  Thread correct(unsigned /*thread*/) {
    co_await lock_.lock();
    const Value seen = co_await total_.load();
    co_await total_.store(seen + 1);
    co_await lock_.unlock();
    co_return 0;
  }

  Explored::Cell total_{world(), "total", 0};
  Explored::Mutex lock_{world(), "lock"};
};

class ReleasedEarly final : public TwoAdd {
 public:
  using TwoAdd::TwoAdd;
  Thread start(unsigned thread) override { return run(thread); }

 private:
  Thread run(unsigned /*thread*/) {
    co_await lock_.lock();
    const Value seen = co_await total_.load();
    co_await lock_.unlock();
    co_await total_.store(seen + 1);
    co_return 0;
  }
};

class OneForgetsTheLock final : public TwoAdd {
 public:
  using TwoAdd::TwoAdd;
  Thread start(unsigned thread) override { return thread == 0 ? run(thread) : correct(thread); }

 private:
  Thread run(unsigned /*thread*/) {
    const Value seen = co_await total_.load();
    co_await total_.store(seen + 1);
    co_return 0;
  }
};

class AnotherLock final : public TwoAdd {
 public:
  using TwoAdd::TwoAdd;
  Thread start(unsigned thread) override { return thread == 0 ? run(thread) : correct(thread); }

 private:
  Thread run(unsigned /*thread*/) {
    co_await another_.lock();
    const Value seen = co_await total_.load();
    co_await total_.store(seen + 1);
    co_await another_.unlock();
    co_return 0;
  }
  Explored::Mutex another_{world(), "another lock"};
};

class NeverReleased final : public TwoAdd {
 public:
  using TwoAdd::TwoAdd;
  Thread start(unsigned thread) override { return run(thread); }

 private:
  Thread run(unsigned /*thread*/) {
    co_await lock_.lock();
    co_await total_.add(1);
    co_return 0;
  }
};

class ReleasesWhatItDoesNotHold final : public TwoAdd {
 public:
  using TwoAdd::TwoAdd;
  Thread start(unsigned thread) override { return thread == 0 ? run(thread) : correct(thread); }

 private:
  Thread run(unsigned /*thread*/) {
    co_await total_.add(1);
    co_await lock_.unlock();
    co_return 0;
  }
};

class ComparesOnce final : public TwoAdd {
 public:
  using TwoAdd::TwoAdd;
  Thread start(unsigned thread) override { return run(thread); }

 private:
  Thread run(unsigned /*thread*/) {
    const Value seen = co_await total_.load();
    co_await total_.compare_exchange(seen, seen + 1);
    co_return 0;
  }
};

class OneIsNotAtomic final : public TwoAdd {
 public:
  using TwoAdd::TwoAdd;
  Thread start(unsigned thread) override { return thread == 0 ? split(thread) : whole(thread); }

 private:
  Thread whole(unsigned /*thread*/) {
    co_await total_.add(1);
    co_return 0;
  }
  Thread split(unsigned /*thread*/) {
    const Value seen = co_await total_.load();
    co_await total_.store(seen + 1);
    co_return 0;
  }
};

class OneBypassesTheOwner final : public TwoAdd {
 public:
  using TwoAdd::TwoAdd;
  [[nodiscard]] unsigned threads() const override { return 3; }
  Thread start(unsigned thread) override {
    if (thread == 2) return owner(thread);
    return thread == 0 ? sender(thread) : bypass(thread);
  }

 private:
  Thread sender(unsigned /*thread*/) {
    co_await inbox_.put(1);
    co_return 0;
  }
  Thread bypass(unsigned /*thread*/) {
    const Value seen = co_await total_.load();
    co_await total_.store(seen + 1);
    co_return 0;
  }
  Thread owner(unsigned /*thread*/) {
    const Value more = co_await inbox_.take();
    const Value seen = co_await total_.load();
    co_await total_.store(seen + more);
    co_return 0;
  }
  Explored::Queue inbox_{world(), "inbox"};
};

class TakesTooMany final : public TwoAdd {
 public:
  using TwoAdd::TwoAdd;
  Thread start(unsigned thread) override { return thread == 0 ? sender(thread) : owner(thread); }

 private:
  Thread sender(unsigned /*thread*/) {
    co_await inbox_.put(2);
    co_return 0;
  }
  Thread owner(unsigned /*thread*/) {
    for (int i = 0; i < 2; ++i) {
      const Value more = co_await inbox_.take();
      co_await total_.add(more);
    }
    co_return 0;
  }
  Explored::Queue inbox_{world(), "inbox"};
};

/// Two threads, one of which checks before it locks.
class ChecksBeforeLocking final : public ProgramOn<Explored> {
 public:
  using ProgramOn::ProgramOn;
  [[nodiscard]] unsigned threads() const override { return 2; }
  Thread start(unsigned thread) override { return run(thread); }
  [[nodiscard]] Value outcome(std::span<const Value> returned) const override {
    return std::accumulate(returned.begin(), returned.end(), Value{0});
  }
  [[nodiscard]] bool holds(std::span<const Value> returned) const override {
    return outcome(returned) + balance_.now() == 100 && balance_.now() >= 0;
  }

 private:
  Thread run(unsigned /*thread*/) {
    if (co_await balance_.load() < 60) co_return 0;
    co_await lock_.lock();
    const Value seen = co_await balance_.load();
    co_await balance_.store(seen - 60);
    co_await lock_.unlock();
    co_return 60;
  }
  Explored::Cell balance_{world(), "balance", 100};
  Explored::Mutex lock_{world(), "lock"};
};

/// `threads` philosophers with ordered forks, but one takes them the other way round.
class OrderSwapped final : public ProgramOn<Explored> {
 public:
  OrderSwapped(Explored& world, bool swapped) : ProgramOn(world), swapped_(swapped) {}
  [[nodiscard]] unsigned threads() const override { return 3; }
  Thread start(unsigned thread) override {
    const bool last = thread == 2;
    auto& low = last ? forks_[0] : forks_[thread];
    auto& high = last ? forks_[2] : forks_[thread + 1];
    return last && swapped_ ? run(thread, high, low) : run(thread, low, high);
  }
  [[nodiscard]] Value outcome(std::span<const Value> /*returned*/) const override { return 0; }
  [[nodiscard]] bool holds(std::span<const Value> /*returned*/) const override { return true; }

 private:
  Thread run(unsigned /*thread*/, Explored::Mutex& first, Explored::Mutex& second) {
    co_await first.lock();
    co_await second.lock();
    co_await second.unlock();
    co_await first.unlock();
    co_return 0;
  }
  bool swapped_;
  std::array<Explored::Mutex, 3> forks_{Explored::Mutex(world(), "fork 1"),
                                        Explored::Mutex(world(), "fork 2"),
                                        Explored::Mutex(world(), "fork 3")};
};

template <typename Mutant>
Exploration explored() {
  return explore([](Explored& world) { return std::make_unique<Mutant>(world); });
}

template <typename Mutant>
void check_found(Ending ending) {
  const auto result = explored<Mutant>();
  CHECK(result.verdict == Verdict::found);
  REQUIRE(result.shortest);
  CHECK(result.shortest->replay.ending == ending);
  REQUIRE(result.counts);
  CHECK(result.counts->failing > 0);
}

}  // namespace

TEST_CASE("a lock that is released early is found", "[sharing]") {
  check_found<ReleasedEarly>(Ending::broken);
}

TEST_CASE("a lock that one thread forgets, or takes another for, is found", "[sharing]") {
  check_found<OneForgetsTheLock>(Ending::broken);
  check_found<AnotherLock>(Ending::broken);
}

TEST_CASE("a lock that is never released is found as a deadlock", "[sharing]") {
  check_found<NeverReleased>(Ending::deadlock);
}

TEST_CASE("a lock that is released by who does not hold it is found", "[sharing]") {
  check_found<ReleasesWhatItDoesNotHold>(Ending::broken);
}

TEST_CASE("a compare and exchange that is not tried again is found", "[sharing]") {
  check_found<ComparesOnce>(Ending::broken);
}

TEST_CASE("one addition that is not atomic is found", "[sharing]") {
  check_found<OneIsNotAtomic>(Ending::broken);
}

TEST_CASE("a thread that bypasses the owner, and an owner that waits for too many, are found",
          "[sharing]") {
  check_found<OneBypassesTheOwner>(Ending::broken);
  check_found<TakesTooMany>(Ending::deadlock);
}

TEST_CASE("a check outside the lock is found", "[sharing]") {
  check_found<ChecksBeforeLocking>(Ending::broken);
}

TEST_CASE("a swapped order of locks is found, the right one proved", "[sharing]") {
  const auto with = [](bool swapped) {
    return explore(
        [swapped](Explored& world) { return std::make_unique<OrderSwapped>(world, swapped); });
  };
  const auto found = with(true);
  REQUIRE(found.shortest);
  CHECK(found.shortest->replay.ending == Ending::deadlock);
  CHECK(with(false).verdict == Verdict::proved);
}
