// Prints what the works read and write, for tests that check them with another program:
//   workload_texts json SEED SIZE | regex SEED SIZE | patterns

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string_view>

#include "inputs/log_lines.hpp"
#include "workloads/json.hpp"
#include "workloads/regex.hpp"

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  const std::string_view what = argc > 1 ? arguments[1] : "";
  if (what == "patterns") {
    for (const auto& [name, source] : lanes::regex_patterns()) {
      std::cout << name << '\t' << source << '\n';
    }
    return 0;
  }
  if (argc != 4 || (what != "json" && what != "regex")) return 2;
  const auto seed = static_cast<std::uint32_t>(std::strtoul(arguments[2], nullptr, 10));
  const auto size = static_cast<std::uint32_t>(std::strtoul(arguments[3], nullptr, 10));
  // A whole line at the end, which Emscripten's output would otherwise hold back or complete.
  std::cout << (what == "json" ? lanes::json_text(seed, size) + '\n' : lanes::log_text(seed, size));
}
