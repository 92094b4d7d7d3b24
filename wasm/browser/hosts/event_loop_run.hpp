#pragma once

#include "hosts/boundary.hpp"
#include "hosts/pictures.hpp"
#include "io/fetch.hpp"
#include "io/file_read.hpp"
#include "io/model_call.hpp"
#include "platform/clock.hpp"
#include "platform/event_loop.hpp"
#include "recording/slots.hpp"
#include "scheduling/async.hpp"

namespace lanes::browser {

/// Takes the number of tasks that stand in line.
EMSCRIPTEN_DECLARE_VAL_TYPE(TellInLine);

/// A run on the event loop of the thread that calls it: every strategy but `parallel`, and I/O as
/// coroutines on Emscripten's Fetch API. JavaScript owns it and deletes it after the end.
class EventLoopRun {
 public:
  /// `spec` is what the request asks for.
  EventLoopRun(const RunSpec& spec, const RunRequest& request);

  /// How to ask the downstream model: before the start of a run whose request is `modelled`.
  void askWith(AskModel ask) { ask_ = std::move(ask); }
  /// The model has ended the request of `task`: outcome 0 ok or 1 failed, and the body or reason.
  void answer(std::uint32_t task, std::uint32_t outcome, const std::string& text);
  /// Before the start; `pictures` outlives this.
  void use(Pictures& pictures) { run_.use(pictures.run()); }
  /// Before the start of a run that computes: `tell` hears how many tasks are left in the queue as
  /// they leave it, at most 16 times, while the tasks hold the loop.
  void tellInLine(TellInLine tell) { tell_in_line_ = std::move(tell); }
  /// Starts the run; `ended()` is called once, when no task is in flight any more. CPU work that
  /// takes no turns has already ended when this returns.
  void start(EndedCallback ended);
  /// Asks every task to end early; open requests are aborted at once.
  void cancel();
  /// Tasks ended so far.
  [[nodiscard]] std::uint32_t endedTasks() const { return control_.ended; }
  /// Tasks that have left the queue so far: those in flight and those ended.
  [[nodiscard]] std::uint32_t startedTasks() const { return control_.started; }
  /// Once, after the end.
  RunOutcome outcome();

 private:
  Detached run_to_end(EndedCallback ended);
  Async<Done> start_task(TaskIndex task);
  void tell_in_line() const;
  Async<Done> request(TaskIndex task);
  Async<Done> read_file(TaskIndex task);
  Async<TaskEnd> response(TaskIndex task);

  RunRequest request_;
  BrowserClock clock_;
  EventLoop loop_;
  RunControl control_;
  Turns turns_;
  AskModel ask_{emscripten::val::undefined()};
  TellInLine tell_in_line_{emscripten::val::undefined()};
  OpenCalls calls_;
  OpenFetches fetches_;
  OpenFileReads file_reads_;
  Slots slots_;
  Run run_;
};

}  // namespace lanes::browser
