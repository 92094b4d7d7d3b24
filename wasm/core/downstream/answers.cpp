#include "downstream/answers.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "base/mix64.hpp"

namespace lanes {

namespace {

constexpr std::array<std::string_view, 16> first_names{
    "Ada",   "Alan", "Barbara", "Claude", "Dennis", "Donald",  "Edsger", "Frances",
    "Grace", "Jean", "John",    "Ken",    "Leslie", "Niklaus", "Radia",  "Tony"};
constexpr std::array<std::string_view, 16> last_names{
    "Allen",   "Bartik", "Dijkstra", "Hamilton", "Hoare",   "Hopper",  "Kay",    "Knuth",
    "Lamport", "Liskov", "Lovelace", "Perlman",  "Ritchie", "Shannon", "Turing", "Wirth"};
constexpr std::uint64_t most_cents = 1'000'000;

}  // namespace

std::string row_of(std::uint32_t seed) {
  const auto id = seed % customer_count;
  const auto bits = mix64(id);
  std::string row = R"({"id":)" + std::to_string(id) + R"(,"name":")";
  row += first_names[bits % first_names.size()];
  row += ' ';
  row += last_names[(bits >> 8U) % last_names.size()];
  return row + R"(","total_cents":)" + std::to_string((bits >> 16U) % most_cents) + "}\n";
}

std::string delay_body(std::uint32_t ms) { return R"({"ms":)" + std::to_string(ms) + "}\n"; }

std::string reason_of(Answer how, const DownstreamSpec& spec) {
  switch (how) {
    case Answer::answered:
      return {};
    case Answer::refused:
      return "The connection pool was exhausted: the query was refused because " +
             std::to_string(spec.queue) + " were waiting already.";
    case Answer::timed_out:
      return "The connection pool was exhausted: the query waited " +
             std::to_string(
                 std::chrono::duration_cast<std::chrono::milliseconds>(spec.timeout).count()) +
             " ms for a connection.";
  }
  return {};
}

TaskEnd end_of(Answer how, const DownstreamSpec& spec, std::string body) {
  if (how == Answer::answered) return {.outcome = Outcome::ok, .text = std::move(body)};
  return {.outcome = Outcome::failed, .text = reason_of(how, spec)};
}

}  // namespace lanes
