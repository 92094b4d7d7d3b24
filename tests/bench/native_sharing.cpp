// The native side of the benchmark sharing, which prints one JSON object:
// `native_sharing explore PROGRAM FIX THREADS TIMES` explores once to warm and once more;
// `native_sharing price FIX THREADS PADDED MS` measures increments of counter, PADDED being 0 or 1.

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string_view>

#include "sharing/explorer/explorer.hpp"
#include "sharing/threads/price.hpp"

namespace {

using namespace lanes::sharing;

int explore_twice(const Sharing& sharing) {
  explore(explored_program(sharing));
  const auto from = std::chrono::steady_clock::now();
  const auto found = explore(explored_program(sharing));
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - from;
  std::cout << "{\"ms\": " << took.count() << ", \"explored\": " << found.explored
            << ", \"proved\": " << (found.verdict == Verdict::proved ? "true" : "false") << "}\n";
  return 0;
}

int price(Fix fix, std::uint32_t threads, bool padded, std::chrono::milliseconds duration) {
  lanes::ThreadPool pool(pool_size_for(threads + 1));
  const auto spacing = padded ? Spacing::padded : Spacing::neighbouring;
  const auto price = measure_price(pool, fix, threads, spacing, duration);
  std::cout << "{\"operationsPerS\": " << price.operations_per_s << "}\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  const auto text = [&](std::size_t i) {
    return i < arguments.size() ? std::string_view(arguments[i]) : std::string_view();
  };
  const auto number = [&](std::size_t i) {
    return i < arguments.size()
               ? static_cast<std::uint32_t>(std::strtoul(arguments[i], nullptr, 10))
               : 0;
  };
  if (text(1) == "explore") {
    const auto program = find_program(text(2));
    const auto fix = find_fix(text(3));
    if (program && fix) {
      const auto sharing = explorable({*program, *fix, number(4), number(5)});
      if (sharing) return explore_twice(*sharing);
    }
  } else if (text(1) == "price") {
    const auto fix = find_fix(text(2));
    const auto threads = number(3);
    if (fix && threads >= 1 && threads <= most_threads_priced && number(5) > 0) {
      return price(*fix, threads, number(4) != 0, std::chrono::milliseconds(number(5)));
    }
  }
  std::cerr << "Usage: native_sharing explore PROGRAM FIX THREADS TIMES\n"
               "       native_sharing price FIX THREADS PADDED MS\n";
  return 2;
}
