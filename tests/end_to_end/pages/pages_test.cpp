// Pages and files (protocol, sections 1 and 3): lobby, rooms, the client's files, the API's documentation.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "support/process/http_client.hpp"
#include "support/process/program.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;
namespace fs = std::filesystem;

namespace {

const fs::path shared = fs::path(program()).parent_path() / "share" / "necsus";

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

void write(const fs::path& path, const std::string& content) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
}

/// A share folder with what a test wants to be in it.
class Share {
  public:
    Share() {
        add("api.yaml", "openapi: 3.0.3\n");
        add("client/index.html", "<p>lobby</p>");
        add("client/room.html", "<p>room</p>");
    }
    void add(const std::string& name, const std::string& content) const { write(root() / name, content); }
    fs::path root() const { return folder_ / "share"; }
    ServerOptions options() const { return {.flags = {"--share", root().string()}}; }

  private:
    TempFolder folder_;
};

}  // namespace

TEST_CASE("the lobby is at /") {
    Share share;
    ServerProcess server(share.options());
    HttpClient client(server.port());
    CHECK(client.get("/").body == "<p>lobby</p>");
    CHECK(client.get("/?since=3").body == "<p>lobby</p>");
    CHECK(client.get("/").header("content-type") == "text/html; charset=utf-8");
}

TEST_CASE("any other path is a room's page") {
    Share share;
    ServerProcess server(share.options());
    HttpClient client(server.port());
    auto path = GENERATE(as<std::string>(), "/room", "/room/", "/a/b/c", "/a%2Fb", "/a+b", "/%C3%BC%F0%9F%98%80",
                         "/%FF", "/100%", "/a%00b", "/room?since=3", "/client", "/docsy", "/api", "/apis/messages",
                         "/ws", "/index.html", "/..", "/../x", "//", "/.hidden", "/healthy");
    CAPTURE(path);
    auto reply = client.get(path);
    CHECK(reply.status == 200);
    CHECK(reply.body == "<p>room</p>");
    CHECK(reply.header("content-type") == "text/html; charset=utf-8");
}

