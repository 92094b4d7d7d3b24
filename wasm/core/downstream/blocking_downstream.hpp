#pragma once

#include <condition_variable>
#include <mutex>
#include <unordered_map>

#include "base/clock.hpp"
#include "downstream/downstream.hpp"

namespace lanes {

/// The model for blocking callers, each on its own thread, in the real time of `clock`. The threads
/// drive it themselves: the first to wake processes all events that are due and wakes the others.
class BlockingDownstream {
 public:
  BlockingDownstream(const DownstreamSpec& spec, const Clock& clock)
      : downstream_(spec), clock_(clock) {}

  /// Sends a request with the given `service` time and blocks until it has ended, or until
  /// `give_up()` returns true (polled every few milliseconds; then nothing is returned).
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
  /// Sleeps until the next event, an answer, or the next poll of `give_up`.
  void wait(std::unique_lock<std::mutex>& lock);
  /// Stores the ended requests under their ids and wakes the threads that wait for them.
  void collect();

  Downstream downstream_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::unordered_map<std::uint64_t, Answer> answers_;
  std::uint64_t next_id_ = 0;
};

}  // namespace lanes
