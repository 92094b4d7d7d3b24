#pragma once

#include "hosts/boundary.hpp"

namespace lanes::browser {

/// `sequential` I/O as most people first write it: a loop around a call that blocks. The whole C++
/// stack is suspended in the middle of the call (Asyncify, or JSPI where the browser has it), so
/// the thread is free while it waits. Only one such run at a time, which the caller must ensure.
///
/// During a run the module's `lanesSignal` (an AbortSignal) aborts the open request and all later
/// ones, and its `lanesEnded(count)` is called after every task. A modelled request is `await
/// lanesAsk(task, seed, ms)`: {ok, text}, or nothing when aborted. `spec` is what the request asks
/// for.
RunOutcome run_blocking_requests(const RunSpec& spec, const RunRequest& request);

}  // namespace lanes::browser
