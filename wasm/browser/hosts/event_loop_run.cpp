#include "hosts/event_loop_run.hpp"

#include <utility>

#include "platform/stop_word.hpp"
#include "run/cpu_tasks.hpp"
#include "run/file_task.hpp"
#include "scheduling/async.hpp"

namespace lanes::browser {

namespace {

/// An event loop writes all its spans itself, whatever lane they show.
constexpr std::uint32_t one_writer = 1;
/// A message takes as long as many small tasks.
constexpr std::uint32_t told_at_most = 16;

}  // namespace

EventLoopRun::EventLoopRun(const RunSpec& spec, const RunRequest& request)
    : request_(request), clock_(request.startMs), run_(spec, clock_, control_, one_writer) {
  turns_ = turns_under(spec.how, loop_, clock_);
  if (can_be_asked_to_stop()) control_.asked_to_stop = asked_to_stop;
}

void EventLoopRun::answer(std::uint32_t task, std::uint32_t outcome, const std::string& text) {
  calls_.end(task, {.outcome = static_cast<Outcome>(outcome), .text = text});
}

void EventLoopRun::start(EndedCallback ended) { run_to_end(std::move(ended)); }

void EventLoopRun::cancel() {
  control_.cancelled = 1;
  fetches_.abort_all();
  calls_.abort_all();
  file_reads_.abort_all();
}

RunOutcome EventLoopRun::outcome() { return to_outcome(run_.report()); }

Detached EventLoopRun::run_to_end(EndedCallback ended) {
  const auto& spec = run_.spec();
  co_await schedule(
      spec.how, spec.tasks, [this](TaskIndex task) { return start_task(task); }, spec.limit,
      turns_);
  ended();
}

Async<Done> EventLoopRun::start_task(TaskIndex task) {
  const auto& work = *run_.spec().work;
  if (work.asks == Asks::files) return read_file(task);
  if (work.asks != Asks::nobody) return request(task);
  tell_in_line();
  return run_job_in_turns(run_, task, 0, turns_);
}

void EventLoopRun::tell_in_line() const {
  const auto tasks = run_.spec().tasks;
  if (tell_in_line_.isUndefined() || control_.started % (tasks / told_at_most + 1) != 0) return;
  tell_in_line_(tasks - control_.started - 1);
}

Async<Done> EventLoopRun::request(TaskIndex task) {
  const auto slot = slots_.take();
  const auto from = run_.start(task, slot);
  TaskEnd end;
  auto to = from;
  if (!run_.cancelled()) {
    end = co_await response(task);
    to = run_.now();
    run_.record(task, slot, SpanKind::waiting, from, to);
  }
  slots_.give_back(slot);
  run_.end(task, std::move(end), to);
  co_return Done{};
}

Async<Done> EventLoopRun::read_file(TaskIndex task) {
  const auto slot = slots_.take();
  FileTask file(run_, task, slot);
  TaskEnd why;
  while (const auto wanted = file.wanted()) {
    const auto bytes = co_await FileRead(task, file.offset(), wanted, file_reads_);
    if (bytes.empty()) {
      if (!run_.cancelled()) why = unreadable_file();
      break;
    }
    file.arrived(bytes);
  }
  slots_.give_back(slot);
  file.end(std::move(why));
  co_return Done{};
}

Async<TaskEnd> EventLoopRun::response(TaskIndex task) {
  const auto endpoint = to_endpoint(request_, *run_.spec().work);
  const auto seed = run_.spec().seed + task;
  if (request_.modelled) {
    co_return co_await ModelCall(ask_, task, seed, endpoint.service_ms(seed), calls_);
  }
  co_return co_await Fetch(endpoint.url(task, seed), fetches_);
}

}  // namespace lanes::browser
