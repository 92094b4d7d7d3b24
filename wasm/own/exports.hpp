/// Included after the reader's source: makes the exports that Lanes calls (docs/own-code.md) out of
/// its `task` or `thread`, and keeps the C library from importing anything.
#pragma once

namespace lanes::detail {

/// Whether the reader has defined it. A template, so that a missing one is no error yet.
template <typename Number>
concept TakesTask = requires(Number seed, Number size) { task(seed, size); };

template <typename Number>
concept TakesThread = requires(Number number) { thread(number); };
template <typename Number>
concept TakesHolds = requires(Number threads) { holds(threads); };

template <typename Number>
void start(Room& room, Number seed, Number size) {
  if constexpr (TakesTask<Number>) {
    using Answer = decltype(task(seed, size));
    if constexpr (__is_same(Answer, Task)) {
      if (!room.coroutine) room.coroutine = task(seed, size).coroutine();
      room.coroutine.resume();
      if (room.coroutine.done()) room.asks = 0;
    } else if constexpr (__is_same(Answer, void)) {
      static_assert(!__is_same(Answer, void), "task has to return its answer: an integer or text.");
    } else {
      keep_answer(task(seed, size));
      room.asks = 0;
    }
  } else {
    static_assert(TakesThread<int>,
                  "There is no task(std::uint32_t seed, std::uint32_t size) here. Define it: it "
                  "returns an integer, text or lanes::Task.");
  }
}

/// Begins the thread; the next `resume` takes it to its first step.
template <typename Number>
void begin_thread(Number number) {
  if constexpr (TakesThread<Number>) {
    static_assert(__is_same(decltype(thread(number)), Thread),
                  "thread has to return lanes::Thread.");
    running = thread(number).coroutine();
  } else {
    fail("There is no lanes::Thread thread(int number) here.");
  }
}

inline const Step* resume() {
  step.act = ended;
  running.resume();
  return &step;
}

/// A program that says nothing about its end is right unless it deadlocks.
template <typename Number>
bool judge(Number threads) {
  if constexpr (TakesHolds<Number>) return holds(threads);
  return true;
}

inline void give_back(Room* room) {
  if (room->coroutine) room->coroutine.destroy();
  free(room->text);
  free(room);
}

/// Gives back the tasks of which `ended` is true.
template <typename Ended>
void give_back_where(Ended ended) {
  for (Room** link = &rooms; *link;) {
    Room* room = *link;
    if (ended(room)) {
      *link = room->next;
      give_back(room);
    } else {
      link = &room->next;
    }
  }
}

}  // namespace lanes::detail

