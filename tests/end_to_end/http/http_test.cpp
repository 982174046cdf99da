// HTTP in general (protocol, section 1): connections, versions, request bodies, methods, and what every answer carries.
#include <catch2/catch.hpp>
#include <set>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;

namespace {

const std::string post_body = R"({"room":"r","author":"Emmy","text":"hello"})";

std::string post_head(const std::string& headers) {
    return "POST /api/actions/message HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

std::set<std::string> elements(const std::string& list) {
    std::set<std::string> found;
    for (std::size_t at = 0; at < list.size();) {
        auto comma = std::min(list.find(',', at), list.size());
        auto begin = list.find_first_not_of(' ', at);
        found.insert(list.substr(begin, comma - begin));
        at = comma + 1;
    }
    return found;
}

}  // namespace

TEST_CASE("a connection is kept for one request after the other") {
    ServerProcess server;
    auto socket = Socket::connect(server.port());
    std::string received;
    for (const auto* target : {"/api/bots", "/", "/nowhere/in/particular", "/api/nothing", "/api/messages"}) {
        CAPTURE(target);
        REQUIRE(socket.send(request_text("GET", target)));
        CHECK(read_reply(socket, received).header("connection") != "close");
    }
    REQUIRE(socket.send(request_text("GET", "/api/bots", {}, {{"Connection", "close"}})));
    auto last = read_reply(socket, received);
    CHECK(last.header("connection") == "close");
    CHECK(socket.receive_all().empty());
}

TEST_CASE("requests sent in one go are answered in their order") {
    ServerProcess server;
    auto socket = Socket::connect(server.port());
    std::string requests;
    for (int i = 0; i < 50; ++i) {
        auto text = std::to_string(i);
        requests +=
            request_text("POST", "/api/actions/message", Json{{"room", "r"}, {"author", "a"}, {"text", text}}.dump());
        requests += request_text("GET", "/api/messages?room=r&limit=1");
    }
    REQUIRE(socket.send(requests));
    std::string received;
    for (int i = 0; i < 50; ++i) {
        auto posted = read_reply(socket, received).json();
        CHECK(posted.at("text") == std::to_string(i));
        CHECK(read_reply(socket, received).json() == Json::array({posted}));
    }
}

TEST_CASE("HTTP/1.0 is served, with Host and without") {
    ServerProcess server;
    std::string host = GENERATE(as<std::string>(), "", "Host: localhost\r\n");
    auto socket = Socket::connect(server.port());

    SECTION("and the connection ends after the answer") {
        REQUIRE(socket.send("GET /api/bots HTTP/1.0\r\n" + host + "\r\n"));
        std::string received;
        auto reply = read_reply(socket, received);
        CHECK(reply.status == 200);
        CHECK(reply.body == "[]");
        CHECK(reply.header("transfer-encoding").empty());
        CHECK(socket.receive_all().empty());
    }
    SECTION("or is kept if the client asks for that") {
        std::string received;
        for (int i = 0; i < 3; ++i) {
            REQUIRE(socket.send("POST /api/actions/message HTTP/1.0\r\n" + host +
                                "Connection: keep-alive\r\nContent-Length: " + std::to_string(post_body.size()) +
                                "\r\n\r\n" + post_body));
            auto reply = read_reply(socket, received);
            CHECK(reply.status == 200);
            CHECK(reply.header("connection") == "keep-alive");
        }
    }
}

TEST_CASE("a long answer is whole over HTTP/1.1, HTTP/1.0, and as the second of a connection") {
    ServerProcess server;
    Room room(server.port(), "r");
    for (int i = 0; i < 5; ++i) room.say(std::string(200'000, static_cast<char>('a' + i)));

    HttpClient client(server.port());
    auto first = client.get("/api/messages?room=r");
    REQUIRE(first.json().size() == 5);
    CHECK(first.json().back().at("text") == std::string(200'000, 'e'));
    CHECK(client.get("/api/messages?room=r").body == first.body);

    auto old = exchange(server.port(), "GET /api/messages?room=r HTTP/1.0\r\n\r\n");
    CHECK(old.header("transfer-encoding").empty());
    CHECK(old.body == first.body);

    auto head = client.request("HEAD", "/api/messages?room=r");
    CHECK(head.status == 200);
    CHECK(client.get("/api/bots").body == "[]");
}

TEST_CASE("chunked request bodies are put together") {
    ServerProcess server;
    auto body = GENERATE(as<std::string>(), "2B\r\n" + post_body + "\r\n0\r\n\r\n",             // whole
                         "2b\r\n" + post_body + "\r\n000\r\n\r\n",                              // lowercase letters
                         "2B;name=value;other=\"a;b\"\r\n" + post_body + "\r\n0;last\r\n\r\n",  // extensions
                         "2B\r\n" + post_body + "\r\n0\r\nX-Trailer: a\r\nOther: b\r\n\r\n",    // trailers
                         "1\r\n{\r\n2A\r\n" + post_body.substr(1) + "\r\n0\r\n\r\n");           // in pieces
    REQUIRE(post_body.size() == 0x2B);
    auto coding = GENERATE(as<std::string>(), "Transfer-Encoding: chunked\r\n", "transfer-encoding: Chunked\r\n");
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send(post_head(coding) + body + request_text("GET", "/api/bots")));
    std::string received;
    auto reply = read_reply(socket, received);
    REQUIRE(reply.status == 200);
    CHECK(reply.json().at("text") == "hello");
    CHECK(read_reply(socket, received).body == "[]");  // and the next request begins where the body ends
}

TEST_CASE("a client that asks first whether it may send its body is told to continue") {
    ServerProcess server({.flags = {"--max-body-bytes", "1024"}});
    auto socket = Socket::connect(server.port());
    std::string received;

    SECTION("and then gets its answer") {
        auto length = "Content-Length: " + std::to_string(post_body.size()) + "\r\n";
        REQUIRE(socket.send(post_head(length + "Expect: 100-continue\r\n")));
        REQUIRE(socket.receive_until(received, "\r\n\r\n"));
        CHECK(received == "HTTP/1.1 100 Continue\r\n\r\n");
        REQUIRE(socket.send(post_body));
        CHECK(read_reply(socket, received).status == 200);
    }
    SECTION("also if the body is chunked") {
        REQUIRE(socket.send(post_head("Transfer-Encoding: chunked\r\nExpect: 100-Continue\r\n")));
        REQUIRE(socket.receive_until(received, "\r\n\r\n"));
        CHECK(received == "HTTP/1.1 100 Continue\r\n\r\n");
        REQUIRE(socket.send("2B\r\n" + post_body + "\r\n0\r\n\r\n"));
        CHECK(read_reply(socket, received).status == 200);
    }
    SECTION("unless the body would be too large") {
        REQUIRE(socket.send(post_head("Content-Length: 1025\r\nExpect: 100-continue\r\n")));
        REQUIRE(socket.receive_until(received, "\r\n\r\n"));
        CHECK(received.starts_with("HTTP/1.1 413 "));
    }
    SECTION("unless it speaks HTTP/1.0, which knows no 100 (RFC 9110, 10.1.1)") {
        auto length = "Content-Length: " + std::to_string(post_body.size()) + "\r\n";
        REQUIRE(socket.send("POST /api/actions/message HTTP/1.0\r\n" + length + "Expect: 100-continue\r\n\r\n"));
        REQUIRE(socket.send(post_body));
        REQUIRE(socket.receive_until(received, "\r\n\r\n"));
        CHECK(received.starts_with("HTTP/1.1 200 "));
    }
}

TEST_CASE("a target in absolute form is as good as its path") {
    ServerProcess server;
    HttpClient client(server.port());
    CHECK(client.request("POST", "http://example.org:80/api/actions/message", post_body).status == 200);
    auto reply = client.get("http://example.org/api/messages?room=r");
    REQUIRE(reply.status == 200);
    CHECK(reply.json().size() == 1);
    CHECK(client.get("HTTPS://EXAMPLE.ORG/api/messages?room=r").body == reply.body);
    CHECK(client.get("http://example.org").body == client.get("/").body);
}

TEST_CASE("a client that sends a byte at a time is served") {
    ServerProcess server;
    auto socket = Socket::connect(server.port());
    auto length = "Content-Length: " + std::to_string(post_body.size()) + "\r\n";
    auto request = GENERATE_COPY(as<std::string>(), post_head(length) + post_body,
                                 post_head("Transfer-Encoding: chunked\r\n") + "2B\r\n" + post_body + "\r\n0\r\n\r\n");
    std::string received;
    for (int i = 0; i < 2; ++i) {
        for (char byte : request) REQUIRE(socket.send(std::string(1, byte)));
        CHECK(read_reply(socket, received).status == 200);
    }
}

TEST_CASE("empty lines before a request are skipped (RFC 9112, 2.2)") {
    ServerProcess server;
    CHECK(exchange(server.port(), "\r\n\r\n" + request_text("GET", "/api/bots")).status == 200);
}

TEST_CASE("every answer to a request with an Origin may be read by its page") {
    ServerProcess server;
    HttpClient client(server.port());
    Headers origin{{"Origin", "http://elsewhere.example:8000"}};
    auto target = GENERATE(as<std::string>(), "/", "/room", "/client/favicon.svg", "/client/nothing", "/docs", "/docs/",
                           "/api/spec", "/api/bots", "/api/messages?room=r", "/api/messages", "/api/nothing",
                           "/api/actions/message", "/ws/room");
    CAPTURE(target);
    CHECK(client.get(target, origin).header("access-control-allow-origin") == "*");
    CHECK(client.request("POST", target, post_body, origin).header("access-control-allow-origin") == "*");
}

TEST_CASE("a preflight is told that all of it is allowed") {
    ServerProcess server;
    HttpClient client(server.port());
    auto target = GENERATE(as<std::string>(), "/api/actions/message", "/api/actions/message-form", "/api/actions/bot",
                           "/api/actions/clear-room-messages", "/api/actions/clear-room-state", "/api/messages",
                           "/api/bots", "/api/spec", "/", "/room");
    auto method = GENERATE(as<std::string>(), "GET", "POST", "DELETE");
    CAPTURE(target, method);
    std::string wanted = "content-type, prefer, idempotency-key";
    auto reply = client.request(
        "OPTIONS", target, {},
        {{"Origin", "null"}, {"Access-Control-Request-Method", method}, {"Access-Control-Request-Headers", wanted}});
    CHECK(reply.status == 200);
    CHECK(reply.header("access-control-allow-origin") == "*");
    CHECK(elements(reply.header("access-control-allow-methods")).contains(method));
    CHECK(elements(reply.header("access-control-allow-headers")) == elements(wanted));
    CHECK(reply.header("access-control-max-age") == "600");
    CHECK(reply.header("vary") == "Origin");
    CHECK(reply.header("content-type") == "text/plain; charset=utf-8");
    CHECK(reply.body == "OK");
    CHECK(reply.header("cache-control") == "no-cache");
}

TEST_CASE("HEAD says what GET would, without the body") {
    ServerProcess server;
    Room(server.port(), "r").say("hello");
    HttpClient client(server.port());
    auto target = GENERATE(as<std::string>(), "/", "/a/room", "/client/favicon.svg", "/client/nothing", "/docs",
                           "/docs/", "/docs/swagger-ui-bundle.js", "/api/spec", "/api/bots", "/api/messages?room=r",
                           "/api/messages", "/api/nothing", "/ws/room");
    CAPTURE(target);
    auto get = client.get(target);
    auto head = client.request("HEAD", target);
    CHECK(head.status == get.status);
    CHECK(head.body.empty());
    get.headers.erase("date");
    head.headers.erase("date");
    bool is_list = target.starts_with("/api/") && get.body.starts_with('[');
    for (const auto* length : {"content-length", "transfer-encoding"}) {  // of a list HEAD reads nothing
        if (!is_list) break;
        get.headers.erase(length);
        head.headers.erase(length);
    }
    CHECK(head.headers == get.headers);
    CHECK(client.get("/api/bots").body == "[]");  // nothing of a body came after the head
}

TEST_CASE("an unknown path under /api/ is 404, with any method") {
    ServerProcess server;
    HttpClient client(server.port());
    auto target = GENERATE(as<std::string>(), "/api/", "/api/nothing", "/api/messages/", "/api/messages/1",
                           "/api/actions", "/api/actions/", "/api/actions/nothing", "/api/Messages", "/api//messages",
                           "/api/spec/x", "/api%2Fnothing");
    auto method = GENERATE(as<std::string>(), "GET", "HEAD", "POST", "DELETE", "PUT");
    CAPTURE(target, method);
    auto reply = client.request(method, target, method == "POST" ? post_body : "");
    CHECK(reply.status == 404);
    CHECK(reply.header("content-type") == "application/json");
    if (method != "HEAD") CHECK_FALSE(reply.message().empty());
}

TEST_CASE("a wrong method on a known path is 405 and says which are right") {
    ServerProcess server;
    HttpClient client(server.port());
    auto [target, right] = GENERATE(table<std::string, std::set<std::string>>({
        {"/api/messages", {"GET", "HEAD"}},
        {"/api/bots", {"GET", "HEAD"}},
        {"/api/spec", {"GET", "HEAD"}},
        {"/api/actions/message", {"POST"}},
        {"/api/actions/message-form", {"POST"}},
        {"/api/actions/bot", {"POST", "DELETE"}},
        {"/api/actions/clear-room-messages", {"POST"}},
        {"/api/actions/clear-room-state", {"POST"}},
        {"/", {"GET", "HEAD"}},
        {"/a/room", {"GET", "HEAD"}},
        {"/client/favicon.svg", {"GET", "HEAD"}},
        {"/docs", {"GET", "HEAD"}},
        {"/docs/", {"GET", "HEAD"}},
        {"/ws/room", {"GET", "HEAD"}},
    }));
    for (const std::string method : {"GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "BREW"}) {
        if (right.contains(method)) continue;
        CAPTURE(target, method);
        auto reply = client.request(method, target, method == "HEAD" ? "" : "{}");
        CHECK(reply.status == 405);
        auto allowed = elements(reply.header("allow"));
        allowed.erase("OPTIONS");
        CHECK(allowed == right);
        if (method != "HEAD") CHECK_FALSE(reply.message().empty());
    }
}
