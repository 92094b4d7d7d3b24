#pragma once

// Declarations only: the types that cross to JavaScript in every module.

#include <emscripten/bind.h>

#include <utility>

#include "hosts/boundary.hpp"

namespace lanes::browser {

/// What the request asks for; throws a JavaScript Error if there is no such work or strategy.
inline RunSpec checked(const RunRequest& request) {
  auto spec = to_spec(request);
  if (!spec) emscripten::val::global("Error").new_(std::move(spec).error()).throw_();
  return *std::move(spec);
}

inline void declare_boundary() {
  emscripten::register_type<Uint8Array>("Uint8Array");
  emscripten::register_type<Uint16Array>("Uint16Array");
  emscripten::register_type<Uint32Array>("Uint32Array");
  emscripten::register_type<Float64Array>("Float64Array");
  emscripten::register_type<StringArray>("string[]");
  emscripten::register_type<EndedCallback>("() => void");

  emscripten::value_object<RunRequest>("RunRequest")
      .field("work", &RunRequest::work)
      .field("how", &RunRequest::how)
      .field("tasks", &RunRequest::tasks)
      .field("size", &RunRequest::size)
      .field("workers", &RunRequest::workers)
      .field("limit", &RunRequest::limit)
      .field("seed", &RunRequest::seed)
      .field("latencyMs", &RunRequest::latencyMs)
      .field("jitterPercent", &RunRequest::jitterPercent)
      .field("startMs", &RunRequest::startMs)
      .field("pool", &RunRequest::pool)
      .field("queue", &RunRequest::queue)
      .field("timeoutMs", &RunRequest::timeoutMs)
      .field("apiBase", &RunRequest::apiBase)
      .field("modelled", &RunRequest::modelled)
      .field("runId", &RunRequest::runId);

  emscripten::value_object<RunOutcome>("RunOutcome")
      .field("wallMs", &RunOutcome::wallMs)
      .field("maxInFlight", &RunOutcome::maxInFlight)
      .field("p50Ms", &RunOutcome::p50Ms)
      .field("p95Ms", &RunOutcome::p95Ms)
      .field("p99Ms", &RunOutcome::p99Ms)
      .field("maxMs", &RunOutcome::maxMs)
      .field("computedMs", &RunOutcome::computedMs)
      .field("lostMs", &RunOutcome::lostMs)
      .field("outcomes", &RunOutcome::outcomes)
      .field("texts", &RunOutcome::texts)
      .field("lane", &RunOutcome::lane)
      .field("task", &RunOutcome::task)
      .field("kind", &RunOutcome::kind)
      .field("spanStartMs", &RunOutcome::spanStartMs)
      .field("spanEndMs", &RunOutcome::spanEndMs);
}

}  // namespace lanes::browser
