#include "api/json_array.hpp"

#include <catch2/catch.hpp>
#include <deque>

#include "support/unit/run.hpp"

using namespace necsus;

namespace {

/// Pages as they are given.
class ThesePages final : public ElementPages {
  public:
    explicit ThesePages(std::vector<std::vector<std::string>> pages) : pages_(pages.begin(), pages.end()) {}

    awaitable<Page> next() override {
        Page page;
        page.elements = std::move(pages_.front());
        pages_.pop_front();
        page.is_last = pages_.empty();
        co_return page;
    }

  private:
    std::deque<std::vector<std::string>> pages_;
};

std::string body_of(std::vector<std::vector<std::string>> pages) {
    auto response = run(json_array(std::make_unique<ThesePages>(std::move(pages)), false));
    if (!response.stream) return response.body;
    std::string whole;
    for (;;) {
        auto piece = run(response.stream->next());
        if (piece.empty()) return whole;
        whole += piece;
    }
}

}  // namespace

TEST_CASE("a list of pages is one array") {
    const std::string large(100'000, '7');
    CHECK(body_of({{}}) == "[]");
    CHECK(body_of({{"1", "2"}}) == "[1,2]");
    CHECK(body_of({{"1"}, {"2", "3"}}) == "[1,2,3]");
    CHECK(body_of({{large}, {"2"}}) == "[" + large + ",2]");
    CHECK(body_of({{"1"}, {"2", large, "3"}}) == "[1,2," + large + ",3]");
}

TEST_CASE("a page that has lost all that it had, as others were deleting, ends no list") {
    CHECK(body_of({{"1"}, {}, {"2"}}) == "[1,2]");
    CHECK(body_of({{}, {}, {"1"}, {}}) == "[1]");
    CHECK(body_of({{}, {}}) == "[]");
}

TEST_CASE("a list that is one page has its length, and one of which only the head is asked for is not read") {
    CHECK(run(json_array(std::make_unique<ThesePages>(std::vector<std::vector<std::string>>{{"1"}}), false)).stream ==
          nullptr);
    auto head = run(json_array(std::make_unique<ThesePages>(std::vector<std::vector<std::string>>{}), true));
    CHECK(head.status == 200);
    CHECK(head.stream != nullptr);
}
