#include "sharing/explorer/execution.hpp"

namespace lanes::sharing {

std::uint32_t count_switches(Execution& execution, std::span<const std::uint8_t> schedule) {
  std::uint32_t switches = 0;
  execution.restart();
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    if (i > 0 && schedule[i] != schedule[i - 1] &&
        contains(execution.world().enabled(), schedule[i - 1])) {
      ++switches;
    }
    execution.step(schedule[i]);
  }
  return switches;
}

}  // namespace lanes::sharing
