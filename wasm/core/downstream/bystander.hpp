#pragma once

#include <cstdint>
#include <optional>

#include "downstream/downstream.hpp"

namespace lanes {

/// Another client of the same downstream service, unrelated to the run.
struct BystanderSpec {
  /// The fixed interval between its requests. Zero: there is no bystander.
  Moment every{};
  /// Its own timeout for a connection.
  Moment timeout{};
  /// Each of its requests is served for latency_of(its own seed, …).
  std::uint32_t seed = 0;
  std::uint32_t latency_ms = 0;
  std::uint32_t jitter_percent = 0;
};

/// Sends the bystander's requests, each at its scheduled moment even if the model is driven late:
/// the first at `start`. A bit of their own marks its ids, so that a run may use all 32-bit ones.
class Bystander {
 public:
  Bystander(const BystanderSpec& spec, Moment start) : spec_(spec), next_(start) {}

  /// When it sends next; nothing where there is no bystander.
  [[nodiscard]] std::optional<Moment> next_request() const {
    if (spec_.every == Moment::zero()) return std::nullopt;
    return next_;
  }
  /// Sends all that is due up to and at `now`. The model must not have been advanced beyond `now`.
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
