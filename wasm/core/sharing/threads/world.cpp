#include "sharing/threads/world.hpp"

#include <chrono>
#include <thread>

namespace lanes::sharing {

namespace {

using namespace std::chrono_literals;

/// How soon a thread that waits notices that it shall not any more.
constexpr auto patience = 1ms;

}  // namespace

std::optional<WaitForGraph> Threads::deadlock(unsigned threads, const OnSeen& on_seen) const {
  std::array<std::uint64_t, most_threads> states{};
  for (unsigned thread = 0; thread < threads; ++thread) {
    states[thread] = places_[thread].state.load(std::memory_order_acquire);
    if (states[thread] % 256 == moving) return std::nullopt;
    if (on_seen) on_seen(thread);
  }
  // What they wait for is looked at only now that all of them have been seen: who was not seen yet
  // might release it and leave.
  WaitForGraph graph;
  for (unsigned thread = 0; thread < threads; ++thread) {
    const auto what = states[thread] % 256;
    if (what == left) continue;
    const auto& object = *objects_[what - 1];
    if (object.available()) return std::nullopt;
    graph.push_back({.thread = thread, .object = object.name(), .holder = object.holder()});
  }
  // If nobody has moved since they were seen, there was a moment at which all of them waited at
  // once (the double collect of Afek et al., "Atomic Snapshots of Shared Memory", 1993), and will
  // for ever.
  for (unsigned thread = 0; thread < threads; ++thread) {
    if (places_[thread].state.load(std::memory_order_acquire) != states[thread]) {
      return std::nullopt;
    }
  }
  if (graph.empty()) return std::nullopt;
  return graph;
}

void Threads::leave(unsigned thread) {
  for (auto* const object : objects_) object->release_if_held(thread);
  enter(thread, left);
}

void Threads::enter(unsigned thread, std::uint64_t state) noexcept {
  auto& place = places_[thread].state;
  const auto changes = place.load(std::memory_order_relaxed) / 256 + 1;
  place.store(changes * 256 + state, std::memory_order_release);
}

Threads::Object::Object(Threads& world, std::string name)
    : world_(&world), name_(std::move(name)), index_(world.objects_.size() + 1) {
  world.objects_.push_back(this);
}

void Threads::Object::note_wait(unsigned thread, Moment waited) const {
  if (world_->wait_times_ != nullptr) (*world_->wait_times_)[thread].add(waited);
}

std::optional<unsigned> Threads::Mutex::holder() const noexcept {
  const int holder = holder_.load(std::memory_order_relaxed);
  if (holder == nobody) return std::nullopt;
  return static_cast<unsigned>(holder);
}

bool Threads::Mutex::wait(unsigned thread) {
  const auto began = std::chrono::steady_clock::now();
  wait_begins(thread);
  while (!mutex_.try_lock_for(patience)) {
    if (world().abandoned()) return false;
  }
  // Before the holder is noted: who is seen to wait for what it holds itself is in a deadlock.
  wait_ends(thread);
  if (world().abandoned()) {
    mutex_.unlock();
    return false;
  }
  note_wait(thread, std::chrono::steady_clock::now() - began);
  return true;
}

std::suspend_never Threads::Queue::put(Value value) {
  {
    const std::scoped_lock guard(mutex_);
    items_.push_back(value);
  }
  filled_.notify_one();
  return {};
}

std::optional<Value> Threads::Queue::remove(unsigned thread) {
  std::unique_lock guard(mutex_);
  if (items_.empty()) {
    const auto began = std::chrono::steady_clock::now();
    wait_begins(thread);
    while (!filled_.wait_for(guard, patience, [this] { return !items_.empty(); })) {
      if (world().abandoned()) return std::nullopt;
    }
    wait_ends(thread);
    note_wait(thread, std::chrono::steady_clock::now() - began);
  }
  const Value value = items_.front();
  items_.pop_front();
  return value;
}

bool Threads::Queue::available() const {
  const std::scoped_lock guard(mutex_);
  return !items_.empty();
}

}  // namespace lanes::sharing
