#include "json_array.hpp"

#include <deque>
#include <string>
#include <utility>

namespace necsus {

namespace {

/// Longer elements are sent as they are, and not copied into a piece with others.
constexpr std::size_t long_bytes = 64U << 10U;

class JsonArray final : public BodyStream {
  public:
    explicit JsonArray(std::unique_ptr<ElementPages> pages) : pages_(std::move(pages)) {}

    awaitable<std::string> next() override {
        while (pieces_.empty() && !ended_) co_await read();
        if (pieces_.empty()) co_return std::string();
        auto piece = std::move(pieces_.front());
        pieces_.pop_front();
        co_return piece;
    }

    /// The next page.
    awaitable<void> read() {
        auto page = co_await pages_->next();
        ended_ = page.is_last;
        std::string text;
        for (auto& element : page.elements) {
            text += is_first_ ? '[' : ',';
            is_first_ = false;
            if (element.size() <= long_bytes) {
                text += element;
                continue;
            }
            pieces_.push_back(std::exchange(text, std::string()));
            pieces_.push_back(std::move(element));
        }
        if (ended_) text += is_first_ ? "[]" : "]";
        if (!text.empty()) pieces_.push_back(std::move(text));
    }

    bool is_one_piece() const { return ended_ && pieces_.size() == 1; }

  private:
    std::unique_ptr<ElementPages> pages_;
    std::deque<std::string> pieces_;  // of the page in hand; none is empty
    bool is_first_ = true;
    bool ended_ = false;
};

}  // namespace

awaitable<Response> json_array(std::unique_ptr<ElementPages> pages, bool head_only) {
    auto array = std::make_unique<JsonArray>(std::move(pages));
    auto response = ok({});
    if (!head_only) co_await array->read();
    if (array->is_one_piece()) {
        response.body = co_await array->next();
        response.owner = std::move(array);
    } else {
        response.stream = std::move(array);
    }
    co_return response;
}

}  // namespace necsus
