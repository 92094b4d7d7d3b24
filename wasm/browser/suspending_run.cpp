#include "suspending_run.hpp"

#include <emscripten/em_js.h>

#include <array>
#include <utility>

#include "clock.hpp"
#include "scheduling/file_task.hpp"

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
EM_JS(void, lanes_report_ended, (int count), { Module["lanesEnded"]?.(count); });
// clang-format on
}

namespace lanes::browser {

namespace {

/// GET `url`: blocks until it is answered.
TaskEnd get(const std::string& url) {
  std::array<char, 4096> body{};
  const int status = lanes_get(url.c_str(), body.data(), body.size());
  if (status < 0) return {.outcome = Outcome::cancelled, .text = {}};
  if (status >= 200 && status < 300) return {.outcome = Outcome::ok, .text = body.data()};
  return {.outcome = Outcome::failed, .text = failure_reason(status)};
}

void send_request(Run& run, const DelayEndpoint& endpoint, TaskIndex task) {
  const auto from = run.start(task, 0);
  auto end = get(endpoint.url(task, run.spec().seed + task));
  run.record(task, 0, SpanKind::waiting, from, run.now());
  run.end(task, std::move(end));
}

void read_file(Run& run, RunControl& control, TaskIndex task) {
  run_file_task(run, task, 0, [&](std::uint64_t offset, std::span<std::uint8_t> to) {
    const int count = lanes_read(static_cast<int>(task), static_cast<double>(offset), to.data(),
                                 static_cast<int>(to.size()));
    control.cancelled = static_cast<std::uint32_t>(lanes_cancelled());
    return static_cast<std::uint32_t>(count);
  });
}

}  // namespace

RunOutcome run_blocking_requests(const RunRequest& request) {
  const BrowserClock clock(request.startMs);
  RunControl control;
  const auto spec = *to_spec(request);
  Run run(spec, clock, control, 1);
  const auto endpoint = to_endpoint(request);
  for (TaskIndex task = 0; task < spec.tasks; ++task) {
    if (reads_file(*spec.work)) {
      read_file(run, control, task);
    } else {
      send_request(run, endpoint, task);
    }
    lanes_report_ended(static_cast<int>(task + 1));
  }
  return to_outcome(run.report());
}

}  // namespace lanes::browser
