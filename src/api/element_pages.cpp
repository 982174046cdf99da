#include "element_pages.hpp"

#include <algorithm>
#include <utility>

namespace necsus {

namespace {

/// A large row is there as it was read, as JSON, and as what is sent; for long only as the last of these.
constexpr std::size_t weight = 3;

/// What is small takes no share.
void settle(FairShares::Share& share, std::size_t bytes) {
    share.shrink(bytes > PageMemory::small_bytes ? bytes : 0);
}

std::size_t bytes_of(const std::vector<std::string>& elements) {
    std::size_t bytes = 0;
    for (const auto& element : elements) bytes += element.size();
    return bytes;
}

}  // namespace

MessagePages::MessagePages(App& app, std::string client, MessageRange range, std::optional<std::int64_t> newest)
    : app_(app), client_(std::move(client)), range_(std::move(range)), newest_(newest) {}

awaitable<ElementPages::Page> MessagePages::next() {
    share_ = FairShares::Share();
    if (newest_) co_await find_newest();
    if (large_bytes_ > 0) co_return co_await next_large();
    share_ = co_await app_.answers.take(client_, MessageRepository::page_bytes);
    auto turn = co_await app_.answers.turn(client_);
    auto range = range_;
    auto page = co_await app_.messages.page(std::move(range));
    turn.shrink(0);
    range_.after = page.last_id;
    large_bytes_ = page.large_bytes;
    if (page.messages.empty() && large_bytes_ > 0) co_return co_await next_large();
    settle(share_, bytes_of(page.messages));
    Page found;
    found.elements = std::move(page.messages);
    found.is_last = page.is_last;
    co_return found;
}

/// Narrows the range to its newest messages. Each step has a turn as a page has: many who ask wait for one another.
awaitable<void> MessagePages::find_newest() {
    MessageRepository::NewestSearch search{range_, *newest_};
    newest_.reset();
    do {
        auto turn = co_await app_.answers.turn(client_);
        search = co_await app_.messages.look_back(std::move(search));
    } while (search.count > 0);
    range_ = std::move(search.range);
}

/// One message alone, made JSON on a worker thread.
awaitable<ElementPages::Page> MessagePages::next_large() {
    share_ = FairShares::Share();
    auto bytes = std::exchange(large_bytes_, 0) * weight;
    share_ = co_await app_.answers.take(client_, bytes);
    auto turn = co_await app_.answers.turn(client_);
    auto range = range_;
    auto row = co_await app_.messages.first(std::move(range));
    turn.shrink(0);
    Page found;
    found.is_last = !row;  // the room was cleared meanwhile
    if (!row) co_return found;
    auto job = [row = std::move(*row)]() mutable {
        auto message = std::move(row).mended();
        return std::pair(message.id, to_json(message));
    };
    auto client = client_;
    auto made = co_await app_.workers.compute(std::move(client), std::move(job));
    range_.after = made.first;
    settle(share_, made.second.size());
    found.elements.push_back(std::move(made.second));
    co_return found;
}

BotPages::BotPages(App& app, std::string client, BotRange range)
    : app_(app), client_(std::move(client)), range_(std::move(range)) {}

awaitable<ElementPages::Page> BotPages::next() {
    share_ = FairShares::Share();
    auto room = std::max(BotRepository::page_bytes, std::exchange(next_bytes_, 0));
    share_ = co_await app_.answers.take(client_, room);
    auto turn = co_await app_.answers.turn(client_);
    auto range = range_;
    auto page = co_await app_.bots.page(std::move(range), room);
    turn.shrink(0);
    range_.after = page.last_id;
    next_bytes_ = page.next_bytes;
    Page found;
    for (auto& bot : page.bots) {
        if (!range_.room) bot = for_other_rooms(std::move(bot));
        found.elements.push_back(to_json(bot));
        auto let_go = std::move(bot);  // one may be large
    }
    found.is_last = page.is_last;
    settle(share_, bytes_of(found.elements));
    co_return found;
}

}  // namespace necsus
