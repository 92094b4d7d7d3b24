#pragma once

#include <coroutine>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/task.hpp"

namespace lanes::browser {

class FileRead;

/// The pending reads of a run, so that all of them can be abandoned at once.
class OpenFileReads {
 public:
  /// Ends every open read with no bytes, and resumes its awaiter.
  void abort_all();

 private:
  friend class FileRead;
  std::unordered_set<FileRead*> open_;
};

/// One asynchronous read of a task's file (the module's `lanesFiles.read`, set by file-source.ts).
/// `co_await read` gives the bytes read, none when the read failed or was given up.
class FileRead {
 public:
  FileRead(TaskIndex task, std::uint64_t offset, std::uint32_t length, OpenFileReads& open)
      : task_(task), offset_(offset), length_(length), open_(open) {}
  FileRead(const FileRead&) = delete;
  FileRead& operator=(const FileRead&) = delete;
  FileRead(FileRead&&) = delete;
  FileRead& operator=(FileRead&&) = delete;
  ~FileRead() = default;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiter);
  std::vector<std::uint8_t> await_resume() { return std::move(bytes_); }

  /// Called by the read's promise: where to put `count` bytes, then that they are there.
  std::uint8_t* room(std::uint32_t count);
  void ended();

 private:
  friend class OpenFileReads;

  TaskIndex task_;
  std::uint64_t offset_;
  std::uint32_t length_;
  OpenFileReads& open_;
  std::uint32_t id_ = 0;
  std::coroutine_handle<> awaiter_;
  std::vector<std::uint8_t> bytes_;
};

/// The same on a thread that may block; returns how many bytes were read, 0 when the read failed.
/// Uses the module's `lanesFiles.readBlocking` if there is one (tier `workers`). A running pthread
/// gets no messages, so it reads the file's blob from `url` by a synchronous request.
std::uint32_t read_file_blocking(const std::string& url, TaskIndex task, std::uint64_t offset,
                                 std::span<std::uint8_t> to);

}  // namespace lanes::browser
