#pragma once

#include <cstdint>

#include "hosts/boundary.hpp"
#include "hosts/sharing_boundary.hpp"
#include "platform/event_loop.hpp"
#include "scheduling/async.hpp"

namespace lanes::browser {

/// Runs of a program as tasks of the event loop of the thread that calls it. JavaScript owns it and
/// deletes it after the end.
class LoopRaces {
 public:
  explicit LoopRaces(const sharing::Sharing& sharing) : sharing_(sharing) {}

  /// Runs it `runs` times, one after another; `ended()` is called once, after the last. With seed 0
  /// tasks are resumed in the order of arrival; otherwise run i draws the order from seed + i.
  void start(std::uint32_t runs, std::uint32_t seed, EndedCallback ended);
  /// The run that is under way is the last.
  void stop() { stopped_ = true; }
  /// Until now.
  [[nodiscard]] RacesOutcome outcome() const { return to_outcome(tally_); }

 private:
  Detached run_all(std::uint32_t runs, std::uint32_t seed, EndedCallback ended);

  sharing::Sharing sharing_;
  EventLoop loop_;
  sharing::Tally tally_;
  bool stopped_ = false;
};

}  // namespace lanes::browser
