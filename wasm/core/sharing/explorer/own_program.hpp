#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sharing/explorer/execution.hpp"

namespace lanes::sharing {

/// Threads of a program that is none of ours, carried out elsewhere: where they stand is known only
/// there. Each must be deterministic: what it does follows from what its operations gave it, and
/// threads share nothing but what they declare.
class OwnThreads {
 public:
  OwnThreads() = default;
  OwnThreads(const OwnThreads&) = delete;
  OwnThreads& operator=(const OwnThreads&) = delete;
  OwnThreads(OwnThreads&&) = delete;
  OwnThreads& operator=(OwnThreads&&) = delete;
  virtual ~OwnThreads() = default;

  /// Begins `thread` anew: its first operation, or nothing if it has none.
  virtual std::optional<Operation> begin(unsigned thread) = 0;
  /// Its operation gave it `given`: the next one, or nothing if it has ended.
  virtual std::optional<Operation> resume(unsigned thread, Value given) = 0;
  /// Whether the end is right, in which the shared objects have these `values`.
  virtual bool holds(std::span<const Value> values) = 0;
};

/// A cell or a lock of such a program.
struct OwnObject {
  Explored::Kind kind = Explored::Kind::cell;
  std::string name;
  Value initial = 0;
};

/// Such a program as the explorer takes it: stateless model checking only begins anew and goes on,
/// so that this is all that it needs.
class OwnProgram final : public ProgramOn<Explored> {
 public:
  OwnProgram(Explored& world, OwnThreads& own, std::span<const OwnObject> objects, unsigned threads)
      : ProgramOn(world), own_(own), threads_(threads) {
    for (const auto& object : objects) world.declare(object.kind, object.name, object.initial);
  }

  [[nodiscard]] unsigned threads() const override { return threads_; }
  Thread start(unsigned thread) override { return run(thread); }
  /// It has none.
  [[nodiscard]] Value outcome(std::span<const Value> /*returned*/) const override { return 0; }
  [[nodiscard]] bool holds(std::span<const Value> /*returned*/) const override {
    std::vector<Value> values;
    for (const auto& object : world().objects()) values.push_back(object.value);
    return own_.holds(values);
  }

 private:
  Thread run(unsigned thread) {
    for (auto next = own_.begin(thread); next;) {
      const Value given = co_await Explored::Asked<Value>{*next};
      next = own_.resume(thread, given);
    }
    co_return 0;
  }

  OwnThreads& own_;
  unsigned threads_;
};

/// How to make it; `own` outlives what is made.
inline MakeExplored own_program(OwnThreads& own, std::vector<OwnObject> objects, unsigned threads) {
  return [&own, objects = std::move(objects), threads](Explored& world) {
    return std::make_unique<OwnProgram>(world, own, objects, threads);
  };
}

}  // namespace lanes::sharing
