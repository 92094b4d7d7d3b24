#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <sstream>

#include "sharing/explorer/explorer.hpp"
#include "sharing/shapes.hpp"

using namespace lanes::sharing;

namespace {

/// As tests/wasm/explorations.ts has it.
std::string line_of(const Sharing& shape, const Exploration& exploration) {
  std::ostringstream line;
  line << lanes::testing::name_of(shape) << ": " << name_of(exploration.verdict);
  if (const auto& counts = exploration.counts) {
    line << ", " << counts->failing << " of " << counts->interleavings << " fail, "
         << counts->deadlocks << " deadlock";
  }
  line << ", " << exploration.explored << " run";
  if (const auto& shortest = exploration.shortest) line << ", " << shortest->schedule;
  return line.str();
}

}  // namespace

TEST_CASE("explorations come out as they do under Node and in browsers", "[sharing]") {
  std::ifstream known(LANES_EXPLORATIONS);
  for (const auto& shape : lanes::testing::all_shapes(3, 2)) {
    std::string line;
    std::getline(known, line);
    CHECK(line == line_of(shape, explore(explored_program(shape))));
  }
  std::string more;
  CHECK_FALSE(std::getline(known, more));
}
