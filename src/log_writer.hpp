// Writes the log's lines on a thread of its own: whoever takes them slowly, or not at all, holds up nobody else. What
// can't be written is lost and counted, and a line says how many that were.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "necsus/log.hpp"

namespace necsus {

class LogWriter {
  public:
    /// `lost_line` makes the line about so many lost ones; it is called on the writer's thread.
    LogWriter(int descriptor, LogBounds bounds, std::function<std::string(std::size_t)> lost_line);
    /// Waits for nobody: what is still to be written, the thread writes before it ends.
    ~LogWriter();
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;

    /// Never blocks. `line` ends in a newline; one that `matters` is written at once, and others a moment later, so
    /// that many are one write.
    void write(std::string_view line, bool matters);

    /// Waits until everything is written, but not for long: nobody may be there to take it.
    void flush();

  private:
    struct State;
    std::shared_ptr<State> state_;  // shared with the thread, which may be held by a write
};

}  // namespace necsus
