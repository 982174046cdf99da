// What the program asks of the operating system before anything else, and the signals that end it.
#pragma once

#include "necsus/async.hpp"

namespace necsus {

/// Descriptors 0 to 2 are open afterwards, so that no file of ours gets one of them and a line for people is written
/// into it. Writing where nobody reads, into a file that may not grow, or to the terminal of others is an error of that
/// write and not the end of the program; a file that is cut off under its mapping is the end, with a line that says so
/// and exit code 1. And large blocks of memory are given back once they are free.
void prepare_process();

/// SIGTERM, SIGINT, and SIGHUP unless it was ignored when the program began (by nohup, say). The first is heard here;
/// the second ends the program at once, even while the loop is held. One at a time may exist.
class StopSignals {
  public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    /// The number of the first one, once it has come.
    awaitable<int> first() const;
};

}  // namespace necsus
