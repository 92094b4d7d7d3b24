#pragma once

#include "sharing/program.hpp"

namespace lanes::sharing {

/// A cache in front of a database. Thread A writes the database, then empties the cache; the others
/// read through the cache, and fill it if it is empty; each does so `times` times. A reader that
/// read the database before a write and fills the cache after it leaves what is stale, until the
/// next write. The fix `cas` is the lease of Nishtala et al., "Scaling Memcache at Facebook", 2013:
/// an empty cache carries a ticket, and only who holds the last ticket may fill it.
template <typename W>
class Cache final : public ProgramOn<W> {
 public:
  using typename ProgramOn<W>::Thread;

  Cache(W& world, const Sharing& sharing)
      : ProgramOn<W>(world),
        fix_(sharing.fix),
        threads_(sharing.threads),
        times_(static_cast<Value>(sharing.times)) {}

  [[nodiscard]] unsigned threads() const override {
    return threads_ + (fix_ == Fix::queue ? 1 : 0);
  }

  Thread start(unsigned thread) override {
    const bool writes = thread == 0;
    switch (fix_) {
      case Fix::mutex:
        return writes ? locked_writer(thread) : locked_reader(thread);
      case Fix::cas:
        return writes ? leasing_writer(thread) : leasing_reader(thread);
      case Fix::queue:
        return thread == threads_ ? owner(thread) : sender(thread);
      default:
        return writes ? writer(thread) : reader(thread);
    }
  }

  /// 1 if the cache is stale, else 0.
  [[nodiscard]] Value outcome(std::span<const Value> /*returned*/) const override {
    const Value kept = cache_.now() % ticket;
    return kept != empty && kept != database_.now() ? 1 : 0;
  }
  [[nodiscard]] bool holds(std::span<const Value> returned) const override {
    return outcome(returned) == 0;
  }

 private:
  static constexpr Value empty = 0;
  /// The cache holds ticket · number of the lease + what is kept.
  static constexpr Value ticket = 16;

  /// What the database holds after `writes` writes: 1–15.
  static constexpr Value content(Value writes) { return 1 + writes % (ticket - 1); }

  // shown: none
  Thread writer(unsigned thread) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      co_await database_.store(content(done + 1));
      co_await cache_.store(empty);
    }
    co_return 0;
  }
  // shown end

  // shown: none
  Thread reader(unsigned thread) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      if (co_await cache_.load() != empty) continue;
      const Value read = co_await database_.load();
      co_await cache_.store(read);
    }
    co_return 0;
  }
  // shown end

  // shown: mutex
  Thread locked_writer(unsigned thread) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      co_await lock_.lock();
      co_await database_.store(content(done + 1));
      co_await cache_.store(empty);
      co_await lock_.unlock();
    }
    co_return 0;
  }
  // shown end

  // shown: mutex
  Thread locked_reader(unsigned thread) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      co_await lock_.lock();
      if (co_await cache_.load() == empty) {
        const Value read = co_await database_.load();
        co_await cache_.store(read);
      }
      co_await lock_.unlock();
    }
    co_return 0;
  }
  // shown end

  // shown: cas
  // Who sees the new ticket must see the new content: hence the memory orders.
  Thread leasing_writer(unsigned thread) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      co_await database_.store(content(done + 1), std::memory_order_release);
      while (true) {
        this->world().checkpoint(thread, done + times_);
        const Value seen = co_await cache_.load();
        if (co_await cache_.compare_exchange(seen, (seen / ticket + 1) * ticket)) break;
      }
    }
    co_return 0;
  }
  // shown end

  // shown: cas
  Thread leasing_reader(unsigned thread) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      const Value lease = co_await cache_.load(std::memory_order_acquire);
      if (lease % ticket != empty) continue;
      const Value read = co_await database_.load(std::memory_order_acquire);
      co_await cache_.compare_exchange(lease, lease + read);
    }
    co_return 0;
  }
  // shown end

  // shown: queue
  /// Asks the owner to write what it sends, or to read.
  Thread sender(unsigned thread) {
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, done);
      co_await inbox_.put(thread == 0 ? content(done + 1) : empty);
    }
    co_return 0;
  }
  // shown end

  // shown: queue
  Thread owner(unsigned thread) {
    for (Value left = static_cast<Value>(threads_) * times_; left > 0; --left) {
      this->world().checkpoint(thread, left);
      const Value written = co_await inbox_.take();
      if (written != empty) {
        co_await database_.store(written);
        co_await cache_.store(empty);
      } else if (co_await cache_.load() == empty) {
        const Value read = co_await database_.load();
        co_await cache_.store(read);
      }
    }
    co_return 0;
  }
  // shown end

  Fix fix_;
  unsigned threads_;
  Value times_;
  typename W::Cell database_{this->world(), "database", content(0)};
  typename W::Cell cache_{this->world(), "cache", empty};
  typename W::Mutex lock_{this->world(), "lock"};
  typename W::Queue inbox_{this->world(), "inbox"};
};

}  // namespace lanes::sharing
