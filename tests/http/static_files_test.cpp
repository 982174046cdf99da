#include "necsus/http/static_files.hpp"

#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <system_error>

#include "support/temp_folder.hpp"

using namespace necsus;
using namespace std::string_literals;

namespace {

struct Site {
    Site() : files((folder / "root")) {
        folder.write("secret.txt", "secret");
        folder.write("root/page.html", "<p>page");
        folder.write("root/sub/style.css", "css");
        folder.write("root/.hidden", "hidden");
        folder.write("root/assets/app-B4x9_dQ2.js", "app");
        folder.write("root/packed.js", "plain");
        folder.write("root/packed.js.br", "as brotli");
        folder.write("root/packed.js.gz", "as gzip");
    }

    Response get(std::string_view name, std::vector<std::pair<std::string, std::string>> headers = {}) const {
        Request request;
        request.method = "GET";
        request.headers = std::move(headers);
        return files.serve(request, name);
    }

    TempFolder folder;
    StaticFiles files;
};

std::string header_of(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return {};
}

}  // namespace

TEST_CASE("a file is served with its type and its validators") {
    Site site;
    const auto [name, type, body] = GENERATE(table<std::string, std::string, std::string>({
        {"page.html", "text/html; charset=utf-8", "<p>page"},
        {"sub/style.css", "text/css; charset=utf-8", "css"},
        {"packed.js", "text/javascript; charset=utf-8", "plain"},
        {"packed.js.br", "application/octet-stream", "as brotli"},
    }));
    const auto response = site.get(name);
    CHECK(response.status == 200);
    CHECK(response.content_type == type);
    CHECK(response.content() == body);
    CHECK(response.cache_control == "no-cache");
    CHECK(header_of(response, "ETag").size() > 2);
    CHECK(header_of(response, "Last-Modified").ends_with(" GMT"));
}

TEST_CASE("nothing is served from outside the folder, and nothing hidden") {
    Site site;
    const auto name = GENERATE(as<std::string>(), "", ".", "..", "../secret.txt", "sub/../../secret.txt",
                               "sub/../page.html", "./page.html", "/etc/passwd", "//page.html", "sub//style.css",
                               ".hidden", "sub", "sub/", "page.html/", "page.html/x", "nowhere", "nowhere/x",
                               "page.html\0"s, "page.html\0.css"s, "..\\secret.txt", "page", "PAGE.HTML");
    CAPTURE(name);
    const auto response = site.get(name);
    CHECK(response.status == 404);
    CHECK(response.content_type == "application/json");
    CHECK(header_of(response, "ETag").empty());
}

TEST_CASE("encoded dots lead nowhere either") {
    Site site;
    const auto target = GENERATE(as<std::string>(), "/%2e%2e/secret.txt", "/..%2fsecret.txt",
                                 "/sub/%2E%2E/%2e%2e/secret.txt", "/%2e%2e%5csecret.txt");
    CAPTURE(target);
    const auto name = split_target(target).path.substr(1);
    REQUIRE(name.find("..") != std::string::npos);
    CHECK(site.get(name).status == 404);
}

TEST_CASE("symbolic links are not followed") {
    Site site;
    std::filesystem::create_symlink(site.folder / "secret.txt", site.folder / "root/link.txt");
    std::filesystem::create_symlink("page.html", site.folder / "root/inside.html");
    std::filesystem::create_directory_symlink(site.folder.path(), site.folder / "root/up");
    CHECK(site.get("link.txt").status == 404);
    CHECK(site.get("inside.html").status == 404);
    CHECK(site.get("up/secret.txt").status == 404);
}

TEST_CASE("a missing folder is a missing file") {
    Request request;
    CHECK(StaticFiles("/nonexistent-folder").serve(request, "page.html").status == 404);
}

TEST_CASE("a client that has the file already is told so") {
    Site site;
    const auto etag = header_of(site.get("page.html"), "ETag");
    const auto date = header_of(site.get("page.html"), "Last-Modified");
    const auto [name, before, what, after] = GENERATE(table<std::string, std::string, char, std::string>({
        {"if-none-match", "", 'E', ""},
        {"if-none-match", "W/", 'E', ""},
        {"if-none-match", "\"other\", ", 'E', " ,\"x\""},
        {"if-none-match", "*", ' ', ""},
        {"if-modified-since", "", 'D', ""},
        {"if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT", ' ', ""},
    }));
    const auto value = before + (what == 'E' ? etag : what == 'D' ? date : "") + after;
    CAPTURE(name, value);
    const auto response = site.get("page.html", {{name, value}});
    CHECK(response.status == 304);
    CHECK(response.content().empty());
    CHECK(response.content_type.empty());
    CHECK(header_of(response, "ETag") == etag);
    CHECK(header_of(response, "Last-Modified") == date);
}

