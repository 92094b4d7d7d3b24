#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hosts/exploration_run.hpp"
#include "sharing/explorer/own_program.hpp"

namespace lanes::browser {

/// Begins a thread anew: the thread. Its first operation is told to `OwnSharing::next`, unless it
/// has none.
EMSCRIPTEN_DECLARE_VAL_TYPE(BeginThread);
/// Lets a thread go on: the thread, and what its operation gave it. Tells the next likewise.
EMSCRIPTEN_DECLARE_VAL_TYPE(ResumeThread);
/// Whether the end is right: the values of what is shared, valid during the call.
EMSCRIPTEN_DECLARE_VAL_TYPE(JudgeEnd);

/// A program with shared state of the reader's own, whose threads JavaScript carries out. It
/// outlives its explorations.
class OwnSharing {
 public:
  OwnSharing(std::uint32_t threads, BeginThread begin, ResumeThread resume, JudgeEnd judge);

  /// Before all else, in order: a cell (kind 0) or a lock (1).
  void declare(std::uint32_t kind, const std::string& name, std::int32_t initial);
  /// Of the thread that is being begun or resumed. Throws a JavaScript Error if there is no such
  /// operation, or it is not one of that object's.
  void next(std::uint32_t act, std::uint32_t object, std::uint32_t line, std::int32_t value,
            std::int32_t expected);

  [[nodiscard]] std::unique_ptr<ExplorationRun> explore(double preemptions);
  [[nodiscard]] ReplayOutcome replay(const std::string& schedule);

 private:
  class Threads final : public sharing::OwnThreads {
   public:
    Threads(BeginThread begin, ResumeThread resume, JudgeEnd judge);
    std::optional<sharing::Operation> begin(unsigned thread) override;
    std::optional<sharing::Operation> resume(unsigned thread, sharing::Value given) override;
    bool holds(std::span<const sharing::Value> values) override;

    std::optional<sharing::Operation> next;

   private:
    BeginThread begin_;
    ResumeThread resume_;
    JudgeEnd judge_;
  };

  [[nodiscard]] sharing::MakeExplored make();

  std::uint32_t threads_;
  std::unique_ptr<Threads> own_;
  std::vector<sharing::OwnObject> objects_;
};

}  // namespace lanes::browser
