#pragma once

#include <condition_variable>
#include <mutex>
#include <unordered_map>

#include "base/clock.hpp"
#include "downstream/downstream.hpp"

namespace lanes {

/// The model for callers that block, each on a thread of its own, in the real time of `clock`. The
/// threads drive it themselves: whoever wakes first lets happen what is due and wakes the others.
class BlockingDownstream {
 public:
  BlockingDownstream(const DownstreamSpec& spec, const Clock& clock)
      : downstream_(spec), clock_(clock) {}

  /// Sends a request that will be served for `service` and blocks until it has ended, or until
  /// `give_up()` says so (asked every few milliseconds; then nothing is returned).
  template <typename GiveUp>
  std::optional<Answer> call(Moment service, GiveUp give_up) {
    std::unique_lock lock(mutex_);
    const auto id = next_id_++;
    downstream_.submit(id, service, clock_.now());
    collect();
    for (;;) {
      if (const auto found = answers_.find(id); found != answers_.end()) {
        const auto answer = found->second;
        answers_.erase(found);
        return answer;
      }
      if (give_up()) return std::nullopt;
      wait(lock);
      downstream_.advance(clock_.now());
      collect();
    }
  }

 private:
  /// Until the next event, an answer, or the time to ask again whether to give up.
  void wait(std::unique_lock<std::mutex>& lock);
  /// Files what has ended under its id and wakes those who wait for it.
  void collect();

  Downstream downstream_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::unordered_map<std::uint64_t, Answer> answers_;
  std::uint64_t next_id_ = 0;
};

}  // namespace lanes
