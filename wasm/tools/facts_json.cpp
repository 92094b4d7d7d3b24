// Prints facts that C++ owns as JSON, for the build: `facts_json catalogue` the works, by which the
// page reads links before any Wasm has arrived; `facts_json boundary` the numbers and orders that
// both sides of the boundary to JavaScript go by; `facts_json sharing` the programs with shared
// state, and where each of their threads begins.

#include <array>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/task.hpp"
#include "downstream/downstream.hpp"
#include "inputs/picture.hpp"
#include "recording/outputs.hpp"
#include "recording/spans.hpp"
#include "sharing/explorer/explorer.hpp"
#include "sharing/sharing.hpp"
#include "workloads/catalogue.hpp"

namespace {

using lanes::Asks;
using lanes::Growth;
using lanes::Shows;

std::string_view name_of(Growth growth) {
  switch (growth) {
    case Growth::linear:
      return "linear";
    case Growth::square:
      return "square";
  }
  return {};
}

std::string_view name_of(Asks asks) {
  switch (asks) {
    case Asks::nobody:
      return "nobody";
    case Asks::server:
      return "server";
    case Asks::database:
      return "database";
    case Asks::files:
      return "files";
  }
  return {};
}

std::string_view name_of(Shows shows) {
  switch (shows) {
    case Shows::nothing:
      return "nothing";
    case Shows::bands:
      return "bands";
    case Shows::pair:
      return "pair";
  }
  return {};
}

/// Catalogue texts are plain ASCII without control characters; quotes and backslashes may occur.
std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += c;
  }
  return json + '"';
}

void print_catalogue() {
  std::cout << "[";
  std::string_view separator = "\n";
  for (const auto& work : lanes::catalogue()) {
    std::cout << separator << "  {\"name\": " << quoted(work.name)
              << ", \"bound\": " << (work.bound == lanes::Bound::cpu ? "\"cpu\"" : "\"io\"")
              << ", \"title\": " << quoted(work.title) << ", \"summary\": " << quoted(work.summary)
              << ", \"size\": ";
    if (work.size) {
      std::cout << "{\"min\": " << work.size->min << ", \"max\": " << work.size->max
                << ", \"default\": " << work.size->standard
                << ", \"unit\": " << quoted(work.size->unit)
                << ", \"label\": " << quoted(work.size->label)
                << ", \"growth\": " << quoted(name_of(work.size->growth)) << "}";
    } else {
      std::cout << "null";
    }
    std::cout << ", \"asks\": " << quoted(name_of(work.asks))
              << ", \"shows\": " << quoted(name_of(work.shows))
              << ", \"memory\": {\"bytes\": " << work.memory.bytes
              << ", \"perUnit\": " << work.memory.per_unit
              << ", \"perUnitSquared\": " << work.memory.per_unit_squared << "}"
              << ", \"light\": " << (work.light ? "true" : "false");
    if (work.brings_code) std::cout << ", \"bringsCode\": true";
    std::cout << "}";
    separator = ",\n";
  }
  std::cout << "\n]\n";
}

/// The names of an enumeration whose values are 0, 1, …, in their order.
template <typename Enum, std::size_t count>
void print_names(std::string_view key,
                 const std::array<std::pair<Enum, std::string_view>, count>& names) {
  std::cout << "  " << quoted(key) << ": [";
  for (std::size_t i = 0; i < count; ++i) {
    if (static_cast<std::size_t>(names[i].first) != i) std::abort();
    std::cout << (i > 0 ? ", " : "") << quoted(names[i].second);
  }
  std::cout << "],\n";
}

template <typename Enum>
using Named = std::pair<Enum, std::string_view>;

void print_boundary() {
  using lanes::Answer;
  using lanes::Outcome;
  using lanes::Outputs;
  using lanes::SpanKind;
  std::cout << "{\n";
  print_names("spanKinds", std::array{Named<SpanKind>{SpanKind::queued, "queued"},
                                      Named<SpanKind>{SpanKind::waiting, "waiting"},
                                      Named<SpanKind>{SpanKind::running, "running"},
                                      Named<SpanKind>{SpanKind::blocked, "blocked"}});
  print_names("outcomes", std::array{Named<Outcome>{Outcome::ok, "ok"},
                                     Named<Outcome>{Outcome::failed, "failed"},
                                     Named<Outcome>{Outcome::cancelled, "cancelled"}});
  print_names("answers", std::array{Named<Answer>{Answer::answered, "answered"},
                                    Named<Answer>{Answer::refused, "refused"},
                                    Named<Answer>{Answer::timed_out, "timed out"}});
  std::cout << "  \"mostCpuTasks\": " << Outputs::max_tasks << ",\n"
            << "  \"mostOutputBytes\": " << Outputs::max_bytes << ",\n"
            << "  \"pictureHeightOfWidth\": " << lanes::picture_height_of_width << ",\n"
            << "  \"threadsMemoryMiB\": [" << LANES_THREADS_MOST_MIB << ", "
            << LANES_THREADS_LEAST_MIB << "]\n}\n";
}

/// For a program of 2, 3 … threads: `[[12, 12], [12, 12, 12], …]`.
void print_first_lines(lanes::sharing::Program program, lanes::sharing::Fix fix) {
  using namespace lanes::sharing;
  std::cout << "[";
  for (auto threads = least_threads_explored; threads <= most_threads_explored; ++threads) {
    std::cout << (threads > least_threads_explored ? ", [" : "[");
    std::string_view separator;
    for (const auto line : first_lines(explored_program({program, fix, threads, 1}))) {
      std::cout << separator << line;
      separator = ", ";
    }
    std::cout << "]";
  }
  std::cout << "]";
}

void print_sharing() {
  using namespace lanes::sharing;
  std::cout << "{\n  \"leastThreads\": " << least_threads_explored
            << ",\n  \"mostThreads\": " << most_threads_explored
            << ",\n  \"mostTimes\": " << most_times_explored
            << ",\n  \"mostThreadsPriced\": " << most_threads_priced << ",\n  \"programs\": [";
  std::string_view separator = "\n";
  for (const auto& entry : programs()) {
    std::cout << separator << "    {\"name\": " << quoted(entry.name)
              << ", \"invariant\": " << quoted(entry.invariant)
              << ", \"outcome\": " << quoted(entry.outcome)
              << ", \"path\": " << quoted("wasm/core/sharing/" + std::string(entry.file))
              << ", \"fixes\": [";
    std::string_view before;
    for (const auto fix : entry.fixes) {
      std::cout << before << "\n      {\"fix\": " << quoted(name_of(fix)) << ", \"firstLines\": ";
      print_first_lines(entry.program, fix);
      std::cout << "}";
      before = ",";
    }
    std::cout << "]}";
    separator = ",\n";
  }
  std::cout << "\n  ]\n}\n";
}

}  // namespace

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  const std::string_view what = argc == 2 ? arguments[1] : "";
  if (what == "catalogue") {
    print_catalogue();
  } else if (what == "boundary") {
    print_boundary();
  } else if (what == "sharing") {
    print_sharing();
  } else {
    std::cerr << "Usage: facts_json catalogue|boundary|sharing\n";
    return 2;
  }
}
