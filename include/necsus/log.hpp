// The log: one line an event, as text for people or as JSON for programs, on standard error. Nothing here blocks: a
// thread does the writing.
#pragma once

#include <cstddef>
#include <exception>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace necsus {

enum class LogLevel { trace, debug, info, warn, error, off };

/// Lines past these are lost and counted, and a line says how many.
struct LogBounds {
    std::size_t max_backlog_bytes = 1U << 20U;  // while nobody takes them
    std::size_t max_lines_per_second = 50'000;  // warnings and errors have as many to themselves
};

/// `level` is one of trace, debug, info, warn, error, off; `format` is text or json.
void set_up_log(const std::string& level, const std::string& format, LogBounds bounds = {});

/// False if a line of this level would not be written: then its fields need not be made.
bool log_wants(LogLevel level);

/// Names (literals of ours) and values, which may be anything.
using LogFields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Writes `event` and its fields; control characters in them are escaped, so that no peer can forge a line or talk to
/// a terminal. A line is at most 4 KiB: of values that are too long for it the beginning is written, and "…".
void log_event(LogLevel level, std::string_view event, LogFields fields = {});

/// Logs an exception that reached the edge of what was being done; null is no failure.
void log_failure(std::string_view doing, const std::exception_ptr& failure);

/// Waits until all lines are written: for a moment at most, since nobody may be there to take them.
void flush_log();

}  // namespace necsus
