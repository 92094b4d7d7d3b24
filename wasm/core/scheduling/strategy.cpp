#include "scheduling/strategy.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "scheduling/bounded.hpp"
#include "scheduling/concurrent.hpp"
#include "scheduling/sequential.hpp"
#include "scheduling/sliced.hpp"
#include "scheduling/start_task.hpp"

namespace lanes {

std::optional<Strategy> find_strategy(std::string_view name) {
  static constexpr std::array<std::string_view, 5> names{"sequential", "concurrent", "bounded",
                                                         "sliced", "parallel"};
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Strategy>(found - names.begin());
}

Async<Done> schedule(Strategy how, TaskIndex count, StartTask start, std::uint32_t limit,
                     Turns& turns) {
  switch (how) {
    case Strategy::sequential:
      return sequential(count, std::move(start));
    case Strategy::concurrent:
      return concurrent(count, std::move(start));
    case Strategy::bounded:
      return bounded(count, std::move(start), limit);
    case Strategy::sliced:
      return sliced(count, std::move(start), turns);
    case Strategy::parallel:
      break;
  }
  std::abort();
}

Turns turns_under(Strategy how, Executor& loop, const Clock& clock) {
  return how == Strategy::sliced ? Turns(loop, clock, usual_slice) : Turns();
}

}  // namespace lanes
