#include "recording/outputs.hpp"

#include <utility>

namespace lanes {

void Outputs::put(TaskIndex task, Output output) {
  if (task >= max_tasks) return;
  auto& picture = pictures_[task];
  const auto bytes = static_cast<std::uint32_t>(output.picture.pixels.size());
  if (bytes_.fetch_add(bytes, std::memory_order_relaxed) + bytes > max_bytes) {
    bytes_.fetch_sub(bytes, std::memory_order_relaxed);
    return;
  }
  picture = std::move(output.picture);
  auto& entry = entries_[task];
  entry.x = output.x;
  entry.y = output.y;
  entry.width = picture.width;
  entry.height = picture.height;
  entry.total_width = output.total_width;
  entry.total_height = output.total_height;
  entry.pixels = picture.pixels.data();
  entry.ready.store(1 + count_.fetch_add(1, std::memory_order_relaxed), std::memory_order_release);
}

void Outputs::clear() {
  for (auto& entry : entries_) entry.ready.store(0, std::memory_order_relaxed);
  pictures_ = {};
  bytes_ = 0;
  count_ = 0;
}

}  // namespace lanes
