// Declarations only: the downstream model, lanes-downstream.mjs.

#include <emscripten/bind.h>

#include "io/downstream_model.hpp"

EMSCRIPTEN_BINDINGS(lanes_downstream) {
  using namespace lanes::browser;
  emscripten::register_type<ModelAnswers>("(number | string)[]");
  emscripten::register_type<NumberList>("number[]");

  emscripten::value_object<DownstreamRequest>("DownstreamRequest")
      .field("database", &DownstreamRequest::database)
      .field("pool", &DownstreamRequest::pool)
      .field("queue", &DownstreamRequest::queue)
      .field("timeoutMs", &DownstreamRequest::timeoutMs);
  emscripten::value_object<BystanderRequest>("BystanderRequest")
      .field("everyMs", &BystanderRequest::everyMs)
      .field("timeoutMs", &BystanderRequest::timeoutMs)
      .field("seed", &BystanderRequest::seed)
      .field("latencyMs", &BystanderRequest::latencyMs)
      .field("jitterPercent", &BystanderRequest::jitterPercent);
  emscripten::value_object<ServiceMoment>("ServiceMoment")
      .field("inService", &ServiceMoment::inService)
      .field("waiting", &ServiceMoment::waiting)
      .field("answered", &ServiceMoment::answered)
      .field("refused", &ServiceMoment::refused)
      .field("timedOut", &ServiceMoment::timedOut);
  emscripten::class_<DownstreamModel>("DownstreamModel")
      .constructor<const DownstreamRequest&>()
      .function("submit", &DownstreamModel::submit)
      .function("finished", &DownstreamModel::finished)
      .function("nextEventMs", &DownstreamModel::nextEventMs)
      .function("addBystander", &DownstreamModel::addBystander)
      .function("takeBystander", &DownstreamModel::takeBystander)
      .function("moment", &DownstreamModel::moment);

  emscripten::value_object<WhatIfRequest>("WhatIfRequest")
      .field("pool", &WhatIfRequest::pool)
      .field("queue", &WhatIfRequest::queue)
      .field("timeoutMs", &WhatIfRequest::timeoutMs)
      .field("tasks", &WhatIfRequest::tasks)
      .field("limit", &WhatIfRequest::limit)
      .field("seed", &WhatIfRequest::seed)
      .field("latencyMs", &WhatIfRequest::latencyMs)
      .field("jitterPercent", &WhatIfRequest::jitterPercent)
      .field("bystanderEveryMs", &WhatIfRequest::bystanderEveryMs)
      .field("bystanderTimeoutMs", &WhatIfRequest::bystanderTimeoutMs);
  emscripten::value_object<ClientOutcome>("ClientOutcome")
      .field("sent", &ClientOutcome::sent)
      .field("answered", &ClientOutcome::answered)
      .field("refused", &ClientOutcome::refused)
      .field("timedOut", &ClientOutcome::timedOut)
      .field("p50Ms", &ClientOutcome::p50Ms)
      .field("p99Ms", &ClientOutcome::p99Ms);
  emscripten::value_object<WhatIfOutcome>("WhatIfOutcome")
      .field("client", &WhatIfOutcome::client)
      .field("bystander", &WhatIfOutcome::bystander)
      .field("wallMs", &WhatIfOutcome::wallMs)
      .field("throughputPerS", &WhatIfOutcome::throughputPerS);
  emscripten::function("simulate", &simulate_downstream);
}
