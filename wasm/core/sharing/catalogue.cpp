#include <algorithm>
#include <array>
#include <string>

#include "sharing/sharing.hpp"

namespace lanes::sharing {

namespace {

using enum Fix;

constexpr std::array counter_fixes{none, Fix::atomic, Fix::mutex, cas, sharded, Fix::queue};
constexpr std::array withdraw_fixes{none, Fix::mutex, cas, Fix::queue};
constexpr std::array cache_fixes{none, Fix::mutex, cas, Fix::queue};
constexpr std::array once_fixes{none, Fix::atomic, Fix::mutex, cas};
constexpr std::array lock_fixes{none, ordered, Fix::mutex};

constexpr std::array entries{
    ProgramEntry{.program = Program::counter,
                 .name = "counter",
                 .invariant = "The total is the number of increments.",
                 .outcome = "Total",
                 .file = "programs/counter.hpp",
                 .fixes = counter_fixes},
    ProgramEntry{.program = Program::withdraw,
                 .name = "withdraw",
                 .invariant = "What was paid out and what is left make up the first balance.",
                 .outcome = "Paid out",
                 .file = "programs/withdraw.hpp",
                 .fixes = withdraw_fixes},
    ProgramEntry{.program = Program::cache,
                 .name = "cache",
                 .invariant = "The cache is empty or holds what the database holds.",
                 .outcome = "Stale entries in the cache",
                 .file = "programs/cache.hpp",
                 .fixes = cache_fixes},
    ProgramEntry{.program = Program::once,
                 .name = "once",
                 .invariant = "It was made exactly once.",
                 .outcome = "How many were made",
                 .file = "programs/once.hpp",
                 .fixes = once_fixes},
    ProgramEntry{.program = Program::locks,
                 .name = "locks",
                 .invariant = "Every thread ends.",
                 .outcome = "Times both locks were held",
                 .file = "programs/locks.hpp",
                 .fixes = lock_fixes},
    ProgramEntry{.program = Program::philosophers,
                 .name = "philosophers",
                 .invariant = "Every philosopher has eaten.",
                 .outcome = "Meals",
                 .file = "programs/philosophers.hpp",
                 .fixes = lock_fixes},
};

constexpr std::array<std::string_view, 7> fix_names{"none",    "atomic",  "mutex", "cas",
                                                    "sharded", "ordered", "queue"};

}  // namespace

std::span<const ProgramEntry> programs() { return entries; }

const ProgramEntry& entry_of(Program program) {
  return entries.at(static_cast<std::size_t>(program));
}

std::string_view name_of(Fix fix) { return fix_names.at(static_cast<std::size_t>(fix)); }

std::optional<Program> find_program(std::string_view name) {
  const auto found = std::ranges::find(entries, name, &ProgramEntry::name);
  if (found == entries.end()) return std::nullopt;
  return found->program;
}

std::optional<Fix> find_fix(std::string_view name) {
  const auto found = std::ranges::find(fix_names, name);
  if (found == fix_names.end()) return std::nullopt;
  return static_cast<Fix>(found - fix_names.begin());
}

std::expected<Sharing, std::string> explorable(const Sharing& sharing) {
  const auto& entry = entry_of(sharing.program);
  if (std::ranges::find(entry.fixes, sharing.fix) == entry.fixes.end()) {
    std::string fitting;
    for (const auto fix : entry.fixes) {
      fitting += (fitting.empty() ? "" : ", ") + std::string(name_of(fix));
    }
    return std::unexpected("The fix " + std::string(name_of(sharing.fix)) + " does not fit " +
                           std::string(entry.name) + ". These do: " + fitting + ".");
  }
  if (sharing.threads < least_threads_explored || sharing.threads > most_threads_explored) {
    return std::unexpected("Schedules are explored for 2 to 4 threads, not for " +
                           std::to_string(sharing.threads) + ".");
  }
  if (sharing.times < 1 || sharing.times > most_times_explored) {
    return std::unexpected("Schedules are explored for 1 to 3 times, not for " +
                           std::to_string(sharing.times) + ".");
  }
  return sharing;
}

}  // namespace lanes::sharing
