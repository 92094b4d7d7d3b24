#include "workloads/catalogue.hpp"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string_view>

using namespace lanes;

TEST_CASE("every work of the catalogue is whole", "[catalogue]") {
  std::set<std::string_view> names;
  for (const auto& work : catalogue()) {
    CAPTURE(work.name);
    CHECK(names.insert(work.name).second);
    CHECK(find_work(work.name) == &work);
    CHECK_FALSE(work.title.empty());
    CHECK_FALSE(work.summary.empty());
    CHECK((work.bound == Bound::cpu && !work.brings_code) == (work.make != nullptr));
    if (work.bound == Bound::cpu) CHECK(work.size.has_value());
    if (work.size) {
      CHECK(work.size->min <= work.size->standard);
      CHECK(work.size->standard <= work.size->max);
    }
  }
}

TEST_CASE("a work that is not in the catalogue is not found", "[catalogue]") {
  CHECK(find_work("") == nullptr);
  CHECK(find_work("hash ") == nullptr);
}

TEST_CASE("every CPU work ends at its smallest size and gives the same digest twice",
          "[catalogue]") {
  for (const auto& work : catalogue()) {
    if (work.make == nullptr) continue;
    CAPTURE(work.name);
    const auto digest = [&work] {
      const auto job = work.make(7, work.size->min);
      while (job->advance()) {
      }
      return job->digest();
    };
    const auto first = digest();
    CHECK_FALSE(first.empty());
    CHECK(digest() == first);
  }
}
