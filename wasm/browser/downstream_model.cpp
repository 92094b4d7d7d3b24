#include "downstream_model.hpp"

#include <limits>
#include <utility>

#include "downstream/answers.hpp"
#include "downstream_spec.hpp"

namespace lanes::browser {

namespace {

Moment moment_of(double ms) {
  return std::chrono::duration_cast<Moment>(std::chrono::duration<double, std::milli>(ms));
}

double ms_of(Moment moment) { return std::chrono::duration<double, std::milli>(moment).count(); }

ClientOutcome to_outcome(const ClientReport& client) {
  return {.sent = client.sent,
          .answered = client.answered,
          .refused = client.refused,
          .timedOut = client.timed_out,
          .p50Ms = client.p50_ms,
          .p99Ms = client.p99_ms};
}

}  // namespace

DownstreamModel::DownstreamModel(const DownstreamRequest& request)
    : rows_(request.work == "query"),
      spec_(downstream_of(request.work, request.pool, request.queue, request.timeoutMs)),
      downstream_(spec_) {}

void DownstreamModel::submit(std::uint32_t id, std::uint32_t seed, std::uint32_t ms, double nowMs) {
  asked_.emplace(id, Asked{.seed = seed, .ms = ms});
  downstream_.submit(id, std::chrono::milliseconds(ms), moment_of(nowMs));
}

ModelAnswers DownstreamModel::finished(double nowMs, std::uint32_t most) {
  downstream_.advance(moment_of(nowMs));
  ended_.append_range(downstream_.take_ended());
  auto answers = emscripten::val::array();
  for (std::uint32_t told = 0; told < most && !ended_.empty(); ++told) {
    const auto request = ended_.front();
    ended_.pop_front();
    const auto asked = asked_.extract(request.id).mapped();
    const auto end = end_of(request.how, spec_, rows_ ? row_of(asked.seed) : delay_body(asked.ms));
    answers.set(3 * told, static_cast<std::uint32_t>(request.id));
    answers.set(3 * told + 1, static_cast<std::uint32_t>(end.outcome));
    answers.set(3 * told + 2, end.text);
  }
  return std::move(answers).as<ModelAnswers>();
}

double DownstreamModel::nextEventMs() const {
  if (!ended_.empty()) return 0;
  const auto next = downstream_.next_event();
  return next ? ms_of(*next) : std::numeric_limits<double>::infinity();
}

WhatIfOutcome simulate_downstream(const WhatIfRequest& request) {
  const auto report = simulate(
      {.downstream = downstream_of("query", request.pool, request.queue, request.timeoutMs),
       .tasks = request.tasks,
       .limit = request.limit,
       .seed = request.seed,
       .latency_ms = request.latencyMs,
       .jitter_percent = request.jitterPercent,
       .bystander_every = std::chrono::milliseconds(request.bystanderEveryMs)});
  return {.client = to_outcome(report.client),
          .bystander = to_outcome(report.bystander),
          .wallMs = ms_of(report.wall),
          .throughputPerS = report.throughput_per_s};
}

}  // namespace lanes::browser
