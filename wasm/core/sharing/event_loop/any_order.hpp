#pragma once

#include <coroutine>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/mix64.hpp"
#include "scheduling/async.hpp"
#include "scheduling/executor.hpp"

namespace lanes::sharing {

/// An event loop whose coroutines wait for answers that come in any order, drawn from a seed: as
/// many turns as those of the loop beneath it, but not in the order of arrival. Outlives the
/// coroutines it resumes.
class AnyOrder final : public Executor {
 public:
  AnyOrder(Executor& loop, std::uint64_t seed) noexcept : loop_(&loop), seed_(seed) {}

  void post(std::coroutine_handle<> coroutine) override {
    waiting_.push_back(coroutine);
    turn();
  }

 private:
  Detached turn() {
    struct NextTurn {
      Executor& loop;
      [[nodiscard]] bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> frame) const { loop.post(frame); }
      void await_resume() const noexcept {}
    };
    co_await NextTurn{*loop_};
    const auto drawn = static_cast<std::size_t>(mix64(seed_ ^ mix64(++turns_)) % waiting_.size());
    std::swap(waiting_[drawn], waiting_.back());
    const auto next = waiting_.back();
    waiting_.pop_back();
    next.resume();
  }

  Executor* loop_;
  std::uint64_t seed_;
  std::uint64_t turns_ = 0;
  std::vector<std::coroutine_handle<>> waiting_;
};

}  // namespace lanes::sharing
