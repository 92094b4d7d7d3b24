// Prints the catalogue of works as JSON, for the build: the page reads links by it before any
// Wasm has arrived.

#include <iostream>
#include <string>
#include <string_view>

#include "workloads/catalogue.hpp"

namespace {

/// Catalogue texts are plain ASCII without control characters; quotes and backslashes may occur.
std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += c;
  }
  return json + '"';
}

}  // namespace

int main() {
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
                << ", \"label\": " << quoted(work.size->label) << "}";
    } else {
      std::cout << "null";
    }
    std::cout << ", \"memory\": {\"bytes\": " << work.memory.bytes
              << ", \"perUnit\": " << work.memory.per_unit
              << ", \"perUnitSquared\": " << work.memory.per_unit_squared << "}"
              << ", \"light\": " << (work.light ? "true" : "false") << "}";
    separator = ",\n";
  }
  std::cout << "\n]\n";
}
