#include "workloads/file.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "manual.hpp"
#include "run/file_task.hpp"

using namespace lanes;
using lanes::testing::ManualClock;

namespace {

std::vector<std::uint8_t> whole_file(std::uint32_t seed, std::size_t kib) {
  std::vector<std::uint8_t> bytes(kib * 1024);
  fill_file(seed, 0, bytes);
  return bytes;
}

/// One file task of `kib` KiB whose reads give at most `most` bytes each.
RunReport read_back(std::uint32_t seed, std::uint32_t kib, std::size_t most) {
  const ManualClock clock;
  RunControl control;
  Run run({.work = find_work("file"), .tasks = 1, .size = kib, .seed = seed}, clock, control, 1);
  const auto file = whole_file(seed, kib);
  run_file_task(run, 0, 0, [&](std::uint64_t offset, std::span<std::uint8_t> to) {
    const auto count = std::min(most, to.size());
    std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(offset), count, to.begin());
    return static_cast<std::uint32_t>(count);
  });
  return run.report();
}

}  // namespace

// The digests come from Python's hashlib over its own SplitMix64.
TEST_CASE("a file's digest is the SHA-256 of the bytes that belong to its seed", "[file]") {
  CHECK(read_back(1, 1, 1 << 20).ends[0].text ==
        "a1ecc76783782a7c98ac994e4da11cf87d5da6d6039669b341407f57b2eac126");
  CHECK(read_back(4294967295, 3, 1 << 20).ends[0].text ==
        "070a205a3cfec0d0de203fa34af6b65db81885781b0c56934e3258f0d1895ab8");
  CHECK(read_back(7, 300, 1 << 20).ends[0].text ==
        "800ca74daafe9d0208ca478a301161fd8d7ad5a6f8a5801eb96127db454741e4");
}

TEST_CASE("a file is the same whether it is written or read whole or in pieces", "[file]") {
  const auto whole = whole_file(7, 300);
  std::vector<std::uint8_t> pieces(whole.size());
  for (std::size_t at = 0; at < pieces.size(); at += 1000) {
    fill_file(7, at,
              std::span(pieces).subspan(at, std::min<std::size_t>(1000, pieces.size() - at)));
  }
  CHECK(pieces == whole);
  CHECK(read_back(7, 300, 777).ends[0].text == read_back(7, 300, 1 << 20).ends[0].text);
}

TEST_CASE("a file task waits for every chunk and runs for every chunk", "[file]") {
  const auto report = read_back(1, 600, 1 << 20);  // 256 + 256 + 88 KiB
  CHECK(std::ranges::count(report.spans.kind, SpanKind::waiting) == 3);
  CHECK(std::ranges::count(report.spans.kind, SpanKind::running) == 3);
}

TEST_CASE("a file that cannot be read fails with a reason, in the middle as at the start",
          "[file]") {
  for (const std::uint32_t readable : {0U, file_chunk_bytes}) {
    const ManualClock clock;
    RunControl control;
    Run run({.work = find_work("file"), .tasks = 1, .size = 600}, clock, control, 1);
    run_file_task(run, 0, 0, [&](std::uint64_t offset, std::span<std::uint8_t> to) {
      return offset < readable ? static_cast<std::uint32_t>(to.size()) : 0U;
    });
    const auto report = run.report();
    CHECK(report.ends[0].outcome == Outcome::failed);
    CHECK(report.ends[0].text == "The file could not be read.");
  }
}

TEST_CASE("a cancelled file task reads nothing more", "[file]") {
  const ManualClock clock;
  RunControl control;
  Run run({.work = find_work("file"), .tasks = 1, .size = 600}, clock, control, 1);
  int reads = 0;
  run_file_task(run, 0, 0, [&](std::uint64_t, std::span<std::uint8_t> to) {
    ++reads;
    control.cancelled = 1;
    return static_cast<std::uint32_t>(to.size());
  });
  CHECK(reads == 1);
  CHECK(run.report().ends[0].outcome == Outcome::cancelled);
}
