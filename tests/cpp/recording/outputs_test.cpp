#include "recording/outputs.hpp"

#include <catch2/catch_test_macros.hpp>

#include "manual.hpp"
#include "run/cpu_tasks.hpp"
#include "run/run.hpp"
#include "scheduling/parallel.hpp"

using namespace lanes;
using lanes::testing::ManualClock;

namespace {

Output output_of(std::size_t bytes) {
  return {.x = 1,
          .y = 2,
          .total_width = 30,
          .total_height = 40,
          .picture = {.width = 3, .height = 4, .pixels = std::vector<std::uint8_t>(bytes, 7)}};
}

}  // namespace

TEST_CASE("an output can be read where it was put, until all are cleared", "[outputs]") {
  Outputs outputs;
  CHECK(outputs.entries()[5].ready == 0);
  outputs.put(5, output_of(48));
  const auto& entry = outputs.entries()[5];
  CHECK(entry.ready == 1);
  CHECK(entry.x == 1);
  CHECK(entry.y == 2);
  CHECK(entry.width == 3);
  CHECK(entry.height == 4);
  CHECK(entry.total_width == 30);
  CHECK(entry.total_height == 40);
  CHECK(entry.pixels[47] == 7);
  outputs.clear();
  CHECK(outputs.entries()[5].ready == 0);
}

TEST_CASE("outputs of a run never take more memory than they may", "[outputs]") {
  Outputs outputs;
  outputs.put(0, output_of(Outputs::max_bytes - 10));
  outputs.put(1, output_of(11));
  outputs.put(2, output_of(10));
  CHECK(outputs.entries()[0].ready == 1);
  CHECK(outputs.entries()[1].ready == 0);
  CHECK(outputs.entries()[2].ready == 2);
  outputs.put(Outputs::max_tasks, output_of(0));
  outputs.clear();
  outputs.put(3, output_of(Outputs::max_bytes));
  CHECK(outputs.entries()[3].ready == 1);
}

TEST_CASE("a pool leaves every task's output, of its own input or of the one given", "[outputs]") {
  ManualClock clock;
  RunControl control;
  RunPictures pictures{.input = std::nullopt, .watched = true, .outputs = {}};
  ThreadPool pool(2);
  const RunSpec spec{.work = find_work("resize"),
                     .how = Strategy::parallel,
                     .tasks = 5,
                     .size = 64,
                     .workers = 2,
                     .seed = 1,
                     .pictures = &pictures};
  const auto digests = [&] {
    Run run(spec, clock, control, pool.size());
    run_parallel(run.spec().tasks, run.spec().workers, pool,
                 [&run](TaskIndex task, Lane lane) { run_job(run, task, lane); });
    std::vector<std::string> texts;
    for (const auto& end : run.report().ends) texts.push_back(end.text);
    return texts;
  };
  const auto own = digests();
  CHECK(own[0] != own[1]);
  for (TaskIndex task = 0; task < 5; ++task) {
    CHECK(pictures.outputs.entries()[task].ready != 0);
    CHECK(pictures.outputs.entries()[task].width == 16);
  }
  pictures.outputs.clear();
  pictures.watched = false;
  pictures.input = Picture{.width = 4, .height = 4, .pixels = std::vector<std::uint8_t>(64, 9)};
  const auto given = digests();
  for (const auto& digest : given) CHECK(digest == given[0]);
  CHECK(given[0] != own[0]);
  CHECK(pictures.outputs.entries()[0].ready == 0);
}