TEST_CASE("a client that has another file gets this one") {
    Site site;
    const auto [name, value] = GENERATE(table<std::string, std::string>({
        {"if-none-match", "\"other\""},
        {"if-none-match", "other, W/\"x\""},
        {"if-none-match", ""},
        {"if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"if-modified-since", "yesterday"},
        {"if-modified-since", ""},
    }));
    CAPTURE(name, value);
    CHECK(site.get("page.html", {{name, value}}).status == 200);
}

TEST_CASE("If-None-Match counts more than If-Modified-Since") {
    Site site;
    const auto date = header_of(site.get("page.html"), "Last-Modified");
    CHECK(site.get("page.html", {{"if-none-match", "\"x\""}, {"if-modified-since", date}}).status == 200);
}

TEST_CASE("a changed file has another ETag") {
    Site site;
    const auto before = header_of(site.get("page.html"), "ETag");
    site.folder.write("root/page.html", "<p>another page");
    CHECK(header_of(site.get("page.html"), "ETag") != before);
}

TEST_CASE("a compressed sibling is sent to clients that accept it") {
    Site site;
    const auto [accepted, encoding, body] = GENERATE(table<std::string, std::string, std::string>({
        {"gzip, deflate, br", "br", "as brotli"},
        {"gzip", "gzip", "as gzip"},
        {"GZIP;q=0.5", "gzip", "as gzip"},
        {"br;q=0, gzip", "gzip", "as gzip"},
        {"br; q=0.000, gzip;q=0.001", "gzip", "as gzip"},
        {"br;q=0,gzip;q=0", "", "plain"},
        {"deflate", "", "plain"},
        {"xbr", "", "plain"},
        {"", "", "plain"},
    }));
    CAPTURE(accepted);
    const auto response = site.get("packed.js", {{"accept-encoding", accepted}});
    CHECK(response.status == 200);
    CHECK(response.content() == body);
    CHECK(header_of(response, "Content-Encoding") == encoding);
    CHECK(header_of(response, "Vary") == "Accept-Encoding");
    CHECK(response.content_type == "text/javascript; charset=utf-8");
}

TEST_CASE("each encoding has an ETag of its own, good for a 304") {
    Site site;
    const auto plain = header_of(site.get("packed.js"), "ETag");
    const auto packed = header_of(site.get("packed.js", {{"accept-encoding", "br"}}), "ETag");
    CHECK(plain != packed);
    const auto again = site.get("packed.js", {{"accept-encoding", "br"}, {"if-none-match", packed}});
    CHECK(again.status == 304);
    CHECK(header_of(again, "Vary") == "Accept-Encoding");
    CHECK(site.get("packed.js", {{"accept-encoding", "br"}, {"if-none-match", plain}}).status == 200);
}

TEST_CASE("a file without siblings does not vary") {
    Site site;
    CHECK(header_of(site.get("page.html", {{"accept-encoding", "br"}}), "Vary").empty());
}

TEST_CASE("assets named by their content may be kept for ever") {
    Site site;
    const auto response = site.get("assets/app-B4x9_dQ2.js");
    CHECK(response.status == 200);
    CHECK(response.cache_control == "public, max-age=31536000, immutable");
}

TEST_CASE("a content hash is eight letters before the first dot") {
    const auto [name, yes] = GENERATE(table<std::string, bool>({
        {"room-B4x9_dQ2.js", true},
        {"client/assets/room-B4x9_dQ2.js.map", true},
        {"index-a-b-c-d-.css", true},
        {"-B4x9_dQ2.js", true},
        {"room.js", false},
        {"room-B4x9.js", false},
        {"room-B4x9_dQ2", false},
        {"room-B4x9_dQ23.js", false},
        {"room-B4x9+dQ2.js", false},
        {"B4x9_dQ2.js", false},
        {"room-B4x9_dQ2/x.js", false},
        {"", false},
    }));
    CAPTURE(name);
    CHECK(has_content_hash(name) == yes);
}

TEST_CASE("a file that can't be opened for want of descriptors is not called missing") {
    Site site;
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
    rlimit none{0, before.rlim_max};
    REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);
    std::error_code thrown;
    try {
        site.get("sub/style.css");
    } catch (const std::system_error& error) {
        thrown = error.code();
    }
    REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK(thrown == std::errc::too_many_files_open);
}
