#include "io/endpoint.hpp"

#include "workloads/latency.hpp"

namespace lanes::browser {

std::uint32_t Endpoint::service_ms(std::uint32_t seed) const {
  return latency_of(seed, latency_ms, jitter_percent);
}

std::string Endpoint::url(TaskIndex task, std::uint32_t seed) const {
  const auto ms = "ms=" + std::to_string(service_ms(seed));
  const auto once = "&run=" + run + "&task=" + std::to_string(task);
  if (!database) return base + "delay?" + ms + once;
  return base + "query?id=" + std::to_string(seed) + "&" + ms + "&pool=" + std::to_string(pool) +
         "&queue=" + std::to_string(queue) + "&timeout=" + std::to_string(timeout_ms) + once;
}

std::string failure_reason(int status, std::string body) {
  // Emscripten's Fetch reports an aborted request as 65535.
  if (status <= 0 || status > 999) return "The server did not answer: the connection was lost.";
  constexpr int service_unavailable = 503;  // RFC 9110, section 15.6.4
  if (status == service_unavailable && body.ends_with(".\n")) {
    body.pop_back();
    return body;
  }
  return "The server answered with status " + std::to_string(status) + ".";
}

}  // namespace lanes::browser
