// What tasks really take from the heap, against what the catalogue says they take. Runs are refused
// by those numbers before they start: too small a one lets a run fail in the middle, too large a
// one refuses what would have fitted.
//
// This program replaces glibc's allocator by one that counts (glibc manual, "Replacing malloc").

#include <malloc.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "workloads/catalogue.hpp"

using namespace lanes;

namespace {

std::atomic<std::size_t> taken = 0;
std::atomic<std::size_t> most_taken = 0;

void* counted(void* block) {
  const auto now = taken += malloc_usable_size(block);
  if (now > most_taken) most_taken = now;
  return block;
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier,cppcoreguidelines-no-malloc): names that glibc gave.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* block);

void* malloc(std::size_t size) { return counted(__libc_malloc(size)); }
void free(void* block) {
  taken -= malloc_usable_size(block);
  __libc_free(block);
}
void* calloc(std::size_t count, std::size_t size) {
  void* block = malloc(count * size);
  if (block != nullptr) std::memset(block, 0, count * size);
  return block;
}
void* realloc(void* old, std::size_t size) {
  void* block = malloc(size);
  if (block != nullptr && old != nullptr) {
    std::memcpy(block, old, std::min(size, malloc_usable_size(old)));
    free(old);
  }
  return block;
}
void* memalign(std::size_t alignment, std::size_t size) {
  return counted(__libc_memalign(alignment, size));
}
void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }
int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  *block = memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}
}
// NOLINTEND(bugprone-reserved-identifier,cppcoreguidelines-no-malloc)

namespace {

/// The most that one task of `work` held at any moment of its life, in bytes. It is one of many:
/// what the bands of `mandelbrot` leave to look at is bounded for all of them together.
std::size_t most_held(const Work& work, std::uint32_t size) {
  const auto before = taken.load();
  most_taken = before;
  const auto job = work.make({.seed = 1, .size = size, .task = 32, .tasks = 64});
  while (job->advance()) {
  }
  CHECK_FALSE(job->digest().empty());
  return most_taken - before;
}

double estimate(const Memory& memory, std::uint32_t size) {
  return memory.bytes + memory.per_unit * size + memory.per_unit_squared * size * size;
}

}  // namespace

TEST_CASE("a task takes about as much memory as the catalogue says, and never more", "[memory]") {
  for (const auto& work : catalogue()) {
    if (work.make == nullptr) continue;
    const auto& size = *work.size;
    for (const auto units : std::array{size.min, size.standard / 4, size.standard}) {
      CAPTURE(work.name, units);
      const auto held = static_cast<double>(most_held(work, units));
      const auto said = estimate(work.memory, units);
      CHECK(held <= said);
      // A quarter of a megabyte more or less makes no difference to what is refused.
      CHECK(said <= 3 * held + 262'144);
    }
  }
}
