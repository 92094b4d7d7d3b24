#include "hosts/own_run.hpp"

#include <utility>

#include "workloads/latency.hpp"

namespace lanes::browser {

namespace {

constexpr std::uint32_t one_writer = 1;

}  // namespace

void OwnRun::JsKernel::resume(TaskIndex task, Reply reply, const std::string& text) {
  resume_(task, static_cast<std::uint32_t>(reply), text);
}

OwnRun::OwnRun(const RunSpec& spec, const RunRequest& request)
    : clock_(request.startMs),
      service_([this](TaskIndex task, std::uint32_t ms) { return ask_model(task, ms); }),
      run_(spec, clock_, control_, one_writer),
      jitter_percent_(request.jitterPercent) {
  turns_ = turns_under(spec.how, loop_, clock_);
}

void OwnRun::use(ResumeTask resume, AskModel ask) {
  kernel_ = std::make_unique<JsKernel>(std::move(resume));
  ask_ = std::move(ask);
}

void OwnRun::stepped(std::uint32_t task, std::uint32_t kind, std::uint32_t ms,
                     const std::string& text) {
  if (kind >= static_cast<std::uint32_t>(Step::Kind::cancelled)) return;
  kernel_->stepped(task, {.kind = static_cast<Step::Kind>(kind), .ms = ms, .text = text});
}

void OwnRun::answer(std::uint32_t task, std::uint32_t outcome, const std::string& text) {
  calls_.end(task, {.outcome = outcome == 0 ? Outcome::ok : Outcome::failed, .text = text});
}

void OwnRun::start(EndedCallback ended) { run_to_end(std::move(ended)); }

void OwnRun::startTask(std::uint32_t task, EndedCallback ended) {
  task_ = task;
  run_task_to_end(task, std::move(ended));
}

void OwnRun::cancel() {
  control_.cancelled = 1;
  calls_.abort_all();
  kernel_->abort_all();
}

RunOutcome OwnRun::outcome() { return to_outcome(run_.report()); }

TaskOutcome OwnRun::taskOutcome() { return to_task_outcome(run_.report(), task_); }

Detached OwnRun::run_to_end(EndedCallback ended) {
  const auto& spec = run_.spec();
  co_await schedule(
      spec.how, spec.tasks, [this](TaskIndex task) { return run_task(task); }, spec.limit, turns_);
  ended();
}

Detached OwnRun::run_task_to_end(TaskIndex task, EndedCallback ended) {
  co_await run_task(task);
  ended();
}

Async<Done> OwnRun::run_task(TaskIndex task) {
  return run_own_task(run_, task, slots_, turns_, *kernel_, service_);
}

Async<TaskEnd> OwnRun::ask_model(TaskIndex task, std::uint32_t ms) {
  const auto seed = run_.spec().seed + task;
  co_return co_await ModelCall(ask_, task, seed, latency_of(seed, ms, jitter_percent_), calls_);
}

}  // namespace lanes::browser
