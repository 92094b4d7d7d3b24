#include "sharing/threads/rounds.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "sharing/threads/gate.hpp"

namespace lanes::sharing {

namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr auto watch_interval = 1ms;

class Rounds {
 public:
  Rounds(const MakeOnThreads& make, const std::function<bool(const Round&)>& on_round,
         std::vector<WaitTimes>* wait_times)
      : make_(make), on_round_(on_round), wait_times_(wait_times) {
    begin();
    threads_ = program_->threads();
    ended_.resize(threads_);
    returned_.resize(threads_);
  }

  [[nodiscard]] unsigned threads() const noexcept { return threads_; }

  void run(unsigned thread) {
    // The first time there is nothing to end.
    gate_->pass();
    while (!done_) {
      const auto result = program_->start(thread).returned();
      world_->leave(thread);
      returned_[thread] = result;
      ended_[thread] = SteadyClock::now();
      gate_->pass();
    }
  }

  /// Until the last round has ended.
  void watch() {
    std::unique_lock guard(mutex_);
    while (!over_.wait_for(guard, watch_interval, [this] { return done_; })) {
      if (world_->abandoned()) continue;
      if (auto found = world_->deadlock(threads_)) {
        deadlock_ = *std::move(found);
        world_->abandon();
      }
    }
  }

  /// Before the threads run.
  void prepare() {
    gate_.emplace(threads_, [this] { between(); });
  }

 private:
  /// Between two rounds, while all threads are held.
  void between() {
    const std::scoped_lock guard(mutex_);
    if (began_) {
      if (on_round_(judged())) {
        begin();
      } else {
        done_ = true;
        over_.notify_all();
        return;
      }
    }
    began_ = SteadyClock::now();
  }

  void begin() {
    deadlock_.clear();
    program_.reset();
    world_.emplace(wait_times_);
    program_ = make_(*world_);
  }

  [[nodiscard]] Round judged() const {
    Round round;
    round.deadlock = deadlock_;
    for (const auto& ended : ended_) round.thread_took.push_back(ended - *began_);
    round.took = std::ranges::max(round.thread_took);
    std::vector<Value> returned;
    for (const auto& value : returned_) {
      if (!value) return round;
      returned.push_back(*value);
    }
    round.outcome = program_->outcome(returned);
    round.holds = program_->holds(returned);
    return round;
  }

  const MakeOnThreads& make_;
  const std::function<bool(const Round&)>& on_round_;
  std::vector<WaitTimes>* wait_times_;
  unsigned threads_ = 0;
  std::optional<Gate> gate_;
  // Written between rounds, or by one thread each.
  std::vector<SteadyClock::time_point> ended_;
  std::vector<std::optional<Value>> returned_;
  std::optional<SteadyClock::time_point> began_;
  bool done_ = false;

  /// The watchdog looks at the world while it stands.
  std::mutex mutex_;
  std::condition_variable over_;
  WaitForGraph deadlock_;
  std::optional<Threads> world_;
  std::unique_ptr<ProgramOn<Threads>> program_;
};

}  // namespace

void run_rounds(ThreadPool& pool, const MakeOnThreads& make,
                const std::function<bool(const Round&)>& on_round,
                std::vector<WaitTimes>* wait_times) {
  Rounds rounds(make, on_round, wait_times);
  rounds.prepare();
  const auto watchdog = rounds.threads();
  // None ends before all have begun, so each is a thread of its own.
  const auto workers = pool_size_for(rounds.threads());
  pool.run(workers, workers, [&](TaskIndex task, std::uint32_t /*worker*/) {
    if (task == watchdog) {
      rounds.watch();
    } else {
      rounds.run(task);
    }
  });
}

}  // namespace lanes::sharing
