#pragma once

#include <cstdint>

#include "downstream/client_report.hpp"
#include "downstream/downstream.hpp"

namespace lanes {

/// One point of a what-if curve: a client that keeps at most `limit` requests in flight until
/// `tasks` have ended shares a downstream service with a bystander that sends one request every
/// `bystander_every` until the client is done, whatever happens. Failed requests are not retried.
/// Both ask for latency_of(seed…), so a point is the same on every machine.
struct WhatIf {
  DownstreamSpec downstream;
  std::uint32_t tasks = 1;
  /// At least 1.
  std::uint32_t limit = 1;
  std::uint32_t seed = 0;
  std::uint32_t latency_ms = 0;
  std::uint32_t jitter_percent = 0;
  /// Zero: there is no bystander.
  Moment bystander_every{};
  /// The bystander's own timeout; zero: as the client's.
  Moment bystander_timeout{};
};

struct WhatIfReport {
  ClientReport client;
  ClientReport bystander;
  /// Until the client's last request ended.
  Moment wall{};
  /// The client's answered requests per second; 0 for a run that took no time.
  double throughput_per_s = 0;
};

/// Simulates `question` in model time.
WhatIfReport simulate(const WhatIf& question);

}  // namespace lanes
