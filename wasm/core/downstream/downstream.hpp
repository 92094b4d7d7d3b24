#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace lanes {

/// The capacity of a downstream service: a pool of connections and its queue.
struct DownstreamSpec {
  /// Requests served at one moment. At least 1.
  std::uint32_t connections = 1;
  /// Requests that may wait for a connection; one that finds the queue full is refused.
  std::uint32_t queue = 0;
  /// Longest wait for a connection. Service time does not count: a database driver's pool timeout
  /// stops as soon as it hands out a connection. A request may have its own.
  Moment timeout{};
};

/// How a request ended.
enum class Answer : std::uint8_t {
  answered = 0,
  refused = 1,    ///< the queue was full when it came
  timed_out = 2,  ///< no connection came free in time
};

/// A request that has ended, and its moments on the clock of whoever drives the model.
struct Served {
  std::uint64_t id;
  Answer how;
  Moment sent;
  /// When it got its connection; `ended` where it never did.
  Moment began;
  Moment ended;
};

/// A model of a downstream service: `connections` servers and one bounded first-come-first-served
/// queue with impatience (in Kendall's notation G/G/c/c+queue with deterministic reneging). The
/// sender determines each request's service time, so the model itself has no randomness.
///
/// A discrete-event model without a clock: the caller passes in moments, which never go back. With
/// the time of day it answers in real time; with the moment of its own next event it runs as fast
/// as the machine allows. One thread only.
class Downstream {
 public:
  explicit Downstream(const DownstreamSpec& spec) : spec_(spec) {}

  /// A request arrives at `now` and will hold its connection for `service`. First processes all
  /// events up to `now`.
  void submit(std::uint64_t id, Moment service, Moment now) {
    submit(id, service, now, spec_.timeout);
  }
  /// The same for a client with a timeout of its own.
  void submit(std::uint64_t id, Moment service, Moment now, Moment timeout);
  /// Processes all events up to and at `now`. A connection that becomes free at the very moment at
  /// which a request would time out serves it.
  void advance(Moment now);
  /// The moment of the next event; nothing while the service is idle.
  [[nodiscard]] std::optional<Moment> next_event() const;
  /// Requests that have ended since the last call, in the order they ended.
  std::vector<Served> take_ended();

  /// Connections in use: never more than `connections`.
  [[nodiscard]] std::size_t in_service() const noexcept { return served_.size(); }
  /// Requests that wait for a connection: never more than `queue`.
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }

 private:
  struct Waiting {
    std::uint64_t id;
    Moment sent;
    Moment service;
    /// When it gives up.
    Moment deadline;
  };
  struct InService {
    Served request;
    /// Order of service start, which breaks ties between equal ends.
    std::uint64_t turn;
  };
  static bool ends_later(const InService& a, const InService& b);

  void begin(const Waiting& request, Moment now);
  void end_first();
  void time_out_first(Moment now);

  DownstreamSpec spec_;
  /// By order of arrival.
  std::map<std::uint64_t, Waiting> waiting_;
  /// The same requests by the moment at which they time out: (deadline, order of arrival).
  std::set<std::pair<Moment, std::uint64_t>> deadlines_;
  /// A heap: the first to end on top.
  std::vector<InService> served_;
  std::vector<Served> ended_;
  std::uint64_t turns_ = 0;
  std::uint64_t arrivals_ = 0;
};

}  // namespace lanes
