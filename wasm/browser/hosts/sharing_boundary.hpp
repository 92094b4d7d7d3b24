#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <expected>
#include <string>

#include "sharing/sharing.hpp"
#include "sharing/tally.hpp"
#include "sharing/wait_for.hpp"

namespace lanes::browser {

EMSCRIPTEN_DECLARE_VAL_TYPE(WaitingArray);
EMSCRIPTEN_DECLARE_VAL_TYPE(OutcomeArray);

/// A program with shared state, as JavaScript gives it.
struct SharingRequest {
  std::string program;
  std::string fix;
  std::uint32_t threads;
  std::uint32_t times;
};

/// An edge of the wait-for graph. `holder` is -1 if nobody holds what is waited for; `line` is 0
/// where it is not known.
struct WaitingEdge {
  std::uint32_t thread;
  std::string object;
  std::int32_t holder;
  std::uint32_t line;
};

/// A bar of a histogram.
struct OutcomeBar {
  std::int32_t outcome;
  double runs;
  double broken;
};

/// What came out of many runs.
struct RacesOutcome {
  double runs;
  double broken;
  double deadlocks;
  OutcomeArray outcomes{emscripten::val::undefined()};
  WaitingArray firstDeadlock{emscripten::val::undefined()};
};

/// Fails only where JavaScript and C++ disagree about the catalogue.
std::expected<sharing::Sharing, std::string> to_sharing(const SharingRequest& request);
WaitingEdge to_edge(const sharing::WaitFor& wait, std::uint32_t line);
RacesOutcome to_outcome(const sharing::Tally& tally);

}  // namespace lanes::browser
