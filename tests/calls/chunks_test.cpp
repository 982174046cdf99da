#include "calls/chunks.hpp"

#include <catch2/catch.hpp>

using namespace necsus;
using State = Chunks::State;

namespace {

/// In pieces of `size`; what comes of the last that was taken.
State put(Chunks& chunks, std::string_view bytes, std::size_t size) {
    auto state = State::more;
    while (!bytes.empty() && state == State::more) {
        auto piece = bytes.substr(0, size);
        bytes.remove_prefix(piece.size());
        state = chunks.put(piece);
    }
    return state;
}

}  // namespace

TEST_CASE("chunks are put together, whatever ends their lines") {
    const auto* bytes = GENERATE("5\nhello\n1;x=y\n!\n0\n\n", "5\r\nhello\r\n01\r\n!\r\n0\r\n\r\n",
                                 "5 \nhello\r\n1\r\n!\n00\nT: r\n\nmore");
    for (std::size_t size : {1U, 2U, 100U}) {
        Chunks chunks(100);
        CHECK(put(chunks, bytes, size) == State::done);
        CHECK(chunks.body() == "hello!");
    }
}

TEST_CASE("data may hold line ends") {
    Chunks chunks(100);
    CHECK(put(chunks, "4\na\n\nb\n0\n\n", 3) == State::done);
    CHECK(chunks.body() == "a\n\nb");
}

TEST_CASE("chunks that are none are bad") {
    const auto* bytes = GENERATE("x\n", "\n", "-1\n", "5\nhello!\n0\n\n", "0x5\nhello\n");
    Chunks chunks(100);
    CHECK(put(chunks, bytes, 100) == State::bad);
    Chunks endless(100);
    CHECK(put(endless, "5;" + std::string(10'000, 'x'), 100) == State::bad);
}

TEST_CASE("more than is allowed is too large, as soon as it is announced") {
    Chunks chunks(5);
    CHECK(put(chunks, "5\nhello\n0\n\n", 100) == State::done);
    Chunks more(5);
    CHECK(put(more, "5\nhello\n1\n", 100) == State::too_large);
    Chunks huge(5);
    CHECK(put(huge, "ffffffffffffffffff\n", 100) == State::too_large);
}

TEST_CASE("what is not over waits for more") {
    Chunks chunks(100);
    CHECK(put(chunks, "5\nhello\n0\nT: r\n", 100) == State::more);
}

TEST_CASE("what lies behind the end stays") {
    Chunks chunks(100);
    std::string_view bytes = "1\r\nx\r\n0\r\n\r\nHTTP/1.1";
    CHECK(chunks.put(bytes) == State::done);
    CHECK(bytes == "HTTP/1.1");
}

TEST_CASE("chunks of a byte are taken, and not without end") {
    std::string bytes;
    for (int i = 0; i < 200'000; ++i) bytes += "1\r\nx\r\n";
    Chunks many(8U << 20U);
    CHECK(put(many, bytes + "0\r\n\r\n", 4096) == State::done);
    CHECK(many.body() == std::string(200'000, 'x'));
    Chunks too_many(8U << 20U);
    CHECK(put(too_many, bytes + bytes, 4096) == State::too_wordy);
}

TEST_CASE("neither extensions nor trailers go on without end") {
    const auto line =
        GENERATE("1;" + std::string(4000, 'x') + "\r\nx\r\n", "X-Trailer: " + std::string(1000, 'x') + "\r\n");
    std::string bytes = line.starts_with('X') ? "0\r\n" : "";
    for (int i = 0; i < 2000; ++i) bytes += line;
    Chunks chunks(8U << 20U);
    CHECK(put(chunks, bytes, 4096) == State::too_wordy);
}
