#include "sharing/explorer/world.hpp"

#include <utility>

namespace lanes::sharing {

void Explored::begin(ProgramOn<Explored>& program) {
  end();
  for (auto& object : objects_) {
    object.value = object.initial;
    object.items.clear();
    object.taken = 0;
  }
  ended_ = 0;
  misused_ = false;
  threads_ = program.threads();
  for (unsigned thread = 0; thread < threads_; ++thread) {
    auto& slot = slots_[thread];
    slot.past = histories_ == nullptr ? 0 : histories_->point(thread, -1);
    slot.frame = program.start(thread).frame();
  }
}

void Explored::end() {
  for (unsigned thread = 0; thread < threads_; ++thread) slots_[thread].frame.destroy();
  threads_ = 0;
  frames_.clear();
}

std::uint32_t Explored::enabled() const noexcept {
  std::uint32_t enabled = 0;
  for (unsigned thread = 0; thread < threads_; ++thread) {
    const auto bit = 1U << thread;
    if ((ended_ & bit) != 0) continue;
    const auto& next = slots_[thread].next;
    if (next.act == Act::lock && objects_[next.object].value != nobody) continue;
    if (next.act == Act::take && objects_[next.object].waiting() == 0) continue;
    enabled |= bit;
  }
  return enabled;
}

void Explored::step(unsigned thread) {
  auto& slot = slots_[thread];
  slot.result = perform(thread, slot.next);
  if (histories_ != nullptr) slot.past = histories_->after(slot.past, slot.result);
  slot.frame.resume();
}

Value Explored::perform(unsigned thread, const Operation& operation) {
  auto& object = objects_[operation.object];
  const Value before = object.value;
  switch (operation.act) {
    case Act::load:
      return before;
    case Act::store:
      object.value = operation.value;
      return 0;
    case Act::add:
      // Wraps around, as atomics do.
      object.value = static_cast<Value>(static_cast<std::uint32_t>(before) +
                                        static_cast<std::uint32_t>(operation.value));
      return before;
    case Act::compare_exchange:
      if (before != operation.expected) return 0;
      object.value = operation.value;
      return 1;
    case Act::lock:
      object.value = static_cast<Value>(thread);
      return 0;
    case Act::unlock:
      if (std::cmp_equal(before, thread)) {
        object.value = nobody;
      } else {
        misused_ = true;
      }
      return 0;
    case Act::put:
      object.items.push_back(operation.value);
      return 0;
    case Act::take:
      return object.items[object.taken++];
  }
  return 0;
}

void Explored::note_end(unsigned thread, Value value) {
  ended_ |= 1U << thread;
  returned_[thread] = value;
  if (histories_ != nullptr) slots_[thread].past = histories_->ended(thread, value);
}

void Explored::describe(std::vector<std::uint64_t>& key) const {
  key.clear();
  for (unsigned thread = 0; thread < threads_; ++thread) key.push_back(slots_[thread].past);
  for (const auto& object : objects_) {
    if (object.kind != Kind::queue) {
      key.push_back(static_cast<std::uint64_t>(object.value));
      continue;
    }
    Histories::Id content = histories_->point(most_threads, -1);
    for (auto item = object.taken; item < object.items.size(); ++item) {
      content = histories_->after(content, object.items[item]);
    }
    key.push_back(content);
  }
  key.push_back(misused_ ? 1 : 0);
}

std::uint16_t Explored::declare(Kind kind, std::string name, Value initial) {
  objects_.push_back(
      {.kind = kind, .name = std::move(name), .initial = initial, .value = initial, .items = {}});
  return static_cast<std::uint16_t>(objects_.size() - 1);
}

}  // namespace lanes::sharing
