#include "downstream/downstream.hpp"

#include <algorithm>
#include <utility>

namespace lanes {

void Downstream::submit(std::uint64_t id, Moment service, Moment now, Moment timeout) {
  advance(now);
  const Waiting request{.id = id, .sent = now, .service = service, .deadline = now + timeout};
  if (served_.size() < spec_.connections) {
    begin(request, now);
  } else if (waiting_.size() < spec_.queue) {
    deadlines_.emplace(request.deadline, arrivals_);
    waiting_.emplace_hint(waiting_.end(), arrivals_++, request);
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
  // Requests wait only while every connection is busy, so if one waits, one is being served.
  if (served_.empty()) return std::nullopt;
  const auto end = served_.front().request.ended;
  if (waiting_.empty()) return end;
  return std::min(end, deadlines_.begin()->first);
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
  const auto [arrival, next] = *waiting_.begin();
  waiting_.erase(waiting_.begin());
  deadlines_.erase({next.deadline, arrival});
  begin(next, first.ended);
}

void Downstream::time_out_first(Moment now) {
  const auto first = waiting_.find(deadlines_.begin()->second);
  const auto& request = first->second;
  ended_.push_back({.id = request.id,
                    .how = Answer::timed_out,
                    .sent = request.sent,
                    .began = now,
                    .ended = now});
  waiting_.erase(first);
  deadlines_.erase(deadlines_.begin());
}

}  // namespace lanes
