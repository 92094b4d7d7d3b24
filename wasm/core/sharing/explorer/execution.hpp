#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "sharing/explorer/world.hpp"

namespace lanes::sharing {

/// Makes a program on a world; called once for each search.
using MakeExplored = std::function<std::unique_ptr<ProgramOn<Explored>>(Explored&)>;

/// Whose turn it was, step by step.
using Schedule = std::vector<std::uint8_t>;

/// How an execution ended, in which no thread can go on.
enum class Ending : std::uint8_t {
  /// All threads ended, and the invariant holds.
  right,
  /// All threads ended, and the invariant does not hold, or a lock was misused.
  broken,
  /// Threads wait for each other.
  deadlock,
};

/// One execution of a program after another.
class Execution {
 public:
  explicit Execution(const MakeExplored& make) : program_(make(world_)) { restart(); }
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;
  Execution(Execution&&) = delete;
  Execution& operator=(Execution&&) = delete;
  ~Execution() { world_.end(); }

  void restart() {
    world_.begin(*program_);
    steps_ = 0;
  }

  /// Begins anew and does `schedule`, each step of which must be possible.
  void restart(std::span<const std::uint8_t> schedule) {
    restart();
    for (const auto thread : schedule) step(thread);
  }

  void step(unsigned thread) {
    world_.step(thread);
    ++steps_;
    ++all_steps_;
  }

  /// Steps of this execution, and of all until now.
  [[nodiscard]] std::size_t steps() const noexcept { return steps_; }
  [[nodiscard]] std::uint64_t all_steps() const noexcept { return all_steps_; }

  /// Once no thread can go on.
  [[nodiscard]] Ending ending() const {
    if (!world_.all_ended()) return Ending::deadlock;
    const bool right = !world_.misused() && program_->holds(world_.returned());
    return right ? Ending::right : Ending::broken;
  }
  [[nodiscard]] Value outcome() const { return program_->outcome(world_.returned()); }

  [[nodiscard]] Explored& world() noexcept { return world_; }
  [[nodiscard]] const Explored& world() const noexcept { return world_; }

 private:
  Explored world_;
  std::unique_ptr<ProgramOn<Explored>> program_;
  std::size_t steps_ = 0;
  std::uint64_t all_steps_ = 0;
};

/// Calls `use` for each thread of the set, in order.
template <typename Use>
constexpr void for_each_thread(std::uint32_t set, Use use) {
  for (unsigned thread = 0; set >> thread != 0; ++thread) {
    if ((set >> thread & 1U) != 0) use(thread);
  }
}

constexpr bool contains(std::uint32_t set, unsigned thread) { return (set >> thread & 1U) != 0; }

/// How many switches a schedule has: turns that go to another thread although the last could have
/// gone on. Every step must be possible. (Preemptions: Musuvathi & Qadeer, "Iterative Context
/// Bounding for Systematic Testing of Multithreaded Programs", PLDI 2007.)
std::uint32_t count_switches(Execution& execution, std::span<const std::uint8_t> schedule);

}  // namespace lanes::sharing
