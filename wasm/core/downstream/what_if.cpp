#include "downstream/what_if.hpp"

#include <algorithm>
#include <vector>

#include "recording/statistics.hpp"
#include "workloads/latency.hpp"

namespace lanes {

namespace {

/// Keeps the bystander's ids and seeds apart from the client's.
constexpr std::uint64_t bystander_bit = 1ULL << 32U;
constexpr std::uint32_t bystander_seeds = 0x80000000U;

/// A client's report as it grows.
class Books {
 public:
  void add(const Served& request) {
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
  [[nodiscard]] std::uint32_t ended() const {
    return report_.answered + report_.refused + report_.timed_out;
  }
  std::uint32_t send() { return report_.sent++; }
  [[nodiscard]] std::uint32_t sent() const { return report_.sent; }
  ClientReport report() {
    report_.p50_ms = percentile(stays_ms_, 50);
    report_.p99_ms = percentile(stays_ms_, 99);
    return report_;
  }

 private:
  ClientReport report_;
  std::vector<double> stays_ms_;
};

class Simulation {
 public:
  explicit Simulation(const WhatIf& question)
      : question_(question), downstream_(question.downstream) {}

  WhatIfReport run() {
    keep_busy();
    while (client_.ended() < question_.tasks) {
      step();
      keep_busy();
    }
    const auto wall = last_end_;
    while (const auto next = downstream_.next_event()) advance(*next);
    collect();
    WhatIfReport report{.client = client_.report(), .bystander = bystander_.report(), .wall = wall};
    const auto seconds = std::chrono::duration<double>(wall).count();
    if (seconds > 0) report.throughput_per_s = report.client.answered / seconds;
    return report;
  }

 private:
  /// The client fills its limit; a refused request makes room for the next at once.
  void keep_busy() {
    while (client_.sent() < question_.tasks && client_.sent() - client_.ended() < question_.limit) {
      const auto task = client_.send();
      downstream_.submit(task, service_of(question_.seed + task), now_);
      collect();
    }
  }

  /// To the next thing that happens: in the service, or the bystander's next request.
  void step() {
    const auto next = downstream_.next_event();
    if (question_.bystander_every == Moment::zero() || (next && *next <= bystander_next_)) {
      advance(*next);
      return;
    }
    now_ = bystander_next_;
    bystander_next_ += question_.bystander_every;
    const auto request = bystander_.send();
    downstream_.submit(bystander_bit | request,
                       service_of(question_.seed + bystander_seeds + request), now_);
    collect();
  }

  void advance(Moment to) {
    now_ = to;
    downstream_.advance(to);
    collect();
  }

  void collect() {
    for (const auto& request : downstream_.take_ended()) {
      if ((request.id & bystander_bit) != 0) {
        bystander_.add(request);
      } else {
        client_.add(request);
        last_end_ = std::max(last_end_, request.ended);
      }
    }
  }

  [[nodiscard]] Moment service_of(std::uint32_t seed) const {
    return std::chrono::milliseconds(
        latency_of(seed, question_.latency_ms, question_.jitter_percent));
  }

  WhatIf question_;
  Downstream downstream_;
  Books client_;
  Books bystander_;
  Moment now_{};
  Moment bystander_next_{};
  Moment last_end_{};
};

}  // namespace

WhatIfReport simulate(const WhatIf& question) { return Simulation(question).run(); }

}  // namespace lanes
