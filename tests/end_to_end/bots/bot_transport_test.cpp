// All the forms in which a good answer may come (protocol, section 6).
#include <array>
#include <catch2/catch.hpp>

#include "support/compressed.hpp"
#include "support/process/complaint.hpp"

using namespace necsus::test;

namespace {

const std::string json = R"({"text": "h\u00e9llo ☕"})";
const std::string text = "héllo ☕";

std::string chunked(const std::string& body, std::size_t size, const std::string& extension = {}) {
    std::string chunks;
    for (std::size_t at = 0; at < body.size(); at += size) {
        auto part = body.substr(at, size);
        std::array<char, 20> length{};
        std::snprintf(length.data(), length.size(), "%zx", part.size());
        chunks += length.data() + extension + "\r\n" + part + "\r\n";
    }
    return chunks;
}

/// Every byte of an ASCII text as a unit of this many bytes.
std::string widened(const std::string& ascii, std::size_t unit, bool big_endian) {
    std::string out;
    for (char c : ascii) {
        std::string zeros(unit - 1, '\0');
        out += big_endian ? zeros + c : c + zeros;
    }
    return out;
}

std::string length_of(const std::string& body) {
    return "Content-Length: " + std::to_string(body.size()) + "\r\n";
}

}  // namespace

TEST_CASE("a good answer may be delimited in any way of HTTP") {
    Complaints complaints;
    auto bytes = GENERATE(answer_text(json), "HTTP/1.1 200 OK\r\n\r\n" + json, "HTTP/1.0 200 OK\r\n\r\n" + json,
                          "HTTP/1.0 200 OK\r\n" + length_of(json) + "\r\n" + json,
                          "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + length_of(json) + "\r\n" + json,
                          "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + json,
                          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(json, 3) + "0\r\n\r\n",
                          "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n" + chunked(json, 9, ";name=value") +
                              "0\r\nX-Trailer: 1\r\n\r\n",
                          "HTTP/1.1 200 OK\r\ncontent-length:" + std::to_string(json.size()) + "\r\n\r\n" + json);
    INFO(bytes);
    CHECK(complaints.answer_of(sends(bytes))["text"] == text);
}

TEST_CASE("a status may come without a reason phrase, with its blank or without") {
    Complaints complaints;
    auto start = GENERATE(as<std::string>{}, "HTTP/1.1 200\r\n", "HTTP/1.1 200 \r\n", "HTTP/1.0 200\r\n",
                          "HTTP/1.0 200 \r\n", "HTTP/1.1 200 All is well, é\r\n");
    INFO(start);
    CHECK(complaints.answer_of(sends(start + length_of(json) + "\r\n" + json))["text"] == text);
}

