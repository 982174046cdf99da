// Names of bots' hosts, asked of a name server that is slow, silent, broken or lying (protocol, section 5).
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "support/process/child_process.hpp"
#include "support/process/complaint.hpp"
#include "support/process/http_client.hpp"

using namespace necsus::test;
using Catch::Contains;

namespace {

/// See name_server.py: what it does with a name is in the name.
class NameServer {
  public:
    ServerOptions options(std::vector<std::string> flags = {}) const {
        ServerOptions options;
        options.flags = std::move(flags);
        options.flags.insert(options.flags.end(), {"--name-servers", "127.0.0.1:" + port_});
        return options;
    }

  private:
    ChildProcess process_{{python(), NECSUS_SOURCE_DIR "/tests/support/process/name_server.py"}};
    std::string port_ = process_.wait_for_output("port ");
};

std::string url(const FakeBot& bot, const std::string& host) {
    return "http://" + host + ":" + std::to_string(bot.port()) + "/bot";
}

}  // namespace

TEST_CASE("a bot whose host has a name is called at its address, with the name in its request") {
    NameServer names;
    ServerProcess server(names.options());
    Room room(server.port());
    FakeBot bot(answers({{"text", "here"}}));
    auto host = GENERATE(as<std::string>{}, "good.example", "late.example", "alias.example", "many.example",
                         "forged.example", "deaf.example");
    INFO(host);
    room.install("bot", url(bot, host));
    CHECK(room.answer_to("bot")["text"] == "here");
    CHECK_THAT(bot.requests().at(0).head, Contains("Host: " + host + ":"));
}

TEST_CASE("dead host names hold up no other bot") {
    NameServer names;
    ServerProcess server(names.options());
    FakeBot bot(answers({{"text", "here"}}));
    Room good(server.port(), "good");
    good.install("bot", url(bot, "good.example"));
    HttpClient client(server.port());
    std::vector<Room> rooms;
    for (int i = 0; i < 12; ++i) rooms.emplace_back(server.port(), "dead " + std::to_string(i));
    for (std::size_t i = 0; i < rooms.size(); ++i) {
        rooms[i].install("bot", url(bot, "never-" + std::to_string(i) + ".example"));
        Json message{{"room", rooms[i].name()}, {"author", "Emmy"}, {"text", "bot"}};
        CHECK(client.post("/api/actions/message", message, {{"Prefer", "respond-async"}}).status == 202);
    }

    auto begun = std::chrono::steady_clock::now();
    CHECK(good.answer_to("bot")["text"] == "here");
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(4));
    for (auto& room : rooms) {
        room.wait_until([](const auto& messages) { return messages.size() == 2; });
        CHECK_THAT(room.messages().back()["text"].get<std::string>(),
                   Contains("was not called") && Contains("did not end within") && Contains("second") &&
                       Contains("the name server does not answer"));
    }
}

TEST_CASE("a look-up that fails is told apart from one that finds no such host") {
    NameServer names;
    Complaints complaints(names.options({"--lookup-timeout", "1"}));
    auto [host, words] = GENERATE(table<std::string, std::string>({
        {"missing.example", "host not found"},
        {"empty.example", "host not found"},
        {"broken.example", "could not be looked up"},
        {"refused.example", "could not be looked up"},
        {"cut.example", "could not be looked up"},
        {"never.example", "within 1 second: the name server does not answer"},
    }));
    INFO(host);
    CHECK_THAT(complaints.about("http://" + host + "/bot"), Contains("TestBot") && Contains(host) && Contains(words));
}

TEST_CASE("a server that stops breaks off look-ups") {
    NameServer names;
    ServerProcess server(names.options({"--stop-grace", "0"}));
    Room room(server.port());
    room.install("bot", "http://never.example/bot");
    std::thread asking([&] {
        try {
            room.say("bot");
        } catch (const std::exception&) {
        }  // as the server stops
    });
    room.wait_until([](const auto& messages) { return messages.size() == 1; });
    auto begun = std::chrono::steady_clock::now();
    CHECK(server.stop() == 0);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(6));
    asking.join();
}

TEST_CASE("a flag of earlier versions is accepted, and the log says that it has no effect") {
    ServerOptions options;
    options.flags = {"--lookup-threads", "8"};
    ServerProcess server(options);
    server.wait_for_log("--lookup-threads has no effect");
}
