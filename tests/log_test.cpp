#include "necsus/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

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
    }));
    StandardError error;
    set_up_log("info", "text");
    log_event(LogLevel::info, "event", {{"x", value}, {"y", "1"}});
    CHECK_THAT(error.text(), EndsWith(" info event " + shown + " y=1\n"));
}

TEST_CASE("a line of JSON is JSON, whatever is in it") {
    const auto value = GENERATE(as<std::string>(), "plain", "a\n\"b\"", "\xff", "{}");
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
