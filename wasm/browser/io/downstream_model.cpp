#include "io/downstream_model.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "downstream/answers.hpp"
#include "io/downstream_spec.hpp"

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
    : database_(request.database),
      spec_(downstream_of(request.database, request.pool, request.queue, request.timeoutMs)),
      downstream_(spec_),
      bystander_({}, Moment::zero()) {}

void DownstreamModel::submit(std::uint32_t id, std::uint32_t seed, std::uint32_t ms, double nowMs) {
  advance(moment_of(nowMs));
  asked_.emplace(id, Asked{.seed = seed, .ms = ms});
  downstream_.submit(id, std::chrono::milliseconds(ms), moment_of(nowMs));
}

ModelAnswers DownstreamModel::finished(double nowMs, std::uint32_t most) {
  advance(moment_of(nowMs));
  auto answers = emscripten::val::array();
  for (std::uint32_t told = 0; told < most && !ended_.empty(); ++told) {
    const auto request = ended_.front();
    ended_.pop_front();
    const auto asked = asked_.extract(request.id).mapped();
    const auto end =
        end_of(request.how, spec_, database_ ? row_of(asked.seed) : delay_body(asked.ms));
    answers.set(3 * told, static_cast<std::uint32_t>(request.id));
    answers.set(3 * told + 1, static_cast<std::uint32_t>(end.outcome));
    answers.set(3 * told + 2, end.text);
  }
  return std::move(answers).as<ModelAnswers>();
}

double DownstreamModel::nextEventMs() const {
  if (!ended_.empty()) return 0;
  constexpr auto never = Moment::max();
  const auto next =
      std::min(downstream_.next_event().value_or(never), bystander_.next_request().value_or(never));
  return next == never ? std::numeric_limits<double>::infinity() : ms_of(next);
}

void DownstreamModel::addBystander(const BystanderRequest& request, double nowMs) {
  bystander_ = Bystander({.every = std::chrono::milliseconds(request.everyMs),
                          .timeout = std::chrono::milliseconds(request.timeoutMs),
                          .seed = request.seed,
                          .latency_ms = request.latencyMs,
                          .jitter_percent = request.jitterPercent},
                         moment_of(nowMs));
}

NumberList DownstreamModel::takeBystander() {
  auto list = emscripten::val::array();
  for (std::uint32_t told = 0; !bystanders_.empty(); ++told) {
    const auto request = bystanders_.front();
    bystanders_.pop_front();
    list.set(3 * told, ms_of(request.sent));
    list.set(3 * told + 1, ms_of(request.ended));
    list.set(3 * told + 2, static_cast<std::uint32_t>(request.how));
  }
  return std::move(list).as<NumberList>();
}

ServiceMoment DownstreamModel::moment() const {
  auto moment = counts_;
  moment.inService = static_cast<std::uint32_t>(downstream_.in_service());
  moment.waiting = static_cast<std::uint32_t>(downstream_.waiting());
  return moment;
}

void DownstreamModel::advance(Moment now) {
  bystander_.send_due(downstream_, now);
  downstream_.advance(now);
  collect();
}

void DownstreamModel::collect() {
  for (const auto& request : downstream_.take_ended()) {
    if (Bystander::sent_it(request)) {
      bystanders_.push_back(request);
      continue;
    }
    ended_.push_back(request);
    switch (request.how) {
      case Answer::answered:
        ++counts_.answered;
        break;
      case Answer::refused:
        ++counts_.refused;
        break;
      case Answer::timed_out:
        ++counts_.timedOut;
        break;
    }
  }
}

WhatIfOutcome simulate_downstream(const WhatIfRequest& request) {
  const auto report =
      simulate({.downstream = downstream_of(true, request.pool, request.queue, request.timeoutMs),
                .tasks = request.tasks,
                .limit = request.limit,
                .seed = request.seed,
                .latency_ms = request.latencyMs,
                .jitter_percent = request.jitterPercent,
                .bystander_every = std::chrono::milliseconds(request.bystanderEveryMs),
                .bystander_timeout = std::chrono::milliseconds(request.bystanderTimeoutMs)});
  return {.client = to_outcome(report.client),
          .bystander = to_outcome(report.bystander),
          .wallMs = ms_of(report.wall),
          .throughputPerS = report.throughput_per_s};
}

}  // namespace lanes::browser
