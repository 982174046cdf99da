// The JSON body of an action, field by field. The first thing that is wrong is kept, as a sentence for the client.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "necsus/async.hpp"
#include "necsus/workers.hpp"

namespace necsus {

class Body {
  public:
    /// `text` must be a JSON object in UTF-8 (a BOM is allowed); of duplicate keys the last counts.
    explicit Body(std::string text);
    Body(Body&&) noexcept;
    Body& operator=(Body&&) noexcept;
    ~Body();

    bool has(std::string_view key) const;
    bool is_null(std::string_view key) const;

    /// A string that must be there; "" after a problem.
    std::string text(std::string_view key);
    /// As `text`, and not empty.
    std::string room();
    /// A string that may be absent or null.
    std::optional<std::string> optional_text(std::string_view key);
    /// An integer that must be there and between `least` and `most`; `least` after a problem.
    std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most);
    /// A value of any type but null that must be there, byte for byte as it was sent.
    std::string raw(std::string_view key);

    const std::optional<std::string>& problem() const { return problem_; }

  private:
    void complain(std::string sentence);
    const nlohmann::json* find(std::string_view key) const;
    /// Null after a complaint that it is missing or null.
    const nlohmann::json* require(std::string_view key, std::string_view what_it_must_be);

    std::string text_;
    std::unique_ptr<nlohmann::json> object_;
    std::optional<std::string> problem_;
};

/// Parses `text`; a long one on a helper thread, so that it doesn't hold the loop.
awaitable<Body> parse_body(Workers& workers, std::string text);

}  // namespace necsus
