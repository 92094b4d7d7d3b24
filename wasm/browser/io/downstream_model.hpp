#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

#include "downstream/bystander.hpp"
#include "downstream/downstream.hpp"
#include "downstream/what_if.hpp"

namespace lanes::browser {

EMSCRIPTEN_DECLARE_VAL_TYPE(ModelAnswers);
EMSCRIPTEN_DECLARE_VAL_TYPE(NumberList);

/// The shape of a modelled service, as JavaScript gives it: checked there (link grammar).
struct DownstreamRequest {
  /// Rows of a table, from a pool of connections; else any number of requests at once, answered
  /// with their delay.
  bool database;
  std::uint32_t pool;
  std::uint32_t queue;
  std::uint32_t timeoutMs;
};

/// A client that shares the modelled service with the run.
struct BystanderRequest {
  std::uint32_t everyMs;
  std::uint32_t timeoutMs;
  std::uint32_t seed;
  std::uint32_t latencyMs;
  std::uint32_t jitterPercent;
};

/// The state of the service at one moment, and the outcome of the run's requests so far.
struct ServiceMoment {
  std::uint32_t inService;
  std::uint32_t waiting;
  std::uint32_t answered;
  std::uint32_t refused;
  std::uint32_t timedOut;
};

/// The downstream model in real time. The worker that hosts it passes in the time, in milliseconds
/// of a monotonic clock.
class DownstreamModel {
 public:
  explicit DownstreamModel(const DownstreamRequest& request);

  /// A request arrives: `id` is the caller's and is not in use; it will be served for `ms`.
  void submit(std::uint32_t id, std::uint32_t seed, std::uint32_t ms, double nowMs);
  /// What has ended since the last call, in that order, at most `most` of them:
  /// [id, outcome (0 ok, 1 failed), text] one after another.
  ModelAnswers finished(double nowMs, std::uint32_t most);
  /// When to call `finished` again; infinity while nothing is pending.
  [[nodiscard]] double nextEventMs() const;
  /// From `nowMs` on a bystander shares the service.
  void addBystander(const BystanderRequest& request, double nowMs);
  /// Requests of the bystander's that have ended since the last call:
  /// [sent ms, ended ms, 0 answered / 1 refused / 2 timed out] one after another.
  NumberList takeBystander();
  [[nodiscard]] ServiceMoment moment() const;

 private:
  struct Asked {
    std::uint32_t seed;
    std::uint32_t ms;
  };

  /// Processes all events up to and at `now`.
  void advance(Moment now);
  void collect();

  bool database_;
  DownstreamSpec spec_;
  Downstream downstream_;
  Bystander bystander_;
  std::unordered_map<std::uint64_t, Asked> asked_;
  /// Ended and not yet reported.
  std::deque<Served> ended_;
  std::deque<Served> bystanders_;
  ServiceMoment counts_{};
};

/// One point of a what-if curve (downstream/what_if.hpp), as JavaScript asks for it.
struct WhatIfRequest {
  std::uint32_t pool;
  std::uint32_t queue;
  std::uint32_t timeoutMs;
  std::uint32_t tasks;
  std::uint32_t limit;
  std::uint32_t seed;
  std::uint32_t latencyMs;
  std::uint32_t jitterPercent;
  /// 0: there is no bystander.
  std::uint32_t bystanderEveryMs;
  /// 0: as the client's.
  std::uint32_t bystanderTimeoutMs;
};

struct ClientOutcome {
  std::uint32_t sent;
  std::uint32_t answered;
  std::uint32_t refused;
  std::uint32_t timedOut;
  double p50Ms;
  double p99Ms;
};

struct WhatIfOutcome {
  ClientOutcome client;
  ClientOutcome bystander;
  double wallMs;
  double throughputPerS;
};

WhatIfOutcome simulate_downstream(const WhatIfRequest& request);

}  // namespace lanes::browser
