#include "api/element_pages.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "necsus/text/json_text.hpp"
#include "support/unit/api_case.hpp"

using namespace necsus;
using Texts = std::vector<std::string>;

namespace {

const std::string large(300U << 10U, 'x');

struct Pages : ApiCase {
    ~Pages() { page_memory.close(); }

    void say(const std::string& text) { run(loop, rooms.post(said("lobby", text), "")); }
    MessagePages messages(std::optional<std::int64_t> newest = std::nullopt) {
        return {app, "client", {"lobby", 0, no_bound}, newest};
    }
    ElementPages::Page next(ElementPages& pages) { return run(loop, pages.next()); }
    static Texts texts(const ElementPages::Page& page) {
        Texts found;
        for (const auto& json : page.elements) found.push_back(std::string(*member_text(json, "text")).substr(1, 3));
        return found;
    }
};

}  // namespace

TEST_CASE_METHOD(Pages, "small and large messages come in their order, the large ones alone") {
    for (const auto& text : {std::string("one"), "A" + large, "B" + large, std::string("two"), std::string("six")})
        say(text);
    auto pages = messages();
    CHECK(texts(next(pages)) == Texts{"one"});
    CHECK(texts(next(pages)) == Texts{"Axx"});
    CHECK(texts(next(pages)) == Texts{"Bxx"});
    auto last = next(pages);
    CHECK(texts(last) == Texts{"two", "six"});
    CHECK(last.is_last);

    auto newest = messages(3);
    CHECK(texts(next(newest)) == Texts{"Bxx"});
    CHECK(texts(next(newest)) == Texts{"two", "six"});
}

TEST_CASE_METHOD(Pages, "a page takes memory until the next one is asked for, and a small one none") {
    say("one");
    say("A" + large);
    say("two");
    auto pages = messages();
    next(pages);
    CHECK(page_memory.used_bytes() == 0);
    next(pages);
    CHECK(page_memory.used_bytes() >= large.size());
    next(pages);
    CHECK(page_memory.used_bytes() == 0);
    {
        auto given_up = messages();
        next(given_up);
        next(given_up);
        CHECK(page_memory.used_bytes() >= large.size());
    }
    CHECK(page_memory.used_bytes() == 0);
}

TEST_CASE_METHOD(Pages, "where there is no memory a page waits until there is") {
    say("one");
    auto all = run(loop, page_memory.take("other", 10U << 20U));
    auto pages = messages();
    auto waiting = start(loop, pages.next());
    loop.restart();
    loop.poll();
    CHECK(waiting.wait_for(std::chrono::seconds(0)) != std::future_status::ready);
    all = FairShares::Share();
    finish(loop);
    CHECK(texts(result_of(std::move(waiting))) == Texts{"one"});
}

TEST_CASE_METHOD(Pages, "who asks for the newest has a turn for the look, as for a page") {
    say("one");
    auto turn = run(loop, page_memory.turn("other"));
    auto pages = messages(1);
    auto waiting = start(loop, pages.next());
    loop.restart();
    loop.poll();
    auto posted = start(loop, rooms.post(said("lobby", "two"), ""));  // the newest only if it is looked later
    loop.restart();
    while (posted.wait_for(std::chrono::seconds(0)) != std::future_status::ready) loop.run_one();
    CHECK(waiting.wait_for(std::chrono::seconds(0)) != std::future_status::ready);
    turn.shrink(0);
    finish(loop);
    CHECK(texts(result_of(std::move(waiting))) == Texts{"two"});
}

TEST_CASE_METHOD(Pages, "of an empty room, and of one that was cleared meanwhile, there is an empty last page") {
    auto nothing = messages();
    auto page = next(nothing);
    CHECK(page.elements.empty());
    CHECK(page.is_last);
    say("one");
    say("A" + large);
    auto pages = messages();
    next(pages);
    run(loop, rooms.clear_messages("lobby"));
    page = next(pages);
    CHECK(page.elements.empty());
    CHECK(page.is_last);
}

TEST_CASE_METHOD(Pages, "bots come in their order, however long an old file's are") {
    for (const auto* name : {"a", "b"}) run(loop, rooms.put_bot(new_bot("lobby", name)));
    run(loop, rooms.put_bot(new_bot("lobby", "L" + large)));
    run(loop, rooms.put_bot(new_bot("lobby", "z")));
    BotRange range;
    range.room = "lobby";
    BotPages pages(app, "client", range);
    std::vector<std::size_t> sizes;
    for (bool is_last = false; !is_last;) {
        auto page = next(pages);
        is_last = page.is_last;
        sizes.push_back(page.elements.size());
    }
    CHECK(sizes == std::vector<std::size_t>{2, 1, 1});
}

TEST_CASE_METHOD(Pages, "for HEAD nothing is read; a short list is one body, and a long one a stream") {
    say("A" + large);
    auto head = answer("HEAD", "/api/messages?room=lobby");
    CHECK(head.status == 200);
    CHECK(head.stream);
    CHECK(page_memory.used_bytes() == 0);
    auto alone = answer("GET", "/api/messages?room=lobby&limit=0");
    CHECK_FALSE(alone.stream);
    CHECK(alone.body == "[]");
    auto streamed = answer("GET", "/api/messages?room=lobby");
    CHECK(page_memory.used_bytes() >= large.size());
    CHECK(streamed.stream);
    CHECK(nlohmann::json::parse(body_of(std::move(streamed))).size() == 1);
    CHECK(page_memory.used_bytes() == 0);
}

TEST_CASE_METHOD(Pages, "the poster of a long message gets it whole, with bots and without, and when it was repeated") {
    const bool with_bot = GENERATE(false, true);
    if (with_bot) install("lobby", "Echo", "never");
    const auto body = R"({"room":"lobby","author":"Ada","text":")" + large + "\"}";
    for (int i = 0; i < 2; ++i) {
        auto posted = answer("POST", "/api/actions/message", body, {{"idempotency-key", "k"}});
        CHECK(posted.stream);
        auto json = nlohmann::json::parse(body_of(std::move(posted)));
        CHECK(json.at("text") == large);
        CHECK(json.at("id") == 1);
    }
}
