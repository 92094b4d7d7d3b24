#include "sharing/explorer/replay.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace lanes::sharing {

namespace {

std::string what_of(const Operation& operation, const std::string& name) {
  const auto value = std::to_string(operation.value);
  switch (operation.act) {
    case Act::load:
      return "load " + name;
    case Act::store:
      return "store " + value + " to " + name;
    case Act::add:
      return "add " + value + " to " + name;
    case Act::compare_exchange:
      return "compare " + name + " with " + std::to_string(operation.expected) + ", exchange for " +
             value;
    case Act::lock:
      return "lock " + name;
    case Act::unlock:
      return "unlock " + name;
    case Act::put:
      return "put " + value + " into " + name;
    case Act::take:
      return "take from " + name;
  }
  return {};
}

std::string seen(Act act, Value result) {
  switch (act) {
    case Act::load:
    case Act::add:
    case Act::take:
      return std::to_string(result);
    case Act::compare_exchange:
      return result != 0 ? "exchanged" : "not exchanged";
    default:
      return {};
  }
}

std::string holder(Value thread) {
  if (thread == Explored::nobody) return "free";
  return std::string("held by ") + thread_name(static_cast<unsigned>(thread));
}

std::string left(const Explored::Object& object) {
  switch (object.kind) {
    case Explored::Kind::cell:
      return std::to_string(object.value);
    case Explored::Kind::lock:
      return holder(object.value);
    case Explored::Kind::queue:
      return std::to_string(object.waiting()) + " in it";
  }
  return {};
}

std::string why_not(const Explored& world, unsigned thread) {
  if (contains(world.ended(), thread)) return "has ended";
  const auto& next = world.next(thread);
  const auto& object = world.objects()[next.object];
  if (next.act == Act::lock) return "waits for " + object.name + ", " + holder(object.value);
  return "waits for " + object.name + ", which is empty";
}

std::vector<Stuck> stuck_in(const Explored& world) {
  std::vector<Stuck> stuck;
  for (unsigned thread = 0; thread < world.threads(); ++thread) {
    if (contains(world.ended(), thread)) continue;
    const auto& next = world.next(thread);
    const auto& object = world.objects()[next.object];
    WaitFor wait{.thread = thread, .object = object.name, .holder = std::nullopt};
    if (object.kind == Explored::Kind::lock) wait.holder = static_cast<unsigned>(object.value);
    stuck.push_back({.wait = std::move(wait), .line = next.line});
  }
  return stuck;
}

/// `used`: their indices. Begins the execution anew.
std::vector<UsedObject> objects_before(Execution& execution, std::span<const std::size_t> used) {
  execution.restart();
  std::vector<UsedObject> objects;
  for (const auto index : used) {
    const auto& object = execution.world().objects()[index];
    objects.push_back({.name = object.name, .holds = left(object)});
  }
  return objects;
}

void use(std::vector<std::size_t>& used, std::size_t object) {
  if (std::ranges::find(used, object) == used.end()) used.push_back(object);
}

/// At most so many letters are quoted.
constexpr std::size_t most_steps = 10'000;

}  // namespace

std::string text_of(const Schedule& schedule) {
  std::string text;
  for (const auto thread : schedule) text += thread_name(thread);
  return text;
}

std::expected<Replay, std::string> replay(const MakeExplored& make, std::string_view schedule) {
  if (schedule.size() > most_steps) {
    return std::unexpected("The schedule is longer than " + std::to_string(most_steps) + " steps.");
  }
  Execution execution(make);
  const auto& world = execution.world();
  Replay replay;
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    const auto which = "Step " + std::to_string(i + 1) + " of the schedule is impossible: ";
    const auto thread = static_cast<unsigned>(schedule[i] - 'A');
    if (schedule[i] < 'A' || thread >= world.threads()) {
      return std::unexpected(which + "the threads are A to " + thread_name(world.threads() - 1) +
                             ".");
    }
    const auto enabled = world.enabled();
    if (!contains(enabled, thread)) {
      return std::unexpected(which + thread_name(thread) + " " + why_not(world, thread) + ".");
    }
    if (i > 0 && schedule[i] != schedule[i - 1] &&
        contains(enabled, static_cast<unsigned>(schedule[i - 1] - 'A'))) {
      ++replay.switches;
    }
    const auto operation = world.next(thread);
    const auto& object = world.objects()[operation.object];
    use(used, operation.object);
    execution.step(thread);
    replay.steps.push_back({.thread = thread,
                            .what = what_of(operation, object.name),
                            .sees = seen(operation.act, world.result(thread)),
                            .leaves = left(object),
                            .line = operation.line});
  }
  if (world.enabled() != 0) {
    return std::unexpected("The schedule is cut off: after its " + std::to_string(schedule.size()) +
                           " steps threads can still go on.");
  }
  replay.ending = execution.ending();
  if (replay.ending != Ending::deadlock) replay.outcome = execution.outcome();
  replay.threads = world.threads();
  replay.stuck = stuck_in(world);
  for (unsigned thread = 0; thread < world.threads(); ++thread) {
    if (!contains(world.ended(), thread)) use(used, world.next(thread).object);
  }
  replay.objects = objects_before(execution, used);
  return replay;
}

std::vector<std::uint32_t> first_lines(const MakeExplored& make) {
  const Execution execution(make);
  const auto& world = execution.world();
  std::vector<std::uint32_t> lines;
  lines.reserve(world.threads());
  for (unsigned thread = 0; thread < world.threads(); ++thread) {
    lines.push_back(contains(world.ended(), thread) ? 0 : world.next(thread).line);
  }
  return lines;
}

}  // namespace lanes::sharing
