#include "own/own_task.hpp"

#include <string>
#include <utility>

#include "workloads/sha256.hpp"

namespace lanes {

namespace {

std::string digest_of(const std::string& answer) {
  Sha256 hash;
  hash.update(answer);
  return to_hex(hash.finish());
}

/// Why a task has ended; nothing while it goes on.
std::optional<TaskEnd> end_of(Step& step) {
  switch (step.kind) {
    case Step::Kind::ended:
      return TaskEnd{.outcome = Outcome::ok, .text = digest_of(step.text)};
    case Step::Kind::failed:
      return TaskEnd{.outcome = Outcome::failed, .text = std::move(step.text)};
    case Step::Kind::cancelled:
      return TaskEnd{};
    case Step::Kind::turn:
    case Step::Kind::asks:
    case Step::Kind::waits:
      break;
  }
  return std::nullopt;
}

}  // namespace

Async<Done> run_own_task(Run& run, TaskIndex task, Slots& slots, Turns& turns, Kernel& kernel,
                         const AskService& ask) {
  const auto lane = slots.take();
  auto from = run.start(task, lane);
  auto to = from;
  auto kind = SpanKind::running;
  auto reply = Reply::none;
  std::string text;
  std::optional<TaskEnd> end;
  // Up to now, as `kind`.
  const auto record = [&] {
    to = run.now();
    run.record(task, lane, kind, from, to);
    // Steps are as long as the reader's code makes them: their lengths tell nothing of other load.
    if (kind == SpanKind::running) run.interruptions(lane).add(to - from, Moment::zero());
    from = to;
  };
  while (!end) {
    if (run.cancelled()) {
      end.emplace();
      break;
    }
    auto step =
        co_await NextStep(kernel, task, std::exchange(reply, Reply::none), std::exchange(text, {}));
    end = end_of(step);
    // A turn that the task does not give up is no end of a span: code may take one for each number.
    const auto yields = step.kind == Step::Kind::turn && turns.over();
    if (step.kind != Step::Kind::turn || yields || kind == SpanKind::waiting) record();
    kind = SpanKind::running;
    if (yields) {
      co_await turns.next();
      from = run.now();
    } else if (step.kind == Step::Kind::asks) {
      auto answer = co_await ask(task, step.ms);
      kind = SpanKind::waiting;
      record();
      kind = SpanKind::running;
      turns.begin();
      reply = answer.outcome == Outcome::ok ? Reply::answered : Reply::refused;
      text = std::move(answer.text);
    } else if (step.kind == Step::Kind::waits) {
      kind = SpanKind::waiting;
    }
  }
  slots.give_back(lane);
  run.end(task, *std::move(end), to);
  co_return Done{};
}

}  // namespace lanes
