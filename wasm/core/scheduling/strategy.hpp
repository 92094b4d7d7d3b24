#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "scheduling/executor.hpp"
#include "scheduling/start_task.hpp"
#include "scheduling/turns.hpp"

namespace lanes {

/// How the tasks of a run are scheduled.
enum class Strategy : std::uint8_t { sequential, concurrent, bounded, sliced, parallel };

std::optional<Strategy> find_strategy(std::string_view name);

/// Runs `count` tasks on one event loop under any strategy but `parallel`, which needs threads
/// (ThreadPool). `limit` ≥ 1 matters to `bounded`, `turns` to `sliced`.
Async<Done> schedule(Strategy how, TaskIndex count, StartTask start, std::uint32_t limit,
                     Turns& turns);

/// The turns that tasks take on `loop` under `how`: of usual_slice under `sliced`; under any other
/// they hold it for as long as they like.
Turns turns_under(Strategy how, Executor& loop, const Clock& clock);

}  // namespace lanes
