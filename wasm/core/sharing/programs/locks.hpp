#pragma once

#include <numeric>

#include "sharing/program.hpp"

namespace lanes::sharing {

/// Each thread needs two locks at once, `times` times. Every second thread takes them in the
/// opposite order, unless they are `ordered`. With `mutex` one lock stands for both.
template <typename W>
class Locks final : public ProgramOn<W> {
 public:
  using typename ProgramOn<W>::Thread;

  Locks(W& world, const Sharing& sharing)
      : ProgramOn<W>(world),
        fix_(sharing.fix),
        threads_(sharing.threads),
        times_(static_cast<Value>(sharing.times)) {}

  [[nodiscard]] unsigned threads() const override { return threads_; }

  Thread start(unsigned thread) override {
    if (fix_ == Fix::mutex) return one_lock(thread);
    const bool swapped = fix_ == Fix::none && thread % 2 == 1;
    return swapped ? two_locks(thread, right_, left_) : two_locks(thread, left_, right_);
  }

  /// How often both locks were held.
  [[nodiscard]] Value outcome(std::span<const Value> returned) const override {
    return std::accumulate(returned.begin(), returned.end(), Value{0});
  }
  [[nodiscard]] bool holds(std::span<const Value> returned) const override {
    return outcome(returned) == static_cast<Value>(threads_) * times_;
  }

 private:
  using Mutex = typename W::Mutex;

  // shown: none
  Thread two_locks(unsigned thread, Mutex& first, Mutex& second) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      co_await first.lock();
      co_await second.lock();
      co_await second.unlock();
      co_await first.unlock();
    }
    co_return times_;
  }
  // shown end

  // shown: mutex
  Thread one_lock(unsigned thread) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      co_await both_.lock();
      co_await both_.unlock();
    }
    co_return times_;
  }
  // shown end

  Fix fix_;
  unsigned threads_;
  Value times_;
  Mutex left_{this->world(), "left lock"};
  Mutex right_{this->world(), "right lock"};
  Mutex both_{this->world(), "lock for both"};
};

}  // namespace lanes::sharing
