// What happens to the database's file under a server that runs: locks, full disks, and files that are taken away.
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <future>
#include <thread>

#include "support/process/child_process.hpp"
#include "support/process/fake_bot.hpp"
#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/socket.hpp"
#include "support/process/thinking_bot.hpp"

using namespace necsus::test;
namespace fs = std::filesystem;

namespace {

/// Python: holds the write lock of a database for so many seconds.
const std::string locking_program = R"(
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
)";

/// Python: is in the midst of reading a database for so many seconds.
const std::string read_it = R"(
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
connection.execute("BEGIN")
connection.execute("SELECT count(*) FROM messages").fetchall()
print("reading", flush=True)
time.sleep(float(sys.argv[2]))
)";

/// No file of the server's may grow beyond so many bytes: as on a full disk.
void limit_files(const ServerProcess& server, rlim_t bytes) {
    rlimit limit{bytes, RLIM_INFINITY};
    REQUIRE(prlimit(server.pid(), RLIMIT_FSIZE, &limit, nullptr) == 0);
}

int status_of_post(std::uint16_t port, const std::string& text = "x") {
    return HttpClient(port).post("/api/actions/message", {{"room", "r"}, {"author", "a"}, {"text", text}}).status;
}

/// Over a connection that the server may close behind its answer.
int post_once(std::uint16_t port, const std::string& text) {
    const Json body{{"room", "r"}, {"author", "a"}, {"text", text}};
    return necsus::test::exchange(port, request_text("POST", "/api/actions/message", body.dump())).status;
}

/// True if the stream ended as one that was broken off does; `received` gets what came before. It goes into no record:
/// half a list is no answer that the API documents.
bool is_reset_at_end(const Socket& socket, std::string& received) {
    std::string some(65536, '\0');
    for (;;) {
        auto got = ::recv(socket.descriptor(), some.data(), some.size(), 0);
        if (got <= 0) return got < 0 && errno == ECONNRESET;
        received.append(some, 0, static_cast<std::size_t>(got));
    }
}

Json health(std::uint16_t port, int status) {
    auto reply = HttpClient(port).get("/healthz");
    CHECK(reply.status == status);
    return reply.json();
}

void wait_until_stored(std::uint16_t port) {
    auto deadline = std::chrono::steady_clock::now() + patience;
    while (status_of_post(port) != 200) REQUIRE(std::chrono::steady_clock::now() < deadline);
}

}  // namespace

TEST_CASE("while another program has locked the database, messages wait, and other rooms read on") {
    TempFolder folder;
    auto file = folder.file("necsus.db");
    ServerProcess server({.flags = {"--lock-patience", "60"}, .database = file});
    Room room(server.port(), "r");
    room.say("before");
    ChildProcess locker({python(), "-c", locking_program, file, "0.5"});
    locker.wait_for_output("locked");
    std::vector<std::thread> posters;
    for (int i = 0; i < 20; ++i) posters.emplace_back([&] { room.say("x"); });
    CHECK(texts(room.messages()) == std::vector<std::string>{"before"});
    for (auto& poster : posters) poster.join();
    CHECK(room.messages().size() == 21);
}

TEST_CASE("a bot's answer that comes while the database is locked for long is stored after it") {
    TempFolder folder;
    auto file = folder.file("necsus.db");
    ServerProcess server({.flags = {"--lock-patience", "0.05"}, .database = file});
    Room room(server.port(), "r");
    ThinkingBot bot;
    room.install("Thinker", bot.url(), ".*");
    std::thread poster([&] { room.say("hello"); });
    bot.wait_for_requests();
    ChildProcess locker({python(), "-c", locking_program, file, "1"});
    locker.wait_for_output("locked");
    bot.let_go();
    server.wait_for_log("what bots answer is kept");
    CHECK(health(server.port(), 503).at("status") == "locked");
    poster.join();
    CHECK(texts(room.messages()) == std::vector<std::string>{"hello", "thought about it"});
    CHECK(health(server.port(), 200) == Json{{"status", "ok"}});
}

TEST_CASE("an answer that can't be stored for too long is named in the log, and its room is told afterwards") {
    TempFolder folder;
    auto file = folder.file("necsus.db");
    ServerProcess server({.flags = {"--lock-patience", "0.05", "--outcome-patience", "0.1"}, .database = file});
    Room room(server.port(), "r");
    ThinkingBot bot;
    room.install("Thinker", bot.url(), ".*");
    std::thread poster([&] { room.say("hello"); });
    bot.wait_for_requests();
    {
        ChildProcess locker({python(), "-c", locking_program, file, "600"});
        locker.wait_for_output("locked");
        bot.let_go();
        server.wait_for_log(R"(outcome_lost room=r bot=Thinker bot_id=1 begins="thought about it")");
        poster.join();
    }
    room.wait_until([](const auto& messages) { return messages.size() == 2; });
    CHECK(holds(texts(room.messages()).back(), "An answer of <b>Thinker</b> could not be stored"));
}

