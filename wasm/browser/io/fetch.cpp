#include "io/fetch.hpp"

#include <cstring>
#include <utility>
#include <vector>

#include "io/endpoint.hpp"

namespace lanes::browser {

namespace {

TaskEnd end_of(const emscripten_fetch_t& answer) {
  std::string body;
  if (answer.data != nullptr) body.assign(answer.data, static_cast<std::size_t>(answer.numBytes));
  if (answer.status >= 200 && answer.status < 300) {
    return {.outcome = Outcome::ok, .text = std::move(body)};
  }
  return {.outcome = Outcome::failed, .text = failure_reason(answer.status, std::move(body))};
}

emscripten_fetch_attr_t get_into_memory() {
  emscripten_fetch_attr_t attributes;
  emscripten_fetch_attr_init(&attributes);
  std::strcpy(attributes.requestMethod, "GET");
  // REPLACE: do not look into IndexedDB first.
  attributes.attributes = EMSCRIPTEN_FETCH_LOAD_TO_MEMORY | EMSCRIPTEN_FETCH_REPLACE;
  return attributes;
}

}  // namespace

void OpenFetches::abort_all() {
  // Resuming an awaiter may end other coroutines, so none is resumed while the set is walked.
  const std::vector<Fetch*> open(open_.begin(), open_.end());
  for (auto* fetch : open) {
    auto* request = std::exchange(fetch->request_, nullptr);
    request->__attributes.onerror = nullptr;
    emscripten_fetch_close(request);
    fetch->resume_with({.outcome = Outcome::cancelled, .text = {}});
  }
}

void Fetch::await_suspend(std::coroutine_handle<> awaiter) {
  awaiter_ = awaiter;
  auto attributes = get_into_memory();
  attributes.userData = this;
  attributes.onsuccess = on_end;
  attributes.onerror = on_end;
  open_.open_.insert(this);
  request_ = emscripten_fetch(&attributes, url_.c_str());
}

void Fetch::on_end(emscripten_fetch_t* answer) {
  auto* self = static_cast<Fetch*>(answer->userData);
  auto end = end_of(*answer);
  emscripten_fetch_close(answer);
  self->resume_with(std::move(end));
}

void Fetch::resume_with(TaskEnd end) {
  end_ = std::move(end);
  open_.open_.erase(this);
  awaiter_.resume();
}

TaskEnd fetch_blocking(const std::string& url) {
  auto attributes = get_into_memory();
  attributes.attributes |= EMSCRIPTEN_FETCH_SYNCHRONOUS;
  auto* answer = emscripten_fetch(&attributes, url.c_str());
  if (answer == nullptr) return {.outcome = Outcome::failed, .text = failure_reason(0)};
  auto end = end_of(*answer);
  emscripten_fetch_close(answer);
  return end;
}

}  // namespace lanes::browser
