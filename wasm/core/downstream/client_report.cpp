#include "downstream/client_report.hpp"

#include <chrono>

#include "recording/statistics.hpp"

namespace lanes {

void ClientBooks::add(const Served& request) {
  switch (request.how) {
    case Answer::answered:
      ++report_.answered;
      stays_ms_.push_back(
          std::chrono::duration<double, std::milli>(request.ended - request.sent).count());
      break;
    case Answer::refused:
      ++report_.refused;
      break;
    case Answer::timed_out:
      ++report_.timed_out;
      break;
  }
}

ClientReport ClientBooks::report() const {
  auto report = report_;
  auto stays_ms = stays_ms_;
  report.p50_ms = percentile(stays_ms, 50);
  report.p99_ms = percentile(stays_ms, 99);
  return report;
}

}  // namespace lanes
