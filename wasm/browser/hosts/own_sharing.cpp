#include "hosts/own_sharing.hpp"

#include <utility>

namespace lanes::browser {

namespace {

using sharing::Act;

bool fits(std::uint32_t act, sharing::Explored::Kind kind) {
  const bool of_lock = act == static_cast<std::uint32_t>(Act::lock) ||
                       act == static_cast<std::uint32_t>(Act::unlock);
  if (kind == sharing::Explored::Kind::lock) return of_lock;
  return act <= static_cast<std::uint32_t>(Act::compare_exchange);
}

}  // namespace

OwnSharing::OwnSharing(std::uint32_t threads, BeginThread begin, ResumeThread resume,
                       JudgeEnd judge)
    : threads_(threads),
      own_(std::make_unique<Threads>(std::move(begin), std::move(resume), std::move(judge))) {}

void OwnSharing::declare(std::uint32_t kind, const std::string& name, std::int32_t initial) {
  using Kind = sharing::Explored::Kind;
  const bool is_lock = kind == static_cast<std::uint32_t>(Kind::lock);
  objects_.push_back({.kind = is_lock ? Kind::lock : Kind::cell,
                      .name = name,
                      .initial = is_lock ? sharing::Explored::nobody : initial});
}

void OwnSharing::next(std::uint32_t act, std::uint32_t object, std::uint32_t line,
                      std::int32_t value, std::int32_t expected) {
  if (object >= objects_.size() || !fits(act, objects_[object].kind)) {
    emscripten::val::global("Error").new_(std::string("no such operation")).throw_();
  }
  own_->next = sharing::Operation{.act = static_cast<Act>(act),
                                  .object = static_cast<std::uint16_t>(object),
                                  .line = line,
                                  .value = value,
                                  .expected = expected};
}

std::unique_ptr<ExplorationRun> OwnSharing::explore(double preemptions) {
  return std::make_unique<ExplorationRun>(make(), preemptions);
}

ReplayOutcome OwnSharing::replay(const std::string& schedule) {
  return replay_schedule(make(), schedule);
}

sharing::MakeExplored OwnSharing::make() { return sharing::own_program(*own_, objects_, threads_); }

OwnSharing::Threads::Threads(BeginThread begin, ResumeThread resume, JudgeEnd judge)
    : begin_(std::move(begin)), resume_(std::move(resume)), judge_(std::move(judge)) {}

std::optional<sharing::Operation> OwnSharing::Threads::begin(unsigned thread) {
  next.reset();
  begin_(thread);
  return next;
}

std::optional<sharing::Operation> OwnSharing::Threads::resume(unsigned thread,
                                                              sharing::Value given) {
  next.reset();
  resume_(thread, given);
  return next;
}

bool OwnSharing::Threads::holds(std::span<const sharing::Value> values) {
  const auto view = emscripten::typed_memory_view(values.size(), values.data());
  return judge_(emscripten::val(view)).as<bool>();
}

}  // namespace lanes::browser
