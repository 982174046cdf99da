// Addresses that bots can't have, or only where the admin allows it (protocol, section 5).
#include <catch2/catch.hpp>

#include "support/process/child_process.hpp"
#include "support/process/complaint.hpp"

using namespace necsus::test;
using Catch::Contains;

namespace {

ServerOptions with_flags(std::vector<std::string> flags) {
    ServerOptions options;
    options.flags = std::move(flags);
    return options;
}

}  // namespace

TEST_CASE("addresses where no bot can live are never called, however they are spelled, and the room is told") {
    Complaints complaints(with_flags({"--private-bots", "allow"}));
    auto [host, address] = GENERATE(table<std::string, std::string>({
        {"169.254.169.254", "169.254.169.254"},
        {"2852039166", "169.254.169.254"},
        {"0xa9.254.0251.254", "169.254.169.254"},
        {"[::ffff:169.254.169.254]", "::ffff:169.254.169.254"},
        {"[64:ff9b::a9fe:a9fe]", "64:ff9b::a9fe:a9fe"},
        {"[fe80::1]", "fe80::1"},
        {"[fd00:ec2::254]", "fd00:ec2::254"},
        {"100.100.100.200", "100.100.100.200"},
        {"169.254.169.254.", "169.254.169.254"},
        {"[64:ff9b:1:a9fe:a9:fe00::]", "64:ff9b:1:a9fe:a9:fe00::"},
        {"0.0.0.0", "0.0.0.0"},
        {"0", "0.0.0.0"},
        {"[::]", "::"},
        {"224.0.0.1", "224.0.0.1"},
        {"255.255.255.255", "255.255.255.255"},
    }));
    INFO(host);
    auto text = complaints.about("http://" + host + ":1/bot");
    CHECK_THAT(text, Contains("TestBot") && Contains("was not called") && Contains("<code>" + address + "</code>") &&
                         Contains("Is the URL correct?") && !Contains("--private-bots"));
}

TEST_CASE("this machine and private networks are called only where the admin allows it") {
    FakeBot bot(answers({{"text", "here"}}));
    auto port = std::to_string(bot.port());
    auto [host, flags, called] = GENERATE(table<std::string, std::vector<std::string>, bool>({
        {"127.0.0.1", {}, true},
        {"127.0.0.1", {"--host", "127.0.0.1", "--private-bots", "auto"}, true},
        {"127.1", {}, true},
        {"localhost", {}, true},
        {"[::ffff:127.0.0.1]", {}, true},
        {"127.0.0.1", {"--host", "0.0.0.0", "--private-bots", "allow"}, true},
        {"127.0.0.1", {"--host", "0.0.0.0"}, false},
        {"127.0.0.1", {"--private-bots", "refuse"}, false},
        {"0x7f000001", {"--private-bots", "refuse"}, false},
        {"127.0.0.1.", {}, true},
        {"127.1.", {"--private-bots", "refuse"}, false},
        {"localhost", {"--private-bots", "refuse"}, false},
        {"[::1]", {"--private-bots", "refuse"}, false},
        {"[::ffff:127.0.0.1]", {"--private-bots", "refuse"}, false},
        {"10.255.255.1", {"--private-bots", "refuse"}, false},
        {"[fd00::1]", {"--private-bots", "refuse"}, false},
        {"[64:ff9b:1::808:808]", {"--private-bots", "refuse"}, false},
    }));
    INFO(host);
    ServerProcess server(with_flags(flags));
    Room room(server.port());
    room.install("bot", "http://" + host + ":" + port + "/bot");
    auto told = room.answer_to("bot");
    if (called) {
        CHECK(told["text"] == "here");
    } else {
        CHECK_THAT(told["text"].get<std::string>(),
                   Contains("was not called") && Contains("<code>--private-bots allow</code>"));
        server.wait_for_log("address_not_allowed");
        CHECK(bot.connections() == 0);
    }
}

TEST_CASE("the address that a name leads to is what counts, at each call") {
    ChildProcess names({python(), NECSUS_SOURCE_DIR "/tests/support/process/name_server.py"});
    ServerProcess server(with_flags({"--name-servers", "127.0.0.1:" + names.wait_for_output("port ")}));
    Room room(server.port());
    FakeBot bot(answers({{"text", "here"}}));
    auto port = ":" + std::to_string(bot.port());
    room.install("metadata", "http://metadata.example" + port);
    room.install("mixed", "http://mixed.example" + port);
    CHECK_THAT(room.answer_to("metadata")["text"].get<std::string>(),
               Contains("was not called") && Contains("link-local"));
    CHECK(room.answer_to("mixed")["text"] == "here");  // at its other address
}

TEST_CASE("a form's action is no way around") {
    Complaints complaints(with_flags({"--private-bots", "refuse"}));
    auto& room = complaints.room();
    FakeBot bot(answers({{"text", "here"}}));
    auto id = room.install("form", "http://form.invalid/");
    room.press(id, Json::object(), bot.url());
    CHECK_THAT(room.messages().back()["text"].get<std::string>(), Contains("was not called"));
    room.press(id, Json::object(), "http://169.254.169.254/latest/meta-data");
    CHECK_THAT(room.messages().back()["text"].get<std::string>(), Contains("was not called") && Contains("link-local"));
    CHECK(bot.connections() == 0);
}

TEST_CASE("a server that other machines reach says at its start that it calls no private bots") {
    ServerProcess server(with_flags({"--host", "0.0.0.0"}));
    server.wait_for_log("--private-bots allow");
}
