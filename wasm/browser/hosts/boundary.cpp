#include "hosts/boundary.hpp"

#include <utility>

#include "io/downstream_spec.hpp"

namespace lanes::browser {

std::expected<RunSpec, std::string> to_spec(const RunRequest& request) {
  const auto* work = find_work(request.work);
  if (work == nullptr) return std::unexpected("There is no work named " + request.work + ".");
  const auto how = find_strategy(request.how);
  if (!how) return std::unexpected("There is no strategy named " + request.how + ".");
  return RunSpec{.work = work,
                 .how = *how,
                 .tasks = request.tasks,
                 .size = request.size,
                 .workers = request.workers,
                 .limit = request.limit,
                 .seed = request.seed};
}

Endpoint to_endpoint(const RunRequest& request, const Work& work) {
  return {.base = request.apiBase,
          .database = work.asks == Asks::database,
          .run = request.runId,
          .latency_ms = request.latencyMs,
          .jitter_percent = request.jitterPercent,
          .pool = request.pool,
          .queue = request.queue,
          .timeout_ms = request.timeoutMs};
}

DownstreamSpec to_downstream(const RunRequest& request, const Work& work) {
  return downstream_of(work.asks == Asks::database, request.pool, request.queue, request.timeoutMs);
}

RunOutcome to_outcome(RunReport report) {
  std::vector<std::uint8_t> outcomes;
  outcomes.reserve(report.ends.size());
  auto texts = emscripten::val::array();
  for (std::size_t task = 0; task < report.ends.size(); ++task) {
    outcomes.push_back(static_cast<std::uint8_t>(report.ends[task].outcome));
    texts.set(task, report.ends[task].text);
  }
  std::vector<std::uint8_t> kinds;
  kinds.reserve(report.spans.count());
  for (const auto kind : report.spans.kind) kinds.push_back(static_cast<std::uint8_t>(kind));
  return {.wallMs = std::chrono::duration<double, std::milli>(report.wall).count(),
          .maxInFlight = report.max_in_flight,
          .p50Ms = report.latency.p50_ms,
          .p95Ms = report.latency.p95_ms,
          .p99Ms = report.latency.p99_ms,
          .maxMs = report.latency.max_ms,
          .computedMs = std::chrono::duration<double, std::milli>(report.computed).count(),
          .lostMs = std::chrono::duration<double, std::milli>(report.lost).count(),
          .outcomes = copy_out<Uint8Array>(outcomes),
          .texts = std::move(texts).as<StringArray>(),
          .lane = copy_out<Uint16Array>(report.spans.lane),
          .task = copy_out<Uint32Array>(report.spans.task),
          .kind = copy_out<Uint8Array>(kinds),
          .spanStartMs = copy_out<Float64Array>(report.spans.start_ms),
          .spanEndMs = copy_out<Float64Array>(report.spans.end_ms)};
}

}  // namespace lanes::browser
