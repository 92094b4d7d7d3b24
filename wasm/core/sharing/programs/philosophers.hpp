#pragma once

#include <deque>
#include <numeric>
#include <string>

#include "sharing/program.hpp"

namespace lanes::sharing {

/// The dining philosophers (Dijkstra, EWD 310, 1971): each needs the fork to the left and the fork
/// to the right to eat, `times` times, and takes the left one first, unless the forks are
/// `ordered`. With `mutex` one at a time may eat.
template <typename W>
class Philosophers final : public ProgramOn<W> {
 public:
  using typename ProgramOn<W>::Thread;

  Philosophers(W& world, const Sharing& sharing)
      : ProgramOn<W>(world),
        fix_(sharing.fix),
        threads_(sharing.threads),
        times_(static_cast<Value>(sharing.times)) {
    for (unsigned i = 0; i < threads_; ++i) {
      forks_.emplace_back(world, "fork " + std::to_string(i + 1));
    }
  }

  [[nodiscard]] unsigned threads() const override { return threads_; }

  Thread start(unsigned thread) override {
    if (fix_ == Fix::mutex) return alone(thread);
    auto& left = forks_[thread];
    auto& right = forks_[(thread + 1) % threads_];
    const bool last = thread + 1 == threads_;
    return last && fix_ == Fix::ordered ? with_forks(thread, right, left)
                                        : with_forks(thread, left, right);
  }

  /// Meals.
  [[nodiscard]] Value outcome(std::span<const Value> returned) const override {
    return std::accumulate(returned.begin(), returned.end(), Value{0});
  }
  [[nodiscard]] bool holds(std::span<const Value> returned) const override {
    return outcome(returned) == static_cast<Value>(threads_) * times_;
  }

 private:
  using Mutex = typename W::Mutex;

  // shown: none
  Thread with_forks(unsigned thread, Mutex& first, Mutex& second) {
    Value eaten = 0;
    while (eaten < times_) {
      this->world().checkpoint(thread, eaten);
      co_await first.lock();
      co_await second.lock();
      ++eaten;
      co_await second.unlock();
      co_await first.unlock();
    }
    co_return eaten;
  }
  // shown end

  // shown: mutex
  Thread alone(unsigned thread) {
    Value eaten = 0;
    while (eaten < times_) {
      this->world().checkpoint(thread, eaten);
      co_await table_.lock();
      ++eaten;
      co_await table_.unlock();
    }
    co_return eaten;
  }
  // shown end

  Fix fix_;
  unsigned threads_;
  Value times_;
  std::deque<Mutex> forks_;
  Mutex table_{this->world(), "table"};
};

}  // namespace lanes::sharing
