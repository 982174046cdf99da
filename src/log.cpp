#include "necsus/log.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <vector>

#include "log_writer.hpp"
#include "necsus/text/json_text.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

namespace {

bool as_json = false;

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::trace:
            return spdlog::level::trace;
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warn:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
        case LogLevel::off:
            break;
    }
    return spdlog::level::off;
}

/// Of a whole line, its end included; what the pattern writes in front (time and level) takes less than its share.
constexpr std::size_t max_line_bytes = 4096;
constexpr std::size_t max_prefix_bytes = 96;

/// What was cut ends in this.
constexpr std::string_view cut_mark = "…";
/// A byte takes at most so many once it is escaped, as \u001b.
constexpr std::size_t max_escaped_bytes = 6;
constexpr std::size_t quotes = 2;

/// Printable ASCII that JSON doesn't escape.
bool is_plain(char c) {
    return c >= ' ' && c < '\x7f' && c != '"' && c != '\\';
}

bool is_plain_word(std::string_view value) {
    return !value.empty() &&
           std::all_of(value.begin(), value.end(), [](char c) { return is_plain(c) && c != ' ' && c != '='; });
}

/// A terminal obeys more controls than JSON escapes: DEL, U+0080 to U+009F, and the two line separators.
bool is_control_beyond_json(std::string_view character) {
    if (character.size() == 2) return character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
    return character == "\x7f" || character == "\u2028" || character == "\u2029";
}

void append_escaped_character(std::string& out, std::string_view character) {
    if (is_control_beyond_json(character)) {
        auto last = static_cast<unsigned char>(character.back());
        auto code = character.size() == 3 ? 0x2000U + (last & 0x3FU) : last;  // U+2028 and U+2029 end in A8 and A9
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", code);
    } else if (character.size() > 1 || is_plain(character[0])) {
        out += character;
    } else {
        std::string quoted;
        append_json_string(quoted, character);
        out.append(quoted, 1, quoted.size() - quotes);
    }
}

/// Appends at most `max_bytes`: `value` as the inside of a JSON string, cut between characters if need be.
void append_escaped(std::string& out, std::string_view value, std::size_t max_bytes) {
    if (value.size() <= max_bytes && std::all_of(value.begin(), value.end(), is_plain)) {
        out += value;
        return;
    }
    const auto text = excerpt(value, max_bytes);  // escaping only lengthens
    const auto begin = out.size();
    auto uncut = begin;  // up to here there is room for the mark
    for (std::string_view rest = text; !rest.empty();) {
        auto character = rest.substr(0, utf8_character_length(rest));
        rest.remove_prefix(character.size());
        append_escaped_character(out, character);
        if (out.size() - begin > max_bytes) {
            out.resize(uncut);
            out += cut_mark;
            return;
        }
        if (out.size() - begin + cut_mark.size() <= max_bytes) uncut = out.size();
    }
}

void append_quoted(std::string& out, std::string_view value, std::size_t max_bytes) {
    out += '"';
    append_escaped(out, value, max_bytes - quotes);
    out += '"';
}

/// With this share for each, values of these sizes take no more than `budget` together; the short ones leave theirs.
std::size_t fair_share(std::vector<std::size_t> sizes, std::size_t budget) {
    std::sort(sizes.begin(), sizes.end());
    auto left = budget;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        auto share = left / (sizes.size() - i);
        if (sizes[i] > share) return share;
        left -= sizes[i];
    }
    return budget;
}

/// How long each value of a line may be, `frame` being what stands around them.
std::size_t max_value_bytes(std::string_view event, LogFields fields, std::size_t frame) {
    const auto budget = max_line_bytes - max_prefix_bytes - frame;
    auto at_worst = max_escaped_bytes * event.size() + quotes;
    for (const auto& [name, value] : fields) at_worst += max_escaped_bytes * value.size() + quotes;
    if (at_worst <= budget) return budget;

    std::vector<std::size_t> sizes;
    auto note_size = [&](std::string_view value) {
        std::string written;
        append_quoted(written, value, budget);
        sizes.push_back(written.size());
    };
    note_size(event);
    for (const auto& [name, value] : fields) note_size(value);
    return fair_share(std::move(sizes), budget);
}

