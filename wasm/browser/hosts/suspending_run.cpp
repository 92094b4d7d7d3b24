#include "hosts/suspending_run.hpp"

#include <emscripten/em_js.h>

#include <array>
#include <utility>

#include "platform/clock.hpp"
#include "run/file_task.hpp"

extern "C" {

// Returns the HTTP status, 0 when there was no answer, -1 when the request was given up. The body
// is written to `body` as UTF-8 with a final zero, cut to `capacity` bytes.
// clang-format off
EM_ASYNC_JS(int, lanes_get, (const char* url, char* body, int capacity), {
  try {
    const response = await fetch(UTF8ToString(url), { signal: Module["lanesSignal"] });
    stringToUTF8(await response.text(), body, capacity);
    return response.status;
  } catch (error) {
    return Module["lanesSignal"]?.aborted ? -1 : 0;
  }
});

// Returns how many bytes were read, 0 when the read failed.
EM_ASYNC_JS(int, lanes_read, (int task, double offset, unsigned char* to, int length), {
  try {
    const bytes = await Module["lanesFiles"].read(task, offset, length);
    HEAPU8.set(bytes, to);
    return bytes.length;
  } catch {
    return 0;
  }
});

EM_JS(int, lanes_cancelled, (), { return Module["lanesSignal"]?.aborted ? 1 : 0; });
// The same by the downstream model: 200 or 503 for its two outcomes.
EM_ASYNC_JS(int, lanes_ask, (int task, unsigned seed, int ms, char* body, int capacity), {
  const answer = await Module["lanesAsk"](task, seed >>> 0, ms);
  if (!answer) return -1;
  stringToUTF8(answer.text, body, capacity);
  return answer.ok ? 200 : 503;
});

EM_JS(void, lanes_report, (unsigned started, unsigned ended), { Module["lanesCounts"]?.(started, ended); });
// clang-format on
}

namespace lanes::browser {

namespace {

/// Sends a task's request: blocks until it is answered.
TaskEnd request_of(TaskIndex task, const RunRequest& request, const Endpoint& endpoint) {
  std::array<char, 4096> body{};
  const auto seed = request.seed + task;
  const int status =
      request.modelled
          ? lanes_ask(static_cast<int>(task), seed, static_cast<int>(endpoint.service_ms(seed)),
                      body.data(), body.size())
          : lanes_get(endpoint.url(task, seed).c_str(), body.data(), body.size());
  if (status < 0) return {.outcome = Outcome::cancelled, .text = {}};
  if (status >= 200 && status < 300) return {.outcome = Outcome::ok, .text = body.data()};
  return {.outcome = Outcome::failed, .text = failure_reason(status, body.data())};
}

// shown: sequential io
void send_request(Run& run, const RunRequest& request, const Endpoint& endpoint, TaskIndex task) {
  const auto from = run.start(task, 0);
  auto end = request_of(task, request, endpoint);  // here: in flight
  run.record(task, 0, SpanKind::waiting, from, run.now());
  run.end(task, std::move(end));
}
// shown end

void read_file(Run& run, RunControl& control, TaskIndex task) {
  run_file_task(run, task, 0, [&](std::uint64_t offset, std::span<std::uint8_t> to) {
    const int count = lanes_read(static_cast<int>(task), static_cast<double>(offset), to.data(),
                                 static_cast<int>(to.size()));
    control.cancelled = static_cast<std::uint32_t>(lanes_cancelled());
    return static_cast<std::uint32_t>(count);
  });
}

}  // namespace

// shown: sequential io
RunOutcome run_blocking_requests(const RunSpec& spec, const RunRequest& request) {
  const BrowserClock clock(request.startMs);
  RunControl control;
  Run run(spec, clock, control, 1);
  const auto endpoint = to_endpoint(request, *spec.work);
  for (TaskIndex task = 0; task < spec.tasks; ++task) {
    lanes_report(task + 1, task);
    if (spec.work->asks == Asks::files) {
      read_file(run, control, task);
    } else {
      send_request(run, request, endpoint, task);
    }
    lanes_report(task + 1, task + 1);
  }
  return to_outcome(run.report());
}
// shown end

}  // namespace lanes::browser