extern "C" {

__attribute__((export_name("lanes_begin"))) lanes::detail::Room* lanes_begin(lanes::Seed seed,
                                                                             std::uint32_t size) {
  using namespace lanes::detail;
  if constexpr (!TakesTask<std::uint32_t>) return nullptr;
  give_back_where([](Room* room) { return room->asks == 0 && room->read; });
  auto* room = static_cast<Room*>(allocate(sizeof(Room)));
  *room = Room{rooms, {}, seed, size, 0, 1, nullptr, 0, false};
  return rooms = room;
}

__attribute__((export_name("lanes_resume"))) std::uint32_t lanes_resume(lanes::detail::Room* room,
                                                                        std::uint32_t reply) {
  room->reply = reply;
  lanes::detail::current = room;
  lanes::detail::start(*room, room->seed, room->size);
  return room->asks;
}

__attribute__((export_name("lanes_answer"))) const char* lanes_answer(lanes::detail::Room* room) {
  room->read = true;
  return room->text;
}

__attribute__((export_name("lanes_answer_bytes"))) std::uint32_t lanes_answer_bytes(
    lanes::detail::Room* room) {
  return room->bytes;
}

__attribute__((export_name("lanes_end"))) void lanes_end(lanes::detail::Room* ended) {
  lanes::detail::give_back_where([ended](lanes::detail::Room* room) { return room == ended; });
}

// A program with shared state. Each instance carries out one thread, or says whether the end is
// right; Lanes puts its memory back to how it was from lanes_data on before it begins anew.
extern unsigned char __global_base;

/// Whether there is a thread to be explored.
__attribute__((export_name("lanes_explores"))) bool lanes_explores() {
  return lanes::detail::TakesThread<int>;
}

__attribute__((export_name("lanes_data"))) const unsigned char* lanes_data() {
  return &__global_base;
}

/// How many cells and locks there are; no more can be declared.
__attribute__((export_name("lanes_shared"))) std::uint32_t lanes_shared() {
  lanes::detail::all_declared = true;
  return lanes::detail::shared_count;
}

__attribute__((export_name("lanes_shared_at"))) const lanes::detail::Shared* lanes_shared_at(
    std::uint32_t object) {
  return &lanes::detail::shared[object];
}

/// Begins thread `number`, and tells its first step.
__attribute__((export_name("lanes_thread"))) const lanes::detail::Step* lanes_thread(int number,
                                                                                     int threads,
                                                                                     int times) {
  lanes::threads = threads;
  lanes::times = times;
  lanes::detail::begin_thread(number);
  return lanes::detail::resume();
}

/// Its step gave it `given`: tells the next.
__attribute__((export_name("lanes_step"))) const lanes::detail::Step* lanes_step(
    std::int32_t given) {
  lanes::detail::given = given;
  return lanes::detail::resume();
}

__attribute__((export_name("lanes_set"))) void lanes_set(std::uint32_t object, std::int32_t value) {
  lanes::detail::shared[object].value = value;
}

__attribute__((export_name("lanes_holds"))) bool lanes_holds(int threads, int times) {
  lanes::threads = threads;
  lanes::times = times;
  return lanes::detail::judge(threads);
}

// What the C library asks of WASI. There are no files, no clock and no arguments: the first two
// outputs are shown, and everything else fails with ENOSYS (52) or EBADF (8).
struct lanes_wasi_bytes {
  const char* address;
  std::uint32_t bytes;
};

int __imported_wasi_snapshot_preview1_fd_write(int file, int parts, int count, int written) {
  if (file != 1 && file != 2) return 8;
  const auto* part = reinterpret_cast<const lanes_wasi_bytes*>(parts);
  std::uint32_t bytes = 0;
  for (int i = 0; i < count; ++i) {
    // A line without its end, which comes as a part of its own as often as not.
    std::uint32_t line = part[i].bytes;
    if (line != 0 && part[i].address[line - 1] == '\n') --line;
    if (line != 0) lanes::detail::host_log(part[i].address, line);
    bytes += part[i].bytes;
  }
  *reinterpret_cast<std::uint32_t*>(written) = bytes;
  return 0;
}
int __imported_wasi_snapshot_preview1_fd_close(int) { return 8; }
int __imported_wasi_snapshot_preview1_fd_seek(int, long long, int, int) { return 8; }
int __imported_wasi_snapshot_preview1_fd_read(int, int, int, int) { return 8; }
int __imported_wasi_snapshot_preview1_fd_fdstat_get(int, int) { return 8; }
int __imported_wasi_snapshot_preview1_fd_prestat_get(int, int) { return 8; }
int __imported_wasi_snapshot_preview1_fd_prestat_dir_name(int, int, int) { return 8; }
int __imported_wasi_snapshot_preview1_environ_sizes_get(int, int) { return 52; }
int __imported_wasi_snapshot_preview1_environ_get(int, int) { return 52; }
int __imported_wasi_snapshot_preview1_clock_time_get(int, long long, int) { return 52; }
int __imported_wasi_snapshot_preview1_random_get(int, int) { return 52; }
void __imported_wasi_snapshot_preview1_proc_exit(int) { __builtin_trap(); }
}