TEST_CASE("an answer may be preceded by others of status 1xx") {
    Complaints complaints;
    auto before = GENERATE(as<std::string>{}, "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100\r\n\r\n",
                           "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
    CHECK(complaints.answer_of(sends(before + answer_text(json)))["text"] == text);
    CHECK(complaints.answer_of(sends(before + "HTTP/1.1 200\r\n\r\n" + json))["text"] == text);
}

TEST_CASE("an answer may come a byte at a time") {
    Complaints complaints;
    auto bytes = GENERATE("HTTP/1.1 100\r\n\r\n" + answer_text(json),
                          "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(json, 5) + "0\r\n\r\n");
    auto answer = complaints.answer_of([bytes](Socket& socket, const BotRequest&) {
        for (char byte : bytes) socket.send(std::string(1, byte));
        return false;
    });
    CHECK(answer["text"] == text);
}

TEST_CASE("a bot may answer before it has read the message") {
    Complaints complaints;
    FakeBot bot([](Socket&, const BotRequest&) { return false; }, answer_text(json, "200 OK", "Connection: close\r\n"));
    auto& room = complaints.room();
    room.install("bot", bot.url());
    CHECK(room.answer_to("bot")["text"] == text);
}

TEST_CASE("gzip and deflate are decoded") {
    Complaints complaints;
    auto [name, window_bits] = GENERATE(table<std::string, int>(
        {{"gzip", 31}, {"GZIP", 31}, {"x-gzip", 31}, {"deflate", 15}, {"deflate", -15}, {"Deflate", 15}}));
    auto packed = compressed(json, window_bits);
    INFO(name << " " << window_bits);
    auto header = "Content-Encoding: " + name + "\r\n";
    CHECK(complaints.answer_of(sends(answer_text(packed, "200 OK", header)))["text"] == text);
    auto in_chunks =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + header + "\r\n" + chunked(packed, 7) + "0\r\n\r\n";
    CHECK(complaints.answer_of(sends(in_chunks))["text"] == text);
}

TEST_CASE("the encoding identity is none") {
    Complaints complaints;
    CHECK(complaints.answer_of(sends(answer_text(json, "200 OK", "Content-Encoding: identity\r\n")))["text"] == text);
}

TEST_CASE("UTF-8 with a BOM, UTF-16 and UTF-32 are understood") {
    Complaints complaints;
    const std::string ascii = R"({"text": "h\u00e9llo \u2615", "state": {"b": 1.0, "a": 2}})";
    using namespace std::string_literals;
    auto body = GENERATE_COPY(values<std::string>({
        "\xEF\xBB\xBF" + ascii,
        widened(ascii, 2, false),
        widened(ascii, 2, true),
        "\xFF\xFE" + widened(ascii, 2, false),
        "\xFE\xFF" + widened(ascii, 2, true),
        widened(ascii, 4, false),
        widened(ascii, 4, true),
        "\xFF\xFE\0\0"s + widened(ascii, 4, false),
        "\0\0\xFE\xFF"s + widened(ascii, 4, true),
    }));
    auto answer = complaints.answer_of(sends(answer_text(body)));
    CHECK(answer["text"] == text);
    CHECK(last_state_text(complaints.room().messages_as_text()) == R"({"b": 1.0, "a": 2})");
}

TEST_CASE("surrogate pairs of UTF-16 become one character") {
    Complaints complaints;
    using namespace std::string_literals;
    auto body = widened("{\"text\": \"", 2, false) + "\x3D\xD8\x00\xDE"s + widened("\"}", 2, false);
    CHECK(complaints.answer_of(sends(answer_text(body)))["text"] == "\xF0\x9F\x98\x80");
}

TEST_CASE("the content type does not matter") {
    Complaints complaints;
    auto type = GENERATE(as<std::string>{}, "Content-Type: text/html; charset=utf-8\r\n", "Content-Type: image/png\r\n",
                         "Content-Type: application/json; charset=x-unknown\r\n", "Content-Type:\r\n", "");
    auto bytes = "HTTP/1.1 200 OK\r\n" + type + length_of(json) + "\r\n" + json;
    CHECK(complaints.answer_of(sends(bytes))["text"] == text);
}

TEST_CASE("a chunked answer and one delimited by length are whole before the connection ends") {
    Complaints complaints;
    auto bytes = GENERATE(answer_text(json),
                          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(json, 3) + "0\r\n\r\n");
    // It waits for the server to hang up: an answer that needed the end would never come.
    FakeBot bot([bytes](Socket& socket, const BotRequest&) {
        socket.send(bytes);
        socket.receive_all();
        return false;
    });
    auto& room = complaints.room();
    room.install("bot", bot.url());
    for (int i = 0; i < 3; ++i) CHECK(room.answer_to("bot")["text"] == text);
}

TEST_CASE("lines may end in a bare LF, those of chunks too") {
    Complaints complaints;
    auto bytes =
        GENERATE("HTTP/1.0 200 OK\nContent-Type: application/json\n\n" + json,
                 "HTTP/1.1 200 OK\n" + length_of(json) + "\n" + json, "HTTP/1.1 200 OK\r\nX: y\n\n" + json,
                 "HTTP/1.1 200\nTransfer-Encoding: chunked\n\n5\n" + json.substr(0, 5) + "\nff\n", std::string());
    if (bytes.ends_with("\nff\n")) {
        std::array<char, 20> length{};
        std::snprintf(length.data(), length.size(), "%zx\n", json.size() - 5);
        bytes.replace(bytes.size() - 3, 3, length.data() + json.substr(5) + "\n0\n\n");
    }
    if (bytes.empty()) bytes = "HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\n" + length_of(json) + "\n" + json;
    INFO(bytes);
    CHECK(complaints.answer_of(sends(bytes))["text"] == text);
}

TEST_CASE("of a length and chunks together the chunks count, and equal lengths are one") {
    Complaints complaints;
    auto bytes = GENERATE(
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(json, 4) + "0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" + length_of(json) + length_of(json) + "\r\n" + json);
    INFO(bytes);
    CHECK(complaints.answer_of(sends(bytes))["text"] == text);
}

TEST_CASE("a Content-Encoding that names no coding is ignored") {
    Complaints complaints;
    auto value = GENERATE(as<std::string>(), "utf-8", "none", "application/json", "UTF8, none", "identity", "");
    INFO(value);
    CHECK(complaints.answer_of(sends(answer_text(json, "200 OK", "Content-Encoding: " + value + "\r\n")))["text"] ==
          text);
}

TEST_CASE("a charset that is declared is honoured") {
    Complaints complaints;
    auto [type, byte] = GENERATE(table<std::string, std::string>({
        {"application/json; charset=latin-1", "\xE9"},
        {"application/json;charset=\"ISO-8859-1\"; x=y", "\xE9"},
        {"text/plain; charset=Windows-1252", "\xE9"},
        {"application/json; charset=utf-8", "é"},
    }));
    INFO(type);
    auto body = "{\"text\": \"caf" + byte + "\"}";
    auto bytes = "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n" + length_of(body) + "\r\n" + body;
    CHECK(complaints.answer_of(sends(bytes))["text"] == "café");
}

TEST_CASE("what Python's json writes is understood, and what it would refuse is told in its words") {
    Complaints complaints;
    CHECK(complaints.answer_of(sends(answer_text(R"({"text": "hello", "score": NaN})")))["text"] == "hello");
    auto deep = "{\"board\": " + std::string(600, '[') + std::string(600, ']') + ", \"text\": \"deep\"}";
    CHECK(complaints.answer_of(sends(answer_text(deep)))["text"] == "deep");
    auto told = complaints.about(sends(answer_text("{'text': 'hello'}")));
    CHECK(told.find("Expecting property name enclosed in double quotes: line 1 column 2") != std::string::npos);
}
