#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "run/run.hpp"
#include "scheduling/async.hpp"
#include "scheduling/turns.hpp"
#include "workloads/file.hpp"
#include "workloads/sha256.hpp"

namespace lanes {

/// Reads one task's file chunk by chunk: the hash so far and the bookkeeping. The task waits until
/// each `arrived` and runs while it hashes.
class FileTask {
 public:
  /// Puts the task in flight on `lane`.
  FileTask(Run& run, TaskIndex task, Lane lane)
      : run_(run),
        task_(task),
        lane_(lane),
        total_(std::uint64_t{run.spec().size} * 1024),
        from_(run.start(task, lane)) {}

  /// Bytes to ask for next, at `offset()`; 0 once the file is read or the run cancelled.
  [[nodiscard]] std::uint32_t wanted() const {
    if (run_.cancelled()) return 0;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(file_chunk_bytes, total_ - offset_));
  }
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }

  /// Hashes what was read, which is never empty.
  void arrived(std::span<const std::uint8_t> bytes) {
    const auto read = run_.now();
    run_.record(task_, lane_, SpanKind::waiting, from_, read);
    hash_.update(bytes);
    offset_ += bytes.size();
    from_ = run_.now();
    run_.record(task_, lane_, SpanKind::running, read, from_);
  }

  /// Takes the task out of flight: ok with its digest when all was read, otherwise as `why` says.
  void end(TaskEnd why) {
    if (offset_ == total_) {
      why = {.outcome = Outcome::ok, .text = to_hex(hash_.finish())};
    } else {
      run_.record(task_, lane_, SpanKind::waiting, from_, run_.now());
    }
    run_.end(task_, std::move(why));
  }

 private:
  Run& run_;
  TaskIndex task_;
  Lane lane_;
  std::uint64_t total_;
  std::uint64_t offset_ = 0;
  Moment from_;
  Sha256 hash_;
};

/// How a task ends if the browser refuses access to its file.
inline TaskEnd unreadable_file() {
  return {.outcome = Outcome::failed, .text = "The file could not be read."};
}

/// The same with blocking reads: `read(offset, bytes)` returns how many bytes it has read, none
/// when the read failed.
class BlockingFileTask {
 public:
  /// Puts the task in flight on `lane`.
  BlockingFileTask(Run& run, TaskIndex task, Lane lane)
      : run_(run), file_(run, task, lane), room_(file_.wanted()) {}

  /// Reads a chunk and hashes it. False once the task has ended.
  template <typename Read>
  bool advance(Read& read) {
    const auto wanted = file_.wanted();
    if (wanted == 0) return end({});
    const auto room = std::span(room_).first(wanted);
    const std::uint32_t count = read(file_.offset(), room);
    if (count == 0) return end(run_.cancelled() ? TaskEnd{} : unreadable_file());
    file_.arrived(room.first(count));
    return true;
  }

 private:
  bool end(TaskEnd why) {
    file_.end(std::move(why));
    return false;
  }

  Run& run_;
  FileTask file_;
  std::vector<std::uint8_t> room_;
};

/// Runs a file task on the calling thread.
template <typename Read>
void run_file_task(Run& run, TaskIndex task, Lane lane, Read&& read) {
  BlockingFileTask file(run, task, lane);
  while (file.advance(read)) {
  }
}

/// The same, yielding whenever its turn is over.
template <typename Read>
Async<Done> run_file_task_in_turns(Run& run, TaskIndex task, Lane lane, Turns& turns, Read read) {
  BlockingFileTask file(run, task, lane);
  while (file.advance(read)) {
    if (turns.over()) co_await turns.next();
  }
  co_return Done{};
}

}  // namespace lanes
