#pragma once

#include <cstdint>
#include <string>

namespace lanes {

/// Appends entry `index` of the log that `seed` stands for: a line of a web service's log, or some
/// with a stack trace. ASCII, each line ended by a line feed.
void append_log_entry(std::uint32_t seed, std::uint32_t index, std::string& text);

/// `kib` KiB of log: the entries from 0 on until there is as much text as that or just more.
std::string log_text(std::uint32_t seed, std::uint32_t kib);

}  // namespace lanes
