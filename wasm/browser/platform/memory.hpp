#pragma once

namespace lanes::browser {

/// How much memory an instance has, and how much of it holds anything.
struct MemoryUse {
  /// The pages of 4 KiB in which a byte is not 0: data, stacks and heap as far as they were ever
  /// written. Asked of the memory itself, because allocators reserve far more than they use.
  double usedBytes;
  double reservedBytes;
};

/// Takes a few milliseconds; not while other threads of this instance compute.
MemoryUse memory_use();

}  // namespace lanes::browser
