#pragma once

#include <span>
#include <string_view>

#include "workloads/catalogue.hpp"

namespace lanes {

/// Matches `size` KiB of generated log lines (see log_lines.hpp) against each of
/// `regex_patterns()`. The digest is the number of matches by pattern: `name=count name=count …`.
std::unique_ptr<Job> make_regex(std::uint32_t seed, std::uint32_t size);

/// A pattern in the syntax that ECMAScript and CTRE share. None matches across the end of a line,
/// so it does not matter in which pieces the text is searched, as long as they are whole lines.
struct RegexPattern {
  std::string_view name;
  std::string_view source;
};

/// In the order of the digest.
std::span<const RegexPattern> regex_patterns();

inline constexpr Work regex_work{
    .name = "regex",
    .bound = Bound::cpu,
    .title = "Regex matching",
    .summary =
        "Searches a generated log for addresses, e-mails, URLs, identifiers and stack frames.",
    .size = Size{.min = 1,
                 .max = 1'000'000,
                 .standard = 8'000,
                 .unit = "KiB",
                 .label = "KiB of log lines per task"},
    .make = make_regex,
    // 16 KiB of lines at a time.
    .memory = {.bytes = 65'536},
};

}  // namespace lanes
