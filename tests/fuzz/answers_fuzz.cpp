// For libFuzzer, by tests/fuzz/run: what a bot answers, from the first byte of its connection to what the room is told.
// The first byte of an input says in what pieces the rest comes.

#include <boost/asio/error.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "calls/answer_reader.hpp"
#include "necsus/bots/reply.hpp"
#include "necsus/text/utf8.hpp"
#include "require.hpp"

using namespace necsus;

namespace {

constexpr std::size_t max_reply_bytes = 64U << 10U;

CallOutcome read(std::string_view bytes, std::size_t size) {
    AnswerReader reader(max_reply_bytes);
    bool done = false;
    while (!done && !bytes.empty()) {
        auto piece = bytes.substr(0, size);
        bytes.remove_prefix(piece.size());
        done = reader.put(piece);
    }
    if (!done) reader.end(boost::asio::error::eof);
    return reader.take_outcome();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    auto outcome = read({reinterpret_cast<const char*>(bytes) + 1, size - 1}, 1 + std::size_t{bytes[0]});
    require(outcome.body.size() <= max_reply_bytes, "a body is within its bounds");
    Bot bot;
    bot.name = "EchoBot";
    bot.url = "http://h/";
    UnpackLimits unpacking{max_reply_bytes, 200};
    auto reply = read_reply(bot, std::move(outcome), std::chrono::seconds(1), unpacking);
    if (auto* problem = std::get_if<Problem>(&reply)) {
        require(!problem->html.empty() && valid_utf8(problem->html) == problem->html, "a problem has words");
    }
    if (auto* answer = std::get_if<BotReply>(&reply))
        require(valid_utf8(answer->text) == answer->text, "text is UTF-8");
    return 0;
}
