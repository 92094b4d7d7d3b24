#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace lanes::sharing {

/// Memory for the frames of coroutines that begin and end together, again and again: an allocation
/// moves a pointer, and all are freed at once.
class Frames {
 public:
  void* allocate(std::size_t size) {
    size = (size + alignment - 1) / alignment * alignment;
    if (blocks_.empty() || used_ + size > block_size) {
      if (size > block_size) return oversized_.emplace_back(make(size)).get();
      if (!blocks_.empty()) ++current_;
      if (current_ == blocks_.size()) blocks_.push_back(make(block_size));
      used_ = 0;
    }
    void* const place = blocks_[current_].get() + used_;
    used_ += size;
    return place;
  }

  /// Frees all that was allocated, and keeps the memory.
  void clear() noexcept {
    current_ = 0;
    used_ = 0;
    oversized_.clear();
  }

 private:
  static constexpr std::size_t alignment = alignof(std::max_align_t);
  static constexpr std::size_t block_size = 8192;
  struct Free {
    void operator()(std::byte* memory) const noexcept { ::operator delete(memory); }
  };
  using Block = std::unique_ptr<std::byte, Free>;

  static Block make(std::size_t size) {
    return Block(static_cast<std::byte*>(::operator new(size)));
  }

  std::vector<Block> blocks_;
  std::vector<Block> oversized_;
  std::size_t current_ = 0;
  std::size_t used_ = 0;
};

}  // namespace lanes::sharing
