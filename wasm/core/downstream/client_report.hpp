#pragma once

#include <cstdint>
#include <vector>

#include "downstream/downstream.hpp"

namespace lanes {

/// What one client saw. answered + refused + timed_out = sent, once all its requests have ended.
struct ClientReport {
  std::uint32_t sent = 0;
  std::uint32_t answered = 0;
  std::uint32_t refused = 0;
  std::uint32_t timed_out = 0;
  /// From sent to answered, of the answered requests; 0 where there are none.
  double p50_ms = 0;
  double p99_ms = 0;
};

/// Accumulates a client's report.
class ClientBooks {
 public:
  /// Counts one more request as sent; returns its number, from 0.
  std::uint32_t send() { return report_.sent++; }
  void add(const Served& request);
  [[nodiscard]] std::uint32_t sent() const { return report_.sent; }
  [[nodiscard]] std::uint32_t ended() const {
    return report_.answered + report_.refused + report_.timed_out;
  }
  [[nodiscard]] ClientReport report() const;

 private:
  ClientReport report_;
  std::vector<double> stays_ms_;
};

}  // namespace lanes
