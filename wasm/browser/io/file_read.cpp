#include "io/file_read.hpp"

#include <emscripten/em_js.h>
#include <emscripten/emscripten.h>

extern "C" {

// clang-format off
EM_JS(void, lanes_read_file, (void* self, int id, int task, double offset, int length), {
  const open = Module.lanesFileReads ||= new Set();
  open.add(id);
  const end = (bytes) => {
    if (!open.delete(id)) return;
    if (bytes) HEAPU8.set(bytes, _lanes_file_room(self, bytes.length));
    _lanes_file_read_ended(self);
  };
  Module.lanesFiles.read(task, offset, length).then(end, () => end(null));
});

EM_JS(void, lanes_forget_file_read, (int id), { Module.lanesFileReads?.delete(id); });

EM_JS(int, lanes_read_file_blocking, (const char* url, int task, double offset, unsigned char* to, int length), {
  try {
    const room = HEAPU8.subarray(to, to + length);
    if (Module.lanesFiles) return Module.lanesFiles.readBlocking(task, offset, room);
    const request = new XMLHttpRequest();
    request.open("GET", UTF8ToString(url), false);
    request.responseType = "arraybuffer";
    request.setRequestHeader("Range", "bytes=" + offset + "-" + (offset + length - 1));
    request.send();
    const all = new Uint8Array(request.response);
    // A browser without range requests on blobs returns all of it.
    const bytes = request.status === 206 ? all : all.subarray(offset, offset + length);
    room.set(bytes);
    return bytes.length;
  } catch {
    return 0;
  }
});
// clang-format on

EMSCRIPTEN_KEEPALIVE unsigned char* lanes_file_room(void* read, int count) {
  return static_cast<lanes::browser::FileRead*>(read)->room(static_cast<std::uint32_t>(count));
}

EMSCRIPTEN_KEEPALIVE void lanes_file_read_ended(void* read) {
  static_cast<lanes::browser::FileRead*>(read)->ended();
}
}

namespace lanes::browser {

namespace {

std::uint32_t last_id = 0;

}  // namespace

void OpenFileReads::abort_all() {
  // Resuming an awaiter may end other coroutines, so none is resumed while the set is walked.
  const std::vector<FileRead*> open(open_.begin(), open_.end());
  for (auto* read : open) {
    lanes_forget_file_read(static_cast<int>(read->id_));
    read->ended();
  }
}

void FileRead::await_suspend(std::coroutine_handle<> awaiter) {
  awaiter_ = awaiter;
  id_ = ++last_id;
  open_.open_.insert(this);
  lanes_read_file(this, static_cast<int>(id_), static_cast<int>(task_),
                  static_cast<double>(offset_), static_cast<int>(length_));
}

std::uint8_t* FileRead::room(std::uint32_t count) {
  bytes_.resize(count);
  return bytes_.data();
}

void FileRead::ended() {
  open_.open_.erase(this);
  awaiter_.resume();
}

std::uint32_t read_file_blocking(const std::string& url, TaskIndex task, std::uint64_t offset,
                                 std::span<std::uint8_t> to) {
  return static_cast<std::uint32_t>(lanes_read_file_blocking(url.c_str(), static_cast<int>(task),
                                                             static_cast<double>(offset), to.data(),
                                                             static_cast<int>(to.size())));
}

}  // namespace lanes::browser