TEST_CASE("the pages refer to their files from the root, and the files are there") {
    ServerProcess server;
    HttpClient client(server.port());
    auto page = client.get(GENERATE(as<std::string>(), "/", "/a/deep/room")).body;
    const std::regex reference(R"re((?:src|href)="([^"]*)")re");
    int files = 0;
    for (std::sregex_iterator found(page.begin(), page.end(), reference), end; found != end; ++found) {
        auto target = (*found)[1].str();
        if (target.starts_with("data:") || target.starts_with("#")) continue;
        CAPTURE(target);
        CHECK(target.starts_with("/"));
        CHECK(client.get(target).status == 200);
        ++files;
    }
    CHECK(files > 0);
}

TEST_CASE("the client's files come with their types") {
    Share share;
    auto [name, type] = GENERATE(table<std::string, std::string>({
        {"page.html", "text/html"},
        {"style.css", "text/css"},
        {"script.js", "text/javascript"},
        {"module.mjs", "text/javascript"},
        {"picture.svg", "image/svg+xml"},
        {"picture.png", "image/png"},
        {"font.woff2", "font/woff2"},
        {"a/deep/path/data.json", "application/json"},
        {"with blank.txt", "text/plain"},
        {"unknown", "application/octet-stream"},
    }));
    auto content = std::string("content of \0 ", 13) + name;
    share.add("client/" + name, content);
    ServerProcess server(share.options());
    auto target = std::regex_replace("/client/" + name, std::regex(" "), "%20");
    auto reply = HttpClient(server.port()).get(target);
    CHECK(reply.status == 200);
    CHECK(reply.body == content);
    CHECK(reply.header("content-type").starts_with(type));
}

TEST_CASE("nothing outside the client's folder can be had") {
    Share share;
    share.add("secret.txt", "secret");
    share.add("client/.hidden", "secret");
    share.add("client/folder/file.txt", "file");
    fs::create_symlink(share.root() / "secret.txt", share.root() / "client" / "link.txt");
    fs::create_directory_symlink(share.root(), share.root() / "client" / "folder_link");
    ServerProcess server(share.options());
    HttpClient client(server.port());
    CHECK(client.get("/client/folder/file.txt").body == "file");
    auto target =
        GENERATE(as<std::string>(), "/client/../secret.txt", "/client/%2e%2e/secret.txt", "/client/..%2fsecret.txt",
                 "/client/%2E%2E%2Fsecret.txt", "/client/folder/../../secret.txt", "/client/./folder/file.txt",
                 "/client/folder/..%2f..%2fsecret.txt", "/client/..%5csecret.txt", "/client//etc/passwd",
                 "/client/%2fetc/passwd", "/client/..%00/secret.txt", "/client/folder/file.txt%00.html",
                 "/client/link.txt", "/client/folder_link/secret.txt", "/client/.hidden", "/client/", "/client/folder",
                 "/client/folder/", "/client/nothing.txt", "/docs/../secret.txt", "/docs/%2e%2e/secret.txt",
                 "http://localhost/client/../secret.txt");
    CAPTURE(target);
    auto reply = client.get(target);
    CHECK(reply.status == 404);
    CHECK_FALSE(reply.message().empty());
}

TEST_CASE("only files named by their content may be kept for good") {
    Share share;
    share.add("client/assets/index-C4b_9-xZ.js", "hashed");
    share.add("client/assets/index.js", "plain");
    share.add("client/index-C4b_9-xZ.js", "no asset");
    ServerProcess server(share.options());
    HttpClient client(server.port());
    CHECK(client.get("/client/assets/index-C4b_9-xZ.js").header("cache-control") ==
          "public, max-age=31536000, immutable");
    CHECK(client.get("/client/assets/index.js").header("cache-control") == "no-cache");
    CHECK(client.get("/client/index-C4b_9-xZ.js").header("cache-control") == "no-cache");
    CHECK(client.get("/client/assets/nothing-C4b_9-xZ.js").header("cache-control") == "no-cache");
}

TEST_CASE("the documentation is at /docs/") {
    ServerProcess server;
    HttpClient client(server.port());
    auto moved = client.get("/docs");
    CHECK(moved.status == 301);
    CHECK(moved.header("location") == "/docs/");
    auto page = client.get("/docs/");
    CHECK(page.status == 200);
    CHECK(page.header("content-type").starts_with("text/html"));
    CHECK(holds(page.body, "swagger-ui"));
    for (const std::string name : {"swagger-ui-bundle.js", "swagger-ui.css", "docs.js"}) {
        CAPTURE(name);
        CHECK(client.get("/docs/" + name).body == content_of(shared / "docs" / name));
    }
    CHECK(holds(client.get("/docs/docs.js").body, "/api/spec"));
    CHECK(client.get("/docs/nothing").status == 404);
}

TEST_CASE("the contract is at /api/spec") {
    ServerProcess server;
    auto reply = HttpClient(server.port()).get("/api/spec");
    CHECK(reply.status == 200);
    // Not application/yaml: browsers store that instead of showing it.
    CHECK(reply.header("content-type") == "text/yaml; charset=utf-8");
    CHECK(reply.body == content_of(shared / "api.yaml"));
    for (const std::string path :
         {"/api/messages:", "/api/bots:", "/api/spec:", "/api/actions/message:", "/api/actions/message-form:",
          "/api/actions/bot:", "/api/actions/clear-room-messages:", "/api/actions/clear-room-state:", "/ws/{room}:"}) {
        CAPTURE(path);
        CHECK(holds(reply.body, "\n  " + path));
    }
}

TEST_CASE("a page that has not changed is not sent again") {
    ServerProcess server;
    HttpClient client(server.port());
    auto target =
        GENERATE(as<std::string>(), "/", "/room", "/client/favicon.svg", "/docs/", "/docs/swagger-ui.css", "/api/spec");
    CAPTURE(target);
    auto whole = client.get(target);
    auto etag = whole.header("etag");
    auto changed = whole.header("last-modified");
    REQUIRE(etag.size() > 2);
    REQUIRE_FALSE(changed.empty());

    for (const auto& known : {etag, "W/" + etag, "\"other\", " + etag, std::string("*")}) {
        auto reply = client.get(target, {{"If-None-Match", known}});
        CHECK(reply.status == 304);
        CHECK(reply.header("etag") == etag);
        CHECK(client.request("HEAD", target, {}, {{"If-None-Match", known}}).status == 304);
    }
    CHECK(client.get(target, {{"If-Modified-Since", changed}}).status == 304);

    CHECK(client.get(target, {{"If-None-Match", "\"other\""}}).body == whole.body);
    CHECK(client.get(target, {{"If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT"}}).body == whole.body);
    CHECK(client.get(target, {{"If-Modified-Since", "yesterday"}}).body == whole.body);
    CHECK(client.get(target, {{"If-Modified-Since", "Saturday, 01-Jan-00 00:00:00 GMT"}}).body == whole.body);
    CHECK(client.get(target, {{"If-Modified-Since", "Sat Jan  1 00:00:00 2000"}}).body == whole.body);
    CHECK(client.get(target, {{"If-Modified-Since", "Thu Jan  1 00:00:00 2060"}}).status == 304);
    // If-None-Match counts more than the date (RFC 9110, 13.1.3).
    CHECK(client.get(target, {{"If-None-Match", "\"other\""}, {"If-Modified-Since", changed}}).status == 200);
}

TEST_CASE("a changed file has another ETag") {
    Share share;
    share.add("client/file.txt", "one");
    ServerProcess server(share.options());
    HttpClient client(server.port());
    auto etag = client.get("/client/file.txt").header("etag");
    share.add("client/file.txt", "another");
    auto reply = client.get("/client/file.txt", {{"If-None-Match", etag}});
    CHECK(reply.status == 200);
    CHECK(reply.body == "another");
    CHECK(reply.header("etag") != etag);
}

TEST_CASE("compressed files are sent to those who accept them") {
    ServerProcess server;
    HttpClient client(server.port());
    const std::string target = "/docs/swagger-ui-bundle.js";
    auto file = shared / "docs" / "swagger-ui-bundle.js";
    auto compressed =
        client.get(target, {{"Accept-Encoding", GENERATE(as<std::string>(), "gzip", "deflate, GZIP;q=0.5")}});
    CHECK(compressed.header("content-encoding") == "gzip");
    CHECK(compressed.header("content-type").starts_with("text/javascript"));
    CHECK(compressed.header("vary") == "Accept-Encoding");
    CHECK(compressed.body == content_of(file.string() + ".gz"));

    auto refused = GENERATE(as<std::string>(), "", "identity", "gzip;q=0", "gzip;q=0.000", "xgzip");
    auto plain = client.get(target, {{"Accept-Encoding", refused}});
    CHECK(plain.header("content-encoding").empty());
    CHECK(plain.header("vary") == "Accept-Encoding");
    CHECK(plain.body == content_of(file));
    CHECK(plain.header("etag") != compressed.header("etag"));

    auto etag = compressed.header("etag");
    auto known = client.get(target, {{"Accept-Encoding", "gzip"}, {"If-None-Match", etag}});
    CHECK(known.status == 304);
    CHECK(known.header("vary") == "Accept-Encoding");
    CHECK(client.get(target, {{"If-None-Match", etag}}).status == 200);
}

TEST_CASE("brotli is preferred to gzip") {
    Share share;
    share.add("client/file.js", "plain");
    share.add("client/file.js.br", "brotli");
    share.add("client/file.js.gz", "gzip");
    ServerProcess server(share.options());
    HttpClient client(server.port());
    auto [accepted, body, coding] = GENERATE(table<std::string, std::string, std::string>({
        {"gzip, deflate, br", "brotli", "br"},
        {"gzip", "gzip", "gzip"},
        {"br;q=0, gzip", "gzip", "gzip"},
        {"zstd", "plain", ""},
    }));
    auto reply = client.get("/client/file.js", {{"Accept-Encoding", accepted}});
    CHECK(reply.body == body);
    CHECK(reply.header("content-encoding") == coding);
    CHECK(reply.header("vary") == "Accept-Encoding");
}
