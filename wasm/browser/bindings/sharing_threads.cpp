// Declarations only: shared state on real threads, lanes-sharing-threads.mjs.

#include "bindings/declare_sharing.hpp"
#include "hosts/thread_races.hpp"

EMSCRIPTEN_BINDINGS(lanes_sharing_threads) {
  using namespace lanes::browser;
  declare_sharing();
  emscripten::register_type<Uint32Array>("Uint32Array");
  emscripten::value_object<PriceOutcome>("PriceOutcome")
      .field("operationsPerS", &PriceOutcome::operationsPerS)
      .field("waitP50Ms", &PriceOutcome::waitP50Ms)
      .field("waitP99Ms", &PriceOutcome::waitP99Ms)
      .field("waitLongestMs", &PriceOutcome::waitLongestMs)
      .field("fairness", &PriceOutcome::fairness);
  emscripten::class_<ThreadRaces>("ThreadRaces")
      .constructor<std::uint32_t>()
      .function("control", &ThreadRaces::control)
      .function(
          "race", +[](ThreadRaces& races, const SharingRequest& request, std::uint32_t runs,
                      double ms) { return races.race(checked(request), runs, ms); })
      .function(
          "price", +[](ThreadRaces& races, const SharingRequest& request, bool padded, double ms) {
            const auto sharing = checked(request);
            return races.price(sharing.fix, sharing.threads, padded, ms);
          });
}