TEST_CASE("a server that is stopped says which answers it could not store") {
    TempFolder folder;
    auto file = folder.file("necsus.db");
    ServerProcess server({.flags = {"--lock-patience", "0.05", "--stop-grace", "0.2"}, .database = file});
    Room room(server.port(), "r");
    ThinkingBot bot;
    room.install("Thinker", bot.url(), ".*");
    auto posted = std::async(std::launch::async, post_once, server.port(), "hello");
    bot.wait_for_requests();
    ChildProcess locker({python(), "-c", locking_program, file, "600"});
    locker.wait_for_output("locked");
    bot.let_go();
    server.wait_for_log("what bots answer is kept");
    CHECK(server.stop() == 0);
    CHECK(posted.get() == 200);
    CHECK(holds(server.log(), R"(outcome_lost room=r bot=Thinker bot_id=1 begins="thought about it")"));
    CHECK(holds(server.log(), "room_not_told_of_lost_outcomes room=r bot=Thinker"));
}

TEST_CASE("after a full disk everything goes on by itself, and the answer that came meanwhile is there") {
    TempFolder folder;
    ServerProcess server({.database = folder.file("necsus.db")});
    Room room(server.port(), "r");
    ThinkingBot bot(R"({"text": ")" + std::string(200'000, 'x') + "\"}");
    room.install("Thinker", bot.url(), ".*");
    auto posted = std::async(std::launch::async, post_once, server.port(), "hello");
    bot.wait_for_requests();
    const auto wal = fs::file_size(folder.file("necsus.db-wal"));
    limit_files(server, wal);
    bot.let_go();
    server.wait_for_log("what bots answer is kept");
    CHECK(status_of_post(server.port()) == 503);
    CHECK(health(server.port(), 503).at("status") == "failed");
    limit_files(server, RLIM_INFINITY);
    CHECK(posted.get() == 200);
    CHECK(room.messages().size() == 2);
    CHECK(status_of_post(server.port()) == 200);
    CHECK(health(server.port(), 200) == Json{{"status", "ok"}});
}

