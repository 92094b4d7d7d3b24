#pragma once

namespace lanes::browser {

/// False where no memory can be shared, and on a page's own main thread.
bool can_be_asked_to_stop();

/// True once the page has asked this worker to stop, through a word of shared memory
/// (stop-word.ts): a loop that takes no turns hears no message, and a browser may let a worker that
/// it was told to terminate compute on for seconds. Only where it can be asked.
bool asked_to_stop();

}  // namespace lanes::browser
