// The five-minute guide of the README works: its bot is taken out, started, installed as the guide says, and talked to.
#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <sstream>

#include "support/process/child_process.hpp"
#include "support/process/fake_bot.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;

namespace {

std::string readme() {
    std::ifstream file(NECSUS_SOURCE_DIR "/README.md");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

struct Guide {
    std::string program;  // the first ```python block
    std::string steps;    // all that comes after it
};

Guide guide() {
    auto text = readme();
    const std::string fence = "```python\n";
    auto begin = text.find(fence);
    auto end = begin == std::string::npos ? begin : text.find("\n```", begin);
    if (end == std::string::npos) throw std::runtime_error("README.md has no ```python block");
    begin += fence.size();
    return {text.substr(begin, end + 1 - begin), text.substr(end + 4)};
}

/// What is quoted with ` in `text` where `pattern` matches, one for each of its groups.
std::smatch quoted(const std::string& text, const std::string& pattern) {
    std::smatch found;
    bool is_there = std::regex_search(text, found, std::regex(pattern));
    if (!is_there) throw std::runtime_error("the guide does not say: " + pattern);
    return found;
}

}  // namespace

TEST_CASE("the bot of the README's guide can be started, installed and talked to as the guide says") {
    auto [program, steps] = guide();
    const std::string start = "app.run(port=5000)";
    REQUIRE(program.ends_with("\n" + start + "\n"));
    auto room_name = quoted(steps, "<http://localhost:6277/(\\w+)>").str(1);
    auto settings = quoted(steps, "name `([^`]+)`, responds to `([^`]+)`, URL `http://localhost:5000(/[^`]*)`");

    auto free_port = std::to_string(FakeBot(answers({})).port());
    program.replace(program.rfind(start), start.size(), "app.run(port=" + free_port + ")");
    TempFolder folder;
    std::ofstream(folder.file("bot.py")) << program;
    ChildProcess bot({python(), "bot.py"}, folder.path().string());
    bot.wait_for_output("Running on http://");

    ServerProcess server;
    Room room(server.port(), room_name);
    room.install(settings.str(1), "http://localhost:" + free_port + settings.str(3), settings.str(2));
    std::regex said("Say `([^`]+)`");
    std::vector<Json> heard;
    for (std::sregex_iterator at(steps.begin(), steps.end(), said), end; at != end; ++at) {
        heard.push_back(room.answer_to(at->str(1)));
        INFO(heard.back().dump());
        CHECK(heard.back()["kind"] == "bot");
        CHECK(heard.back()["author"] == settings.str(1));
        CHECK_FALSE(heard.back()["text"].get<std::string>().empty());
    }

    REQUIRE(heard.size() >= 2);
    CHECK_FALSE(heard.front()["state"].is_null());  // the guide's conversation begins here
    CHECK(heard.back()["state"].is_null());         // and has come to its end
}
