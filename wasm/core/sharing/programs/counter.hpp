#pragma once

#include <deque>
#include <string>

#include "sharing/program.hpp"

namespace lanes::sharing {

/// How far apart the cells of `sharded` lie: next to each other, so that threads on different cores
/// fight for one cache line although they share no cell (false sharing), or 128 bytes apart (two
/// lines of 64, as the prefetcher of many processors fetches pairs).
enum class Spacing : std::uint8_t { neighbouring, padded };

/// Each thread adds 1 to a total, `times` times.
template <typename W>
class Counter final : public ProgramOn<W> {
 public:
  using typename ProgramOn<W>::Thread;

  Counter(W& world, const Sharing& sharing, Spacing spacing = Spacing::neighbouring)
      : ProgramOn<W>(world),
        fix_(sharing.fix),
        threads_(sharing.threads),
        times_(static_cast<Value>(sharing.times)),
        stride_(spacing == Spacing::padded ? 128 / sizeof(Value) : 1) {
    if (fix_ != Fix::sharded) return;
    for (unsigned i = 0; i < threads_ * stride_; ++i) {
      shards_.emplace_back(world, "total of " + std::string(1, thread_name(i / stride_)), 0);
    }
  }

  [[nodiscard]] unsigned threads() const override {
    return threads_ + (fix_ == Fix::queue ? 1 : 0);
  }

  Thread start(unsigned thread) override {
    switch (fix_) {
      case Fix::atomic:
        return atomic(thread);
      case Fix::mutex:
        return locked(thread);
      case Fix::cas:
        return optimistic(thread);
      case Fix::sharded:
        return sharded(thread);
      case Fix::queue:
        return thread == threads_ ? owner(thread) : sender(thread);
      default:
        return unprotected(thread);
    }
  }

  [[nodiscard]] Value outcome(std::span<const Value> /*returned*/) const override {
    Value sum = total_.now();
    for (const auto& shard : shards_) sum += shard.now();
    return sum;
  }
  [[nodiscard]] bool holds(std::span<const Value> returned) const override {
    return outcome(returned) == static_cast<Value>(threads_) * times_;
  }

 private:
  // shown: none
  Thread unprotected(unsigned thread) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      const Value seen = co_await total_.load();
      co_await total_.store(seen + 1);
    }
    co_return 0;
  }
  // shown end

  // shown: atomic
  Thread atomic(unsigned thread) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      co_await total_.add(1);
    }
    co_return 0;
  }
  // shown end

  // shown: mutex
  Thread locked(unsigned thread) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      co_await lock_.lock();
      const Value seen = co_await total_.load();
      co_await total_.store(seen + 1);
      co_await lock_.unlock();
    }
    co_return 0;
  }
  // shown end

  // shown: cas
  Thread optimistic(unsigned thread) {
    for (Value done = 0; done < times_;) {
      this->world().checkpoint(thread, done);
      const Value seen = co_await total_.load();
      if (co_await total_.compare_exchange(seen, seen + 1)) ++done;
    }
    co_return 0;
  }
  // shown end

  // shown: sharded
  Thread sharded(unsigned thread) {
    auto& mine = shards_[thread * stride_];
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      const Value seen = co_await mine.load();
      co_await mine.store(seen + 1);
    }
    co_return 0;
  }
  // shown end

  // shown: queue
  Thread sender(unsigned thread) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      co_await inbox_.put(1);
    }
    co_return 0;
  }
  // shown end

  // shown: queue
  Thread owner(unsigned thread) {
    for (Value left = static_cast<Value>(threads_) * times_; left > 0; --left) {
      this->world().checkpoint(thread, left);
      const Value more = co_await inbox_.take();
      const Value seen = co_await total_.load();
      co_await total_.store(seen + more);
    }
    co_return 0;
  }
  // shown end

  Fix fix_;
  unsigned threads_;
  Value times_;
  unsigned stride_;
  typename W::Cell total_{this->world(), "total", 0};
  typename W::Mutex lock_{this->world(), "lock"};
  typename W::Queue inbox_{this->world(), "inbox"};
  // Contiguous within a block of the deque; cells cannot move.
  std::deque<typename W::Cell> shards_;
};

}  // namespace lanes::sharing
