#pragma once

#include <cstdint>
#include <optional>

#include "downstream/downstream.hpp"

namespace lanes {

/// Another client of the same downstream service, which has nothing to do with the run.
struct BystanderSpec {
  /// One request so often, come what may. Zero: there is no bystander.
  Moment every{};
  /// Its own timeout for a connection.
  Moment timeout{};
  /// Each of its requests is served for latency_of(a seed of its own, …).
  std::uint32_t seed = 0;
  std::uint32_t latency_ms = 0;
  std::uint32_t jitter_percent = 0;
};

/// Sends the bystander's requests, each at its own moment, whoever drives the model and however
/// late: the first at `start`. Its ids have a bit of their own, so that a run may use all 32-bit
/// ones beside it.
class Bystander {
 public:
  Bystander(const BystanderSpec& spec, Moment start) : spec_(spec), next_(start) {}

  /// When it will send again; nothing where there is no bystander.
  [[nodiscard]] std::optional<Moment> next_request() const {
    if (spec_.every == Moment::zero()) return std::nullopt;
    return next_;
  }
  /// Sends all that is due up to and at `now`. The model has not been told of a later moment yet.
  void send_due(Downstream& downstream, Moment now);
  [[nodiscard]] std::uint32_t sent() const { return sent_; }

  static bool sent_it(const Served& request) { return (request.id & id_bit) != 0; }

 private:
  static constexpr std::uint64_t id_bit = 1ULL << 32U;

  BystanderSpec spec_;
  Moment next_;
  std::uint32_t sent_ = 0;
};

}  // namespace lanes
