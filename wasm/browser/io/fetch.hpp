#pragma once

#include <emscripten/fetch.h>

#include <coroutine>
#include <cstdint>
#include <string>
#include <unordered_set>

#include "base/task.hpp"

namespace lanes::browser {

class Fetch;

/// The unanswered requests of a run, so that all of them can be aborted at once.
class OpenFetches {
 public:
  /// Aborts every open request; their awaiters resume with `Outcome::cancelled`.
  void abort_all();

 private:
  friend class Fetch;
  std::unordered_set<Fetch*> open_;
};

/// One HTTP GET by Emscripten's Fetch API. `co_await fetch` returns the response body as the text
/// of an `ok` end, or the reason for its absence as that of a `failed` one. No code is instrumented
/// for this: the request's callback resumes the coroutine.
class Fetch {
 public:
  Fetch(std::string url, OpenFetches& open) : url_(std::move(url)), open_(open) {}
  Fetch(const Fetch&) = delete;
  Fetch& operator=(const Fetch&) = delete;
  Fetch(Fetch&&) = delete;
  Fetch& operator=(Fetch&&) = delete;
  ~Fetch() = default;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiter);
  TaskEnd await_resume() { return std::move(end_); }

 private:
  friend class OpenFetches;
  static void on_end(emscripten_fetch_t* answer);
  void resume_with(TaskEnd end);

  std::string url_;
  OpenFetches& open_;
  emscripten_fetch_t* request_ = nullptr;
  std::coroutine_handle<> awaiter_;
  TaskEnd end_;
};

/// The same request by a thread that may block: returns when it is answered. Not on the main
/// thread of a page, where browsers refuse it.
TaskEnd fetch_blocking(const std::string& url);

}  // namespace lanes::browser