TEST_CASE("a database file that is taken away: posts are refused and the log says so, until it is back") {
    TempFolder folder;
    ServerProcess server({.database = folder.file("necsus.db")});
    wait_until_stored(server.port());
    const std::string suffix = GENERATE("", "-wal");
    CAPTURE(suffix);
    fs::rename(folder.file("necsus.db" + suffix), folder.file("away"));
    HttpClient client(server.port());
    std::vector<std::string> stored{"x"};
    HttpReply reply;
    while ((reply = client.post("/api/actions/message", {{"room", "r"}, {"author", "a"}, {"text", "y"}})).status ==
           200) {
        stored.emplace_back("y");
        REQUIRE(stored.size() < 10'000);
    }
    stored.emplace_back("back");
    CHECK(reply.status == 503);
    CHECK(holds(reply.message(), "The file of the server's database was deleted, replaced or cut off"));
    CHECK(health(server.port(), 503).at("status") == "moved");
    server.wait_for_log("the database file is not what it was");
    fs::rename(folder.file("away"), folder.file("necsus.db" + suffix));
    CHECK(status_of_post(server.port(), "back") == 200);
    CHECK(health(server.port(), 200) == Json{{"status", "ok"}});
    CHECK(texts(Room(server.port(), "r").messages()) == stored);
}

TEST_CASE("a database file that is deleted while nobody writes is noticed, too") {
    TempFolder folder;
    ServerProcess server({.database = folder.file("necsus.db")});
    fs::remove(folder.file("necsus.db"));
    server.wait_for_log("the database file is not what it was");
}

TEST_CASE("when the log of writes is deleted, what was acknowledged is saved into the file") {
    TempFolder folder;
    ServerOptions options{.database = folder.file("necsus.db")};
    {
        ServerProcess server(options);
        for (int i = 0; i < 5; ++i) CHECK(status_of_post(server.port()) == 200);
        fs::remove(folder.file("necsus.db-wal"));
        server.wait_for_log("the database file is not what it was");
        CHECK(status_of_post(server.port()) == 503);
        server.kill();
    }
    ServerProcess server(options);
    CHECK(Room(server.port(), "r").messages().size() == 5);
}

TEST_CASE("when the index of the log of writes is cut off, it is made anew, and nothing is lost") {
    TempFolder folder;
    ServerOptions options{.database = folder.file("necsus.db")};
    {
        ServerProcess server(options);
        for (int i = 0; i < 5; ++i) {
            CHECK(status_of_post(server.port()) == 200);
            fs::resize_file(folder.file("necsus.db-shm"), 0);
        }
        CHECK(Room(server.port(), "r").messages().size() == 5);
        CHECK(health(server.port(), 200) == Json{{"status", "ok"}});
        server.wait_for_log("the database's -shm was cut off, and is made anew");
        fs::resize_file(folder.file("necsus.db-shm"), 0);
        CHECK(server.stop() == 0);
    }
    ServerProcess server(options);
    CHECK(Room(server.port(), "r").messages().size() == 5);
}

TEST_CASE("an index that is cut off while another program reads is made anew when that one is done") {
    TempFolder folder;
    auto file = folder.file("necsus.db");
    ServerProcess server({.flags = {"--lock-patience", "0.05"}, .database = file});
    CHECK(status_of_post(server.port()) == 200);
    {
        ChildProcess reader({python(), "-c", read_it, file, "600"});
        reader.wait_for_output("reading");
        fs::resize_file(folder.file("necsus.db-shm"), 0);
        CHECK(status_of_post(server.port()) == 503);
        CHECK(HttpClient(server.port()).get("/api/messages?room=r").status == 503);
    }
    CHECK(status_of_post(server.port()) == 200);
    CHECK(Room(server.port(), "r").messages().size() == 2);
}

TEST_CASE("a list that can't be read to its end does not end like a whole one") {
    const std::string version = GENERATE(as<std::string>(), "1.0", "1.1");
    TempFolder folder;
    auto file = folder.file("necsus.db");
    ServerProcess server({.flags = {"--lock-patience", "0.05"}, .database = file});
    for (int i = 0; i < 12; ++i) REQUIRE(status_of_post(server.port(), std::string(900'000, 't')) == 200);
    auto socket = Socket::connect(server.port());
    socket.shrink_receive_buffer(262'144);
    REQUIRE(socket.send("GET /api/messages?room=r HTTP/" + version + "\r\nHost: localhost\r\n\r\n"));
    char first = 0;
    REQUIRE(::recv(socket.descriptor(), &first, 1, MSG_PEEK) == 1);
    ChildProcess reader({python(), "-c", read_it, file, "600"});
    reader.wait_for_output("reading");
    fs::resize_file(folder.file("necsus.db-shm"), 0);
    std::string received;
    bool is_reset = is_reset_at_end(socket, received);
    server.wait_for_log("answer_cut_off");
    CHECK(is_reset == (version == "1.0"));             // there the end would be that of the answer
    CHECK_FALSE(received.ends_with("\r\n0\r\n\r\n"));  // and here this
}

TEST_CASE("a server that can't go on because a file was cut off says so, and the next one has what was acknowledged") {
    TempFolder folder;
    ServerOptions options{.database = folder.file("necsus.db")};
    {
        ServerProcess server(options);
        CHECK(status_of_post(server.port()) == 200);
        server.send_signal(SIGBUS);
        CHECK(server.wait() == 1);
        CHECK(holds(server.log(), "necsus: a file that was in use as memory was cut off"));
    }
    ServerProcess server(options);
    CHECK(Room(server.port(), "r").messages().size() == 1);
}

TEST_CASE("a second server on the same database is refused with one line; after a kill the next one starts at once") {
    TempFolder folder;
    auto file = folder.file("necsus.db");
    ServerProcess first({.database = file});
    fs::create_symlink(file, folder.file("other-name.db"));
    for (const auto& name : {file, folder.file("other-name.db")}) {
        auto second = run_to_end({"--port", "0", "--db", name});
        CHECK(second.code == 1);
        CHECK(holds(second.output, "necsus: cannot open the database " + name + ": another server uses it"));
        CHECK(std::count(second.output.begin(), second.output.end(), '\n') == 1);
    }
    run_command({"sqlite3", "-bail", file, "SELECT count(*) FROM messages"}, "/");  // nobody else is kept out
    first.kill();
    ServerProcess next({.database = file});
    CHECK(status_of_post(next.port()) == 200);
}

TEST_CASE("while a server is stopping, the next one on its database is refused") {
    TempFolder folder;
    auto file = folder.file("necsus.db");
    ServerProcess server({.database = file});
    Room room(server.port(), "r");
    ThinkingBot bot;
    room.install("Thinker", bot.url(), ".*");
    auto posted = std::async(std::launch::async, post_once, server.port(), "hello");
    bot.wait_for_requests();
    server.send_signal(SIGTERM);
    server.wait_for_log("stopping");
    CHECK(holds(run_to_end({"--port", "0", "--db", file}).output, "or is still stopping"));
    bot.let_go();
    CHECK(posted.get() == 200);
    CHECK(server.wait() == 0);
    ServerProcess next({.database = file});
    CHECK(texts(Room(next.port(), "r").messages()) == std::vector<std::string>{"hello", "thought about it"});
}
