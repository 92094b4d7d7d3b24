#pragma once

// Declarations only: programs with shared state, in both modules that run them.

#include <emscripten/bind.h>

#include <utility>

#include "hosts/sharing_boundary.hpp"

namespace lanes::browser {

/// What the request asks for; throws a JavaScript Error if there is no such program or fix.
inline sharing::Sharing checked(const SharingRequest& request) {
  auto sharing = to_sharing(request);
  if (!sharing) emscripten::val::global("Error").new_(std::move(sharing).error()).throw_();
  return *sharing;
}

inline void declare_sharing() {
  emscripten::register_type<WaitingArray>("WaitingEdge[]");
  emscripten::register_type<OutcomeArray>("OutcomeBar[]");
  emscripten::value_object<SharingRequest>("SharingRequest")
      .field("program", &SharingRequest::program)
      .field("fix", &SharingRequest::fix)
      .field("threads", &SharingRequest::threads)
      .field("times", &SharingRequest::times);
  emscripten::value_object<WaitingEdge>("WaitingEdge")
      .field("thread", &WaitingEdge::thread)
      .field("object", &WaitingEdge::object)
      .field("holder", &WaitingEdge::holder)
      .field("line", &WaitingEdge::line);
  emscripten::value_object<OutcomeBar>("OutcomeBar")
      .field("outcome", &OutcomeBar::outcome)
      .field("runs", &OutcomeBar::runs)
      .field("broken", &OutcomeBar::broken);
  emscripten::value_object<RacesOutcome>("RacesOutcome")
      .field("runs", &RacesOutcome::runs)
      .field("broken", &RacesOutcome::broken)
      .field("deadlocks", &RacesOutcome::deadlocks)
      .field("outcomes", &RacesOutcome::outcomes)
      .field("firstDeadlock", &RacesOutcome::firstDeadlock);
}

}  // namespace lanes::browser
