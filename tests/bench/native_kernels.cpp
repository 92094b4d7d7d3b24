// The native side of wasm-vs-native: native_kernels WORK SIZE SEED [SIZE SEED …] runs that work
// once for each size and seed and prints a JSON array of {"ms", "digest"}. The first is the
// warm-up.

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string_view>

#include "workloads/catalogue.hpp"

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  const auto* work = argc > 1 ? lanes::find_work(arguments[1]) : nullptr;
  if (work == nullptr || work->make == nullptr) {
    std::cerr << "Usage: native_kernels WORK SIZE SEED [SIZE SEED …], WORK being a CPU work.\n";
    return 2;
  }
  const auto number = [](const char* digits) {
    return static_cast<std::uint32_t>(std::strtoul(digits, nullptr, 10));
  };
  std::string_view separator = "[";
  for (std::size_t i = 2; i + 1 < arguments.size(); i += 2) {
    const auto from = std::chrono::steady_clock::now();
    const auto job = work->make(number(arguments[i + 1]), number(arguments[i]));
    while (job->advance()) {
    }
    const auto digest = job->digest();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - from;
    // Digests are plain ASCII without quotes or backslashes.
    std::cout << separator << "{\"ms\": " << took.count() << ", \"digest\": \"" << digest << "\"}";
    separator = ",\n";
  }
  std::cout << "]\n";
}
