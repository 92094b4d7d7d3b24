#include "downstream/what_if.hpp"

#include <algorithm>

#include "downstream/bystander.hpp"
#include "workloads/latency.hpp"

namespace lanes {

namespace {

class Simulation {
 public:
  explicit Simulation(const WhatIf& question)
      : question_(question),
        downstream_(question.downstream),
        sender_(
            {.every = question.bystander_every,
             .timeout = question.bystander_timeout == Moment::zero() ? question.downstream.timeout
                                                                     : question.bystander_timeout,
             .seed = question.seed,
             .latency_ms = question.latency_ms,
             .jitter_percent = question.jitter_percent},
            Moment::zero()) {}

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
  /// The client fills its limit; a refused request is immediately followed by the next one.
  void keep_busy() {
    while (client_.sent() < question_.tasks && client_.sent() - client_.ended() < question_.limit) {
      const auto task = client_.send();
      downstream_.submit(task, service_of(question_.seed + task), now_);
      collect();
    }
  }

  /// Advances to the next event: in the service, or the bystander's next request.
  void step() {
    const auto next = downstream_.next_event();
    const auto sends = sender_.next_request();
    if (!sends || (next && *next <= *sends)) {
      advance(*next);
      return;
    }
    now_ = *sends;
    bystander_.send();
    sender_.send_due(downstream_, now_);
    collect();
  }

  void advance(Moment to) {
    now_ = to;
    downstream_.advance(to);
    collect();
  }

  void collect() {
    for (const auto& request : downstream_.take_ended()) {
      if (Bystander::sent_it(request)) {
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
  Bystander sender_;
  ClientBooks client_;
  ClientBooks bystander_;
  Moment now_{};
  Moment last_end_{};
};

}  // namespace

WhatIfReport simulate(const WhatIf& question) { return Simulation(question).run(); }

}  // namespace lanes