std::string text_line(std::string_view event, LogFields fields) {
    std::size_t frame = 0;
    for (const auto& [name, value] : fields) frame += name.size() + std::string_view(" =").size();
    const auto max_bytes = max_value_bytes(event, fields, frame);
    std::string line;
    append_escaped(line, event, max_bytes);
    for (const auto& [name, value] : fields) {
        line.append(" ").append(name).append("=");
        if (value.size() <= max_bytes && is_plain_word(value)) {
            line += value;
        } else {
            append_quoted(line, value, max_bytes);
        }
    }
    return line;
}

/// The part of a JSON line after the time and the level, which the pattern writes.
std::string json_line(std::string_view event, LogFields fields) {
    std::size_t frame = std::string_view("\"event\":}").size();
    for (const auto& [name, value] : fields) frame += name.size() + std::string_view(",\"\":").size();
    const auto max_bytes = max_value_bytes(event, fields, frame);
    std::string line = "\"event\":";
    append_quoted(line, event, max_bytes);
    for (const auto& [name, value] : fields) {
        line.append(",\"").append(name).append("\":");
        append_quoted(line, value, max_bytes);
    }
    return line + "}";
}

std::string line_of(std::string_view event, LogFields fields) {
    return as_json ? json_line(event, fields) : text_line(event, fields);
}

using Formatter = std::unique_ptr<spdlog::formatter>;

Formatter new_formatter() {
    return std::make_unique<spdlog::pattern_formatter>(as_json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v)"
                                                               : "%Y-%m-%d %H:%M:%S.%e %l %v");
}

/// The line that stands where so many were lost. Made on the writer's thread, so with a formatter of its own.
std::string lost_line(spdlog::formatter& formatter, std::size_t lost) {
    const auto line =
        line_of("log lines were lost: they came faster than they were taken", {{"lines", std::to_string(lost)}});
    spdlog::memory_buf_t text;
    formatter.format({"necsus", spdlog::level::warn, line}, text);
    return {text.data(), text.size()};
}

/// Hands each line to a thread that writes it.
class StandardErrorSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
  public:
    explicit StandardErrorSink(LogBounds bounds)
        : base_sink(new_formatter()),
          writer_(STDERR_FILENO, bounds,
                  [formatter = std::shared_ptr(new_formatter())](auto lost) { return lost_line(*formatter, lost); }) {}

  private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        writer_.write({line.data(), line.size()}, message.level >= spdlog::level::warn);
    }

    void flush_() override { writer_.flush(); }

    LogWriter writer_;
};

}  // namespace

void set_up_log(const std::string& level, const std::string& format, LogBounds bounds) {
    as_json = format == "json";
    auto logger = std::make_shared<spdlog::logger>("necsus", std::make_shared<StandardErrorSink>(bounds));
    logger->set_level(spdlog::level::from_str(level));
    spdlog::set_default_logger(std::move(logger));
}

bool log_wants(LogLevel level) {
    return spdlog::should_log(level_of(level));
}

void log_event(LogLevel level, std::string_view event, LogFields fields) {
    if (!log_wants(level)) return;
    spdlog::log(level_of(level), "{}", line_of(event, fields));
}

void log_failure(std::string_view doing, const std::exception_ptr& failure) {
    if (!failure) return;
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        log_event(LogLevel::error, "failure", {{"doing", doing}, {"error", error.what()}});
    } catch (...) {
        log_event(LogLevel::error, "failure", {{"doing", doing}, {"error", "unknown"}});
    }
}

void flush_log() {
    spdlog::default_logger_raw()->flush();
}

}  // namespace necsus
