#include "sharing/threads/price.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace lanes::sharing {

namespace {

constexpr std::uint32_t first_times = 1'000;
/// A total of most_threads threads fits into a Value.
constexpr std::uint32_t most_times = 100'000'000;
/// Rounds of at least this part of the whole: starting and ending them does not matter then.
constexpr int least_rounds = 8;

double seconds(Moment moment) { return std::chrono::duration<double>(moment).count(); }

}  // namespace

Price measure_price(ThreadPool& pool, Fix fix, std::uint32_t threads, Spacing spacing,
                    Moment duration, const std::function<bool()>& go_on) {
  Sharing sharing{
      .program = Program::counter, .fix = fix, .threads = threads, .times = first_times};
  std::vector<WaitTimes> waits(most_threads);
  Moment took{};
  double operations = 0;
  double fairness_sum = 0;
  std::uint32_t rounds = 0;
  bool warm = false;
  run_rounds(
      pool,
      [&](Threads& world) { return std::make_unique<Counter<Threads>>(world, sharing, spacing); },
      [&](const Round& round) {
        if (go_on && !go_on()) return false;
        if (!warm) {
          warm = round.took * least_rounds >= duration || sharing.times == most_times;
          if (!warm) sharing.times = std::min(sharing.times * 2, most_times);
          waits.assign(most_threads, {});
          return true;
        }
        took += round.took;
        operations += static_cast<double>(sharing.times) * threads;
        std::vector<double> speeds;
        for (std::uint32_t thread = 0; thread < threads; ++thread) {
          const double part = std::max(seconds(round.thread_took[thread]), 1e-9);
          speeds.push_back(sharing.times / part);
        }
        fairness_sum += fairness(speeds);
        ++rounds;
        return took < duration;
      },
      &waits);
  WaitTimes all;
  for (const auto& wait : waits) all.add(wait);
  const auto asked = static_cast<std::uint64_t>(operations);
  return {.operations_per_s = operations / std::max(seconds(took), 1e-9),
          .wait_p50 = all.percentile(50, asked),
          .wait_p99 = all.percentile(99, asked),
          .wait_longest = all.longest(),
          .fairness = rounds == 0 ? 1 : fairness_sum / rounds};
}

double fairness(std::span<const double> speeds) {
  if (speeds.empty()) return 1;
  double sum = 0;
  double squares = 0;
  for (const double speed : speeds) {
    sum += speed;
    squares += speed * speed;
  }
  return sum * sum / (static_cast<double>(speeds.size()) * squares);
}

}  // namespace lanes::sharing
