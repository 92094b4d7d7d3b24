#pragma once

#include <cstdint>
#include <string>

#include "base/task.hpp"

namespace lanes::browser {

/// Where a run's requests go: `base` + "delay?…", or "query?…" to a database. Each address is used
/// once, because browsers queue requests for the same address behind each other.
struct Endpoint {
  std::string base;
  bool database;
  std::string run;
  std::uint32_t latency_ms;
  std::uint32_t jitter_percent;
  std::uint32_t pool;
  std::uint32_t queue;
  std::uint32_t timeout_ms;

  /// The service time to request for the task with this seed.
  [[nodiscard]] std::uint32_t service_ms(std::uint32_t seed) const;
  [[nodiscard]] std::string url(TaskIndex task, std::uint32_t seed) const;
};

/// The reason for a response status that is not a success; 0 means that there was no response. Our
/// own servers explain in `body` why they are overloaded: one sentence and a newline.
std::string failure_reason(int status, std::string body = {});

}  // namespace lanes::browser
