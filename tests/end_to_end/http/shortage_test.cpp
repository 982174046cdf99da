// The server has no descriptor left: what needs one is told so, and what needs none goes on (protocol, section 1).
#include <sys/resource.h>

#include <catch2/catch.hpp>

#include "support/process/fake_bot.hpp"
#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;
using Catch::Contains;

namespace {

/// While it lives, the server can open nothing.
class NoDescriptors {
  public:
    explicit NoDescriptors(const ServerProcess& server) : pid_(server.pid()) {
        REQUIRE(::prlimit(pid_, RLIMIT_NOFILE, nullptr, &before_) == 0);
        rlimit none{0, before_.rlim_max};
        REQUIRE(::prlimit(pid_, RLIMIT_NOFILE, &none, nullptr) == 0);
    }
    ~NoDescriptors() { ::prlimit(pid_, RLIMIT_NOFILE, &before_, nullptr); }
    NoDescriptors(const NoDescriptors&) = delete;
    NoDescriptors& operator=(const NoDescriptors&) = delete;

  private:
    pid_t pid_;
    rlimit before_{};
};

}  // namespace

TEST_CASE("without descriptors pages are unavailable and not missing, and messages go on") {
    ServerProcess server;
    HttpClient client(server.port());
    REQUIRE(client.get("/").status == 200);
    {
        NoDescriptors none(server);
        for (const auto* target : {"/", "/room", "/client/favicon.svg", "/docs/", "/docs/docs.js", "/api/spec"}) {
            CAPTURE(target);
            auto reply = client.get(target);
            CHECK(reply.status == 503);
            CHECK(reply.header("retry-after") == "5");
            CHECK_THAT(reply.message(), Contains("too many files and connections"));
        }
        CHECK(client.post("/api/actions/message", {{"room", "r"}, {"author", "a"}, {"text", "x"}}).status == 200);
        CHECK(client.get("/api/messages?room=r").json().size() == 1);
    }
    CHECK(client.get("/").status == 200);
}

TEST_CASE("without descriptors new connections wait, and are served when there are some") {
    ServerProcess server;
    auto socket = [&] {
        NoDescriptors none(server);
        auto waiting = Socket::connect(server.port());
        REQUIRE(waiting.send(request_text("GET", "/api/bots")));
        server.wait_for_log("accept_failed");
        return waiting;
    }();
    std::string received;
    CHECK(read_reply(socket, received).status == 200);
}

TEST_CASE("a bot that could not be called for want of descriptors is not blamed") {
    ServerProcess server;
    FakeBot bot(answers({{"text", "hello"}}));
    Room room(server.port(), "r");
    room.install("Echo", bot.url(), ".");
    HttpClient client(server.port());
    REQUIRE(client.get("/api/bots").status == 200);
    {
        NoDescriptors none(server);
        REQUIRE(client.post("/api/actions/message", {{"room", "r"}, {"author", "a"}, {"text", "x"}}).status == 200);
    }
    auto told = room.messages().back();
    CHECK(told.at("kind") == "system");
    auto text = told.at("text").get<std::string>();
    CHECK_THAT(text, Contains("Echo") && Contains("was not called") && Contains("Nothing is wrong with the bot"));
    CHECK_FALSE(holds(text, "URL correct"));
    CHECK(room.answer_to("x").at("text") == "hello");
}
