#pragma once

namespace lanes::browser {

/// False where no memory can be shared, and on a page's own main thread.
bool can_be_asked_to_stop();

/// True once the page has asked this worker to stop, through a word of shared memory
/// (stop-word.ts): a loop that does not yield gets no messages, and a browser may let a terminated
/// worker compute on for seconds. Call only where can_be_asked_to_stop().
bool asked_to_stop();

}  // namespace lanes::browser
