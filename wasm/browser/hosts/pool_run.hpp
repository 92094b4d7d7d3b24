#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hosts/boundary.hpp"
#include "hosts/pictures.hpp"
#include "scheduling/fair_mutex.hpp"
#include "scheduling/thread_pool.hpp"

namespace lanes::browser {

/// The pool of tier `threads`. It lives in a worker of its own, whose thread it blocks while a run
/// lasts, so the page's main thread neither joins, locks nor waits.
class Pool {
 public:
  /// Starts `workers` threads on the Web Workers that the module has loaded (`poolSize`).
  explicit Pool(std::uint32_t workers) : pool_(workers) {}

  /// A view of two words of shared memory that the page may use while `run` blocks this thread:
  /// [0] set to 1 cancels the run, [1] counts the tasks that have ended, [2] those that have
  /// started (RunControl).
  [[nodiscard]] Uint32Array control();
  /// A view of one word: not 0 once a thread has run out of memory (out_of_memory.hpp).
  [[nodiscard]] Uint32Array trouble() const;
  /// Drops the previous run's files; then adds one for each task, in order: the blob: URL of its
  /// file, for a run of the work `file`.
  void clearFiles() { file_urls_.clear(); }
  void addFile(std::string url) { file_urls_.push_back(std::move(url)); }
  /// For every run from now on; `pictures` outlives this.
  void use(Pictures& pictures) noexcept { pictures_ = &pictures.run(); }
  /// From now on the threads compute only while they hold one lock that all of them share
  /// (run_job_under_lock), or each on its own.
  void shareOneLock(bool yes) noexcept { one_lock_ = yes; }
  /// Runs `request`, which asks for `spec`, under `parallel`; returns when the last task has ended.
  /// `startMs` is in this module's own clock, which counts from the Unix epoch.
  RunOutcome run(const RunSpec& spec, const RunRequest& request);

 private:
  RunControl control_;
  std::vector<std::string> file_urls_;
  RunPictures* pictures_ = nullptr;
  bool one_lock_ = false;
  FairMutex lock_;
  ThreadPool pool_;
};

}  // namespace lanes::browser
