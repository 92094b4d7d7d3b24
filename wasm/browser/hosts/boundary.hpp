#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "downstream/downstream.hpp"
#include "io/endpoint.hpp"
#include "run/run.hpp"

namespace lanes::browser {

EMSCRIPTEN_DECLARE_VAL_TYPE(Uint8Array);
EMSCRIPTEN_DECLARE_VAL_TYPE(Uint16Array);
EMSCRIPTEN_DECLARE_VAL_TYPE(Uint32Array);
EMSCRIPTEN_DECLARE_VAL_TYPE(Float64Array);
EMSCRIPTEN_DECLARE_VAL_TYPE(StringArray);
EMSCRIPTEN_DECLARE_VAL_TYPE(EndedCallback);

/// One strategy of a spec, as JavaScript gives it: checked and clamped there (link grammar).
struct RunRequest {
  std::string work;
  std::string how;
  std::uint32_t tasks;
  std::uint32_t size;
  std::uint32_t workers;
  std::uint32_t limit;
  std::uint32_t seed;
  std::uint32_t latencyMs;
  std::uint32_t jitterPercent;
  /// Start of the run in milliseconds of the calling thread's `performance.now()`.
  double startMs;
  /// Shape of the service that `query` asks.
  std::uint32_t pool;
  std::uint32_t queue;
  std::uint32_t timeoutMs;
  /// Prefix of the addresses to fetch, ending in "/"; empty where no request is made.
  std::string apiBase;
  /// Requests go to the downstream model directly, not through fetch.
  bool modelled;
  /// Makes this run's request URLs unique.
  std::string runId;
};

/// The result of a run, as JavaScript takes it. Arrays are copies that outlive the module.
struct RunOutcome {
  double wallMs;
  std::uint32_t maxInFlight;
  double p50Ms;
  double p95Ms;
  double p99Ms;
  double maxMs;
  /// Computing time of all tasks on all threads, and how much of it was lost to preemption.
  double computedMs;
  double lostMs;
  /// By task: 0 ok, 1 failed, 2 cancelled.
  Uint8Array outcomes{emscripten::val::undefined()};
  /// By task: the digest, or the reason of a failure.
  StringArray texts{emscripten::val::undefined()};
  Uint16Array lane{emscripten::val::undefined()};
  Uint32Array task{emscripten::val::undefined()};
  Uint8Array kind{emscripten::val::undefined()};
  Float64Array spanStartMs{emscripten::val::undefined()};
  Float64Array spanEndMs{emscripten::val::undefined()};
};

/// A copy of `column` as a typed array of its own.
template <typename Array, typename T>
Array copy_out(const std::vector<T>& column) {
  const emscripten::val view(emscripten::typed_memory_view(column.size(), column.data()));
  return view.call<emscripten::val>("slice").template as<Array>();
}

/// Fails only where JavaScript and C++ disagree about the catalogue.
std::expected<RunSpec, std::string> to_spec(const RunRequest& request);
/// What the tasks of `work` ask.
Endpoint to_endpoint(const RunRequest& request, const Work& work);
DownstreamSpec to_downstream(const RunRequest& request, const Work& work);
RunOutcome to_outcome(RunReport report);

}  // namespace lanes::browser
