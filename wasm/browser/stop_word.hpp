#pragma once

namespace lanes::browser {

/// True once the page has asked this worker to stop, through a word of shared memory
/// (stop-word.ts): a worker in the middle of a task hears no message, and a browser may let one
/// that it was told to terminate compute on for seconds. Always false where no memory can be
/// shared.
bool asked_to_stop();

}  // namespace lanes::browser
