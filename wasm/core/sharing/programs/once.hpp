#pragma once

#include <numeric>

#include "sharing/program.hpp"

namespace lanes::sharing {

/// Each thread wants an object, `times` times, that the first to come makes. It returns how many it
/// made. An object is the number of its maker, from 1; 0 is none.
template <typename W>
class Once final : public ProgramOn<W> {
 public:
  using typename ProgramOn<W>::Thread;

  Once(W& world, const Sharing& sharing)
      : ProgramOn<W>(world),
        fix_(sharing.fix),
        threads_(sharing.threads),
        times_(static_cast<Value>(sharing.times)) {}

  [[nodiscard]] unsigned threads() const override { return threads_; }

  Thread start(unsigned thread) override {
    switch (fix_) {
      case Fix::atomic:
        return claiming(thread);
      case Fix::mutex:
        return locked(thread);
      case Fix::cas:
        return optimistic(thread);
      default:
        return unprotected(thread);
    }
  }

  /// How many were made.
  [[nodiscard]] Value outcome(std::span<const Value> returned) const override {
    return std::accumulate(returned.begin(), returned.end(), Value{0});
  }
  [[nodiscard]] bool holds(std::span<const Value> returned) const override {
    return outcome(returned) == 1 && object_.now() != 0;
  }

 private:
  static constexpr Value made_by(unsigned thread) { return static_cast<Value>(thread) + 1; }

  // shown: none
  Thread unprotected(unsigned thread) {
    Value made = 0;
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, key(done, made));
      if (co_await object_.load() != 0) continue;
      ++made;
      co_await object_.store(made_by(thread));
    }
    co_return made;
  }
  // shown end

  // shown: atomic
  /// Who claims first makes it.
  Thread claiming(unsigned thread) {
    Value made = 0;
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, key(done, made));
      if (co_await claims_.add(1) != 0) continue;
      ++made;
      co_await object_.store(made_by(thread));
    }
    co_return made;
  }
  // shown end

  // shown: mutex
  Thread locked(unsigned thread) {
    Value made = 0;
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, key(done, made));
      co_await lock_.lock();
      if (co_await object_.load() == 0) {
        ++made;
        co_await object_.store(made_by(thread));
      }
      co_await lock_.unlock();
    }
    co_return made;
  }
  // shown end

  // shown: cas
  /// Publishes an object only if there is none yet.
  Thread optimistic(unsigned thread) {
    Value made = 0;
    for (Value done = 0; done < times_; ++done) {
      this->world().checkpoint(thread, key(done, made));
      if (co_await object_.load() != 0) continue;
      if (co_await object_.compare_exchange(0, made_by(thread))) ++made;
    }
    co_return made;
  }
  // shown end

  static constexpr std::int64_t key(std::int64_t done, Value made) { return done << 32 | made; }

  Fix fix_;
  unsigned threads_;
  Value times_;
  typename W::Cell object_{this->world(), "object", 0};
  typename W::Cell claims_{this->world(), "claims", 0};
  typename W::Mutex lock_{this->world(), "lock"};
};

}  // namespace lanes::sharing
