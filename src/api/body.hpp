// The JSON body of an action, field by field. The first thing that is wrong is kept, as a sentence for the client.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "necsus/async.hpp"
#include "necsus/http/request.hpp"
#include "necsus/limits/field_limits.hpp"
#include "necsus/workers.hpp"

namespace necsus {

/// The sentence about a field that must be there.
std::string missing_field(std::string_view key, std::string_view what_it_must_be);

class Body {
  public:
    /// `text` must be a JSON object in UTF-8 (a BOM is allowed); of duplicate keys the last counts.
    /// A field that is longer than its limit is a problem.
    explicit Body(std::string text, const FieldLimits& limits = {});
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

    void check_length(std::string_view key, std::size_t bytes);

    std::string text_;
    FieldLimits limits_;
    std::unique_ptr<nlohmann::json> object_;
    std::optional<std::string> problem_;
};

/// What an action took from its body; with a problem the fields mean nothing.
template <class Fields>
struct FieldsOrProblem {
    Fields fields;
    std::optional<std::string> problem;
};

/// Longer bodies are read off the loop.
inline constexpr std::size_t long_body_bytes = 128U << 10U;

/// Parses the body of `request` and takes from it what `read` wants. Of a long one this is done on a worker thread,
/// where all of it is also destroyed: only the fields come back to the loop. `read` must touch nothing but the body.
/// Whose room it is is known only then, so clients take turns. Throws WorkersBusy.
template <class Fields>
awaitable<FieldsOrProblem<Fields>> read_body(Workers& workers, FieldLimits limits, Request request,
                                             Fields (*read)(Body&)) {
    bool is_long = request.body.size() >= long_body_bytes;
    auto job = [text = std::move(request.body), limits, read]() mutable {
        Body body(std::move(text), limits);
        auto fields = read(body);
        return FieldsOrProblem<Fields>{std::move(fields), body.problem()};
    };
    if (!is_long) co_return job();
    co_return co_await workers.compute(std::move(request.client.network), std::move(job));
}

}  // namespace necsus
