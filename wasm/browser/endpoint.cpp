#include "endpoint.hpp"

#include "workloads/latency.hpp"

namespace lanes::browser {

std::string DelayEndpoint::url(TaskIndex task, std::uint32_t seed) const {
  return base + "api/delay?ms=" + std::to_string(latency_of(seed, latency_ms, jitter_percent)) +
         "&run=" + run + "&task=" + std::to_string(task);
}

std::string failure_reason(int status) {
  // Emscripten's Fetch reports a request that was given up as 65535.
  if (status <= 0 || status > 999) return "The server did not answer: the connection was lost.";
  return "The server answered with status " + std::to_string(status) + ".";
}

}  // namespace lanes::browser
