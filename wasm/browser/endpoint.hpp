#pragma once

#include <cstdint>
#include <string>

#include "scheduling/task.hpp"

namespace lanes::browser {

/// Where a run's requests go: `base` + "api/delay?…". Each address is used once, because browsers
/// queue requests for the same address behind each other.
struct DelayEndpoint {
  std::string base;
  std::string run;
  std::uint32_t latency_ms;
  std::uint32_t jitter_percent;

  [[nodiscard]] std::string url(TaskIndex task, std::uint32_t seed) const;
};

/// The reason for a response status that is not a success; 0 means that there was no response.
std::string failure_reason(int status);

}  // namespace lanes::browser
