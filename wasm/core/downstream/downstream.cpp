#include "downstream/downstream.hpp"

#include <algorithm>
#include <utility>

namespace lanes {

void Downstream::submit(std::uint64_t id, Moment service, Moment now) {
  advance(now);
  const Waiting request{.id = id, .sent = now, .service = service};
  if (served_.size() < spec_.connections) {
    begin(request, now);
  } else if (waiting_.size() < spec_.queue) {
    waiting_.push_back(request);
  } else {
    ended_.push_back({.id = id, .how = Answer::refused, .sent = now, .began = now, .ended = now});
  }
}

void Downstream::advance(Moment now) {
  for (auto next = next_event(); next && *next <= now; next = next_event()) {
    if (!served_.empty() && served_.front().request.ended == *next) {
      end_first();
    } else {
      time_out_first(*next);
    }
  }
}

std::optional<Moment> Downstream::next_event() const {
  // Nobody waits while a connection is free, so a service is under way whenever somebody waits.
  if (served_.empty()) return std::nullopt;
  const auto end = served_.front().request.ended;
  if (waiting_.empty()) return end;
  return std::min(end, waiting_.front().sent + spec_.timeout);
}

std::vector<Served> Downstream::take_ended() { return std::exchange(ended_, {}); }

bool Downstream::ends_later(const InService& a, const InService& b) {
  if (a.request.ended != b.request.ended) return a.request.ended > b.request.ended;
  return a.turn > b.turn;
}

void Downstream::begin(const Waiting& request, Moment now) {
  served_.push_back({.request = {.id = request.id,
                                 .how = Answer::answered,
                                 .sent = request.sent,
                                 .began = now,
                                 .ended = now + request.service},
                     .turn = turns_++});
  std::ranges::push_heap(served_, ends_later);
}

void Downstream::end_first() {
  std::ranges::pop_heap(served_, ends_later);
  const auto first = served_.back().request;
  served_.pop_back();
  ended_.push_back(first);
  if (waiting_.empty()) return;
  const auto next = waiting_.front();
  waiting_.pop_front();
  begin(next, first.ended);
}

void Downstream::time_out_first(Moment now) {
  const auto& first = waiting_.front();
  ended_.push_back(
      {.id = first.id, .how = Answer::timed_out, .sent = first.sent, .began = now, .ended = now});
  waiting_.pop_front();
}

}  // namespace lanes
