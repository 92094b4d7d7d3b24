#pragma once

#include <numeric>

#include "sharing/program.hpp"

namespace lanes::sharing {

/// Each thread withdraws 60 from an account of 100, `times` times: it checks the balance, then acts
/// on what it saw. It returns what it was paid.
template <typename W>
class Withdraw final : public ProgramOn<W> {
 public:
  using typename ProgramOn<W>::Thread;
  static constexpr Value first_balance = 100;
  static constexpr Value amount = 60;

  Withdraw(W& world, const Sharing& sharing)
      : ProgramOn<W>(world),
        fix_(sharing.fix),
        threads_(sharing.threads),
        times_(static_cast<Value>(sharing.times)) {}

  [[nodiscard]] unsigned threads() const override {
    return threads_ + (fix_ == Fix::queue ? 1 : 0);
  }

  Thread start(unsigned thread) override {
    switch (fix_) {
      case Fix::mutex:
        return locked(thread);
      case Fix::cas:
        return optimistic(thread);
      case Fix::queue:
        return thread == threads_ ? owner(thread) : sender(thread);
      default:
        return unprotected(thread);
    }
  }

  /// What was paid out.
  [[nodiscard]] Value outcome(std::span<const Value> returned) const override {
    return std::accumulate(returned.begin(), returned.end(), Value{0});
  }
  [[nodiscard]] bool holds(std::span<const Value> returned) const override {
    return outcome(returned) + balance_.now() == first_balance;
  }

 private:
  // shown: none
  Thread unprotected(unsigned thread) {
    Value paid = 0;
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, key(done, paid));
      const Value seen = co_await balance_.load();
      if (seen < amount) continue;
      co_await balance_.store(seen - amount);
      paid += amount;
    }
    co_return paid;
  }
  // shown end

  // shown: mutex
  Thread locked(unsigned thread) {
    Value paid = 0;
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, key(done, paid));
      co_await lock_.lock();
      const Value seen = co_await balance_.load();
      if (seen >= amount) {
        co_await balance_.store(seen - amount);
        paid += amount;
      }
      co_await lock_.unlock();
    }
    co_return paid;
  }
  // shown end

  // shown: cas
  Thread optimistic(unsigned thread) {
    Value paid = 0;
    for (Value done = 0; done < times_;) {
      this->world().checkpoint(thread, key(done, paid));
      const Value seen = co_await balance_.load();
      if (seen < amount) {
        ++done;
      } else if (co_await balance_.compare_exchange(seen, seen - amount)) {
        paid += amount;
        ++done;
      }
    }
    co_return paid;
  }
  // shown end

  // shown: queue
  Thread sender(unsigned thread) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      co_await inbox_.put(amount);
    }
    co_return 0;
  }
  // shown end

  // shown: queue
  Thread owner(unsigned thread) {
    Value paid = 0;
    for (Value left = static_cast<Value>(threads_) * times_; left > 0; --left) {
      this->world().checkpoint(thread, key(left, paid));
      const Value wanted = co_await inbox_.take();
      const Value seen = co_await balance_.load();
      if (seen < wanted) continue;
      co_await balance_.store(seen - wanted);
      paid += wanted;
    }
    co_return paid;
  }
  // shown end

  /// Tells apart where a thread stands and what it was paid.
  static constexpr std::int64_t key(std::int64_t done, Value paid) { return done << 32 | paid; }

  Fix fix_;
  unsigned threads_;
  Value times_;
  typename W::Cell balance_{this->world(), "balance", first_balance};
  typename W::Mutex lock_{this->world(), "lock"};
  typename W::Queue inbox_{this->world(), "inbox"};
};

}  // namespace lanes::sharing
