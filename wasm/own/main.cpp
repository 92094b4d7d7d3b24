#include "task.cpp"
// The exports need the reader's task.
#include "exports.hpp"
