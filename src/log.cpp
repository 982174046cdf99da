#include "necsus/log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>

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

bool is_plain_word(std::string_view value) {
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
        return c > ' ' && c < '\x7f' && c != '"' && c != '\\' && c != '=';
    });
}

/// A terminal obeys more controls than JSON escapes: DEL, U+0080 to U+009F, and the two line separators.
std::string without_controls(std::string_view value) {
    auto text = valid_utf8(value);
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto rest = std::string_view(text).substr(i);
        bool is_c1 = rest.size() > 1 && rest[0] == '\xC2' && static_cast<unsigned char>(rest[1]) < 0xA0;
        bool is_separator = rest.starts_with("\u2028") || rest.starts_with("\u2029");
        std::size_t length = rest[0] == '\x7f' ? 1 : is_c1 ? 2 : is_separator ? 3 : 0;
        if (length > 0) text.replace(i, length, "?");
    }
    return text;
}

std::string text_line(std::string_view event, LogFields fields) {
    std::string line(event);
    for (const auto& [name, value] : fields) {
        line.append(" ").append(name).append("=");
        if (is_plain_word(value)) {
            line += value;
        } else {
            append_json_string(line, without_controls(value));
        }
    }
    return line;
}

/// The part of a JSON line after the time and the level, which the pattern writes.
std::string json_line(std::string_view event, LogFields fields) {
    JsonObject json;
    json.add("event", event);
    for (const auto& [name, value] : fields) json.add(name, std::string_view(valid_utf8(value)));
    return std::move(json).finish().substr(1);
}

}  // namespace

void set_up_log(const std::string& level, const std::string& format) {
    as_json = format == "json";
    auto logger = std::make_shared<spdlog::logger>("necsus", std::make_shared<spdlog::sinks::stderr_sink_st>());
    logger->set_pattern(as_json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v)" : "%Y-%m-%d %H:%M:%S.%e %l %v");
    logger->set_level(spdlog::level::from_str(level));
    spdlog::set_default_logger(std::move(logger));
}

bool log_wants(LogLevel level) {
    return spdlog::should_log(level_of(level));
}

void log_event(LogLevel level, std::string_view event, LogFields fields) {
    if (!log_wants(level)) return;
    spdlog::log(level_of(level), "{}", as_json ? json_line(event, fields) : text_line(event, fields));
}

void log_failure(std::string_view doing, const std::exception_ptr& failure) {
    if (!failure) return;
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        log_event(LogLevel::error, "failure", {{"doing", std::string(doing)}, {"error", error.what()}});
    } catch (...) {
        log_event(LogLevel::error, "failure", {{"doing", std::string(doing)}, {"error", "unknown"}});
    }
}

void flush_log() {
    spdlog::default_logger_raw()->flush();
}

}  // namespace necsus
