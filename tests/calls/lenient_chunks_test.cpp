#include "calls/lenient_chunks.hpp"

#include <catch2/catch.hpp>

using namespace necsus;
using State = LenientChunks::State;

namespace {

/// In pieces of `size`; what comes of the last that was taken.
State put(LenientChunks& chunks, std::string_view bytes, std::size_t size) {
    auto state = State::more;
    while (!bytes.empty() && state == State::more) {
        state = chunks.put(bytes.substr(0, size));
        bytes.remove_prefix(std::min(size, bytes.size()));
    }
    return state;
}

}  // namespace

TEST_CASE("chunks are put together, whatever ends their lines") {
    const auto* bytes = GENERATE("5\nhello\n1;x=y\n!\n0\n\n", "5\r\nhello\r\n01\r\n!\r\n0\r\n\r\n",
                                 "5 \nhello\r\n1\r\n!\n00\nT: r\n\nmore");
    for (std::size_t size : {1U, 2U, 100U}) {
        LenientChunks chunks(100);
        CHECK(put(chunks, bytes, size) == State::done);
        CHECK(chunks.body() == "hello!");
    }
}

TEST_CASE("data may hold line ends") {
    LenientChunks chunks(100);
    CHECK(put(chunks, "4\na\n\nb\n0\n\n", 3) == State::done);
    CHECK(chunks.body() == "a\n\nb");
}

TEST_CASE("chunks that are none are bad") {
    const auto* bytes = GENERATE("x\n", "\n", "-1\n", "5\nhello!\n0\n\n", "0x5\nhello\n");
    LenientChunks chunks(100);
    CHECK(put(chunks, bytes, 100) == State::bad);
    LenientChunks endless(100);
    CHECK(put(endless, "5;" + std::string(10'000, 'x'), 100) == State::bad);
}

TEST_CASE("more than is allowed is too large, as soon as it is announced") {
    LenientChunks chunks(5);
    CHECK(put(chunks, "5\nhello\n0\n\n", 100) == State::done);
    LenientChunks more(5);
    CHECK(put(more, "5\nhello\n1\n", 100) == State::too_large);
    LenientChunks huge(5);
    CHECK(put(huge, "ffffffffffffffffff\n", 100) == State::too_large);
}

TEST_CASE("what is not over waits for more") {
    LenientChunks chunks(100);
    CHECK(put(chunks, "5\nhello\n0\nT: r\n", 100) == State::more);
}
