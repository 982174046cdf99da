#include "necsus/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "necsus/text/utf8.hpp"
#include "support/temp_folder.hpp"

using namespace necsus;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

/// What is written to standard error while it lives.
class StandardError {
  public:
    StandardError() : kept_(dup(STDERR_FILENO)) {
        const int file = open((folder_ / "log").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
        dup2(file, STDERR_FILENO);
        close(file);
    }
    ~StandardError() {
        flush_log();
        set_up_log("info", "text");
        dup2(kept_, STDERR_FILENO);
        close(kept_);
    }
    StandardError(const StandardError&) = delete;
    StandardError& operator=(const StandardError&) = delete;

    std::string text() const {
        flush_log();
        std::ifstream file(folder_ / "log");
        return {std::istreambuf_iterator<char>(file), {}};
    }

  private:
    TempFolder folder_;
    int kept_;
};

}  // namespace

TEST_CASE("a line of text names the level, the event and its fields, quoted where needed") {
    const auto [value, shown] = GENERATE(table<std::string, std::string>({
        {"plain", "x=plain"},
        {"/path?a", "x=/path?a"},
        {"", "x=\"\""},
        {"two words", "x=\"two words\""},
        {"a\nb", "x=\"a\\nb\""},
        {"a\r\x1b[31m", "x=\"a\\r\\u001b[31m\""},
        {"say \"hi\"", "x=\"say \\\"hi\\\"\""},
        {"a=b", "x=\"a=b\""},
        {"\x7f", "x=\"\\u007f\""},
        {"a\xC2\x85z\xC2\x9B", "x=\"a\\u0085z\\u009b\""},
        {"\u2028\u2029", "x=\"\\u2028\\u2029\""},
        {"\u00A0\u2027\u202A", "x=\"\u00A0\u2027\u202A\""},
        {"\xC2", "x=\"\uFFFD\""},
    }));
    StandardError error;
    set_up_log("info", "text");
    log_event(LogLevel::info, "event", {{"x", value}, {"y", "1"}});
    CHECK_THAT(error.text(), EndsWith(" info event " + shown + " y=1\n"));
}

TEST_CASE("a line of JSON is JSON, whatever is in it") {
    const auto value =
        GENERATE(as<std::string>(), "plain", "a\n\"b\"", "\xff", "{}", "a\x7f\xC2\x80\xC2\x9F\u2028\u2029z");
    StandardError error;
    set_up_log("info", "json");
    log_event(LogLevel::warn, "event", {{"x", value}});
    const auto line = error.text();
    CHECK(std::count(line.begin(), line.end(), '\n') == 1);
    const auto json = nlohmann::json::parse(line, nullptr, false);
    REQUIRE(json.is_object());
    CHECK(json["event"] == "event");
    CHECK(json["level"] == "warning");
    CHECK(json["time"].get<std::string>().size() >= 23);
    CHECK(json["x"] == (value == "\xff" ? "\uFFFD" : value));
    // A program that shows the line as it is must not obey what is in it either.
    for (const auto* control : {"\x7f", "\xC2\x80", "\xC2\x9F", "\u2028", "\u2029"}) {
        CHECK(line.find(control) == std::string::npos);
    }
}

TEST_CASE("a line is bounded, whatever is in it, and still names all its fields") {
    const auto format = GENERATE(as<std::string>(), "text", "json");
    const auto unit =
        GENERATE(as<std::string>(), "a", "\xC2\x85", "é", "😀", "\u2028", "\x01", "\"", "\xff", "\xF0\x9F");
    CAPTURE(format, unit);
    std::string value;
    while (value.size() < 2U << 20U) value += unit;
    StandardError error;
    set_up_log("info", format);
    log_event(LogLevel::info, "event", {{"room", value}, {"url", value}, {"outcome", "200"}, {"ms", "1.5"}});
    const auto line = error.text();
    CHECK(line.size() <= 4096);
    CHECK(line.size() > 3900);
    CHECK(std::count(line.begin(), line.end(), '\n') == 1);
    CHECK(valid_utf8(line) == line);
    const auto cut = line.find("…\"");
    REQUIRE(cut != std::string::npos);
    CHECK(line.find("…\"", cut + 1) != std::string::npos);
    if (format == "json") {
        const auto json = nlohmann::json::parse(line, nullptr, false);
        REQUIRE(json.is_object());
        const auto shown = json["url"].get<std::string>();
        const auto kept = std::string_view(shown).substr(0, shown.size() - std::string_view("…").size());
        CHECK(valid_utf8(value).starts_with(kept));
        CHECK(json["room"].get<std::string>().size() > 100);
        CHECK(json["outcome"] == "200");
        CHECK(json["ms"] == "1.5");
    } else {
        CHECK_THAT(line, EndsWith(" outcome=200 ms=1.5\n"));
    }
}

TEST_CASE("one long value may fill what the others leave of a line, and is cut only then") {
    const auto format = GENERATE(as<std::string>(), "text", "json");
    const std::string fits(3900, 'a');
    StandardError error;
    set_up_log("info", format);
    log_event(LogLevel::info, "request", {{"target", fits}, {"status", "200"}});
    CHECK_THAT(error.text(), Contains(fits) && !Contains("…"));
    log_event(LogLevel::info, "request", {{"target", fits + fits}, {"status", "200"}});
    CHECK_THAT(error.text(), Contains("aaa…\"") && Contains("status"));
}

TEST_CASE("an event is as little trusted as a value") {
    const auto format = GENERATE(as<std::string>(), "text", "json");
    StandardError error;
    set_up_log("info", format);
    log_event(LogLevel::info, "listening on http://a\nb\x7f" + std::string(10'000, 'x'));
    const auto line = error.text();
    CHECK(line.size() <= 4096);
    CHECK(std::count(line.begin(), line.end(), '\n') == 1);
    CHECK_THAT(line, Contains("http://a\\nb\\u007fxxx") && Contains("xxx…"));
    if (format == "json") CHECK(nlohmann::json::accept(line));
}

TEST_CASE("a failure with a long text is a bounded line too") {
    StandardError error;
    set_up_log("info", "json");
    log_failure("doing things", std::make_exception_ptr(std::runtime_error(std::string(1U << 20U, '\n'))));
    CHECK(error.text().size() <= 4096);
    CHECK(nlohmann::json::accept(error.text()));
}

TEST_CASE("lines below the level are not written") {
    const auto [level, count] = GENERATE(
        table<std::string, int>({{"trace", 5}, {"debug", 4}, {"info", 3}, {"warn", 2}, {"error", 1}, {"off", 0}}));
    StandardError error;
    set_up_log(level, "text");
    int wanted = 0;
    for (auto each : {LogLevel::trace, LogLevel::debug, LogLevel::info, LogLevel::warn, LogLevel::error}) {
        log_event(each, "event");
        if (log_wants(each)) ++wanted;
    }
    const auto text = error.text();
    CHECK(std::count(text.begin(), text.end(), '\n') == count);
    CHECK(wanted == count);
}

TEST_CASE("a failure is logged with what it says, and none is not") {
    StandardError error;
    set_up_log("info", "text");
    log_failure("doing things", nullptr);
    CHECK(error.text().empty());
    log_failure("doing things", std::make_exception_ptr(std::runtime_error("it broke")));
    CHECK_THAT(error.text(), Contains("error failure doing=\"doing things\" error=\"it broke\""));
    log_failure("doing things", std::make_exception_ptr(7));
    CHECK_THAT(error.text(), Contains("error=unknown"));
}
