#include "exchange.hpp"

#include <algorithm>
#include <boost/beast/core/error.hpp>
#include <vector>

namespace necsus {

namespace {

/// Room for what comes: little while a bot thinks, for there may be many; more once it says much.
constexpr std::size_t first_bytes = 4096;
constexpr std::size_t most_bytes = 64U << 10U;

}  // namespace

awaitable<bool> exchange(BotConnection& connection, OutgoingRequest request, AnswerReader& reader) {
    // An error while writing may come with an answer all the same (413 and close): read before judging.
    auto write_error = co_await connection.write(request.head, request.body);
    { auto let_go = std::move(request); }  // an assignment would leave a string its memory
    if (write_error == boost::beast::error::timeout) {
        reader.end(write_error);
        co_return false;
    }
    std::vector<char> piece(first_bytes);
    for (;;) {
        auto read = co_await connection.read_some(asio::buffer(piece));
        bool finished = read.bytes > 0 && reader.put({piece.data(), read.bytes});
        if (finished) co_return !write_error;
        if (read.error) {
            reader.end(read.error);
            co_return !write_error;
        }
        if (read.bytes == piece.size()) piece.resize(std::min(2 * read.bytes, most_bytes));
    }
}

}  // namespace necsus
