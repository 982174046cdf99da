// Trying a pattern before a bot has it (docs/dev/protocol.md, section 9).
#include <utility>

#include "body.hpp"
#include "necsus/api/routes.hpp"
#include "necsus/pattern/pattern.hpp"
#include "necsus/text/json_text.hpp"

namespace necsus {

namespace {

struct Trial {
    std::string pattern, text;
};

Trial trial_of(Body& body) {
    Trial trial;
    trial.pattern = body.text("pattern");
    trial.text = body.text("text");
    return trial;
}

/// The outcome, and in JSON what belongs to it: what has no meaning is null.
struct Answer {
    std::string_view outcome;
    std::string params = "null", span = "null", groups = "null", error = "null";

    std::string json() const {
        JsonObject json;
        json.add("outcome", outcome).add_raw("params", params).add_raw("span", span);
        return std::move(json.add_raw("groups", groups).add_raw("error", error)).finish();
    }
};

std::string span_json(std::size_t begin, std::size_t end) {
    return "[" + std::to_string(begin) + "," + std::to_string(end) + "]";
}

std::optional<std::string> name_of(const PatternMatch& match, std::size_t number) {
    for (const auto& [name, named] : match.names) {
        if (named == number) return name;
    }
    return std::nullopt;
}

std::string group_json(const PatternMatch& match, std::size_t number, const Subject& subject) {
    const auto& group = match.numbered[number - 1];
    std::optional<std::string> text;
    if (group.took_part) text = subject.part(group.begin, group.end);
    JsonObject json;
    json.add("name", name_of(match, number)).add("number", static_cast<std::int64_t>(number));
    json.add_raw("span", group.took_part ? span_json(group.begin, group.end) : "null").add("text", text);
    return std::move(json).finish();
}

Answer answer_of(const PatternMatch& match, const Subject& subject) {
    JsonObject params;
    for (const auto& [name, value] : match.groups) params.add(name, value);
    std::string groups = "[";
    for (std::size_t number = 1; number <= match.numbered.size(); ++number) {
        if (number > 1) groups += ',';
        groups += group_json(match, number, subject);
    }
    return {"match", std::move(params).finish(), span_json(match.begin, match.end), groups + "]"};
}

Answer answer_of(const PatternError& error) {
    std::optional<std::int64_t> position;
    if (error.position) position = static_cast<std::int64_t>(*error.position);
    JsonObject json;
    json.add("message", error.what).add("position", position);
    return {"error", "null", "null", "null", std::move(json).finish()};
}

Answer try_out(const Trial& trial, std::chrono::microseconds limit) {
    auto compiled = Pattern::compile(trial.pattern);
    if (const auto* error = std::get_if<PatternError>(&compiled)) return answer_of(*error);
    const Subject subject(trial.text);
    auto result = std::get<Pattern>(compiled).search_all_groups(subject, limit);
    if (std::holds_alternative<PatternTimedOut>(result)) return {"timeout"};
    if (const auto* match = std::get_if<PatternMatch>(&result)) return answer_of(*match, subject);
    return {"no_match"};
}

}  // namespace

awaitable<Response> test_pattern(App& app, Request request) {
    auto client = request.client.network;
    auto [trial, problem] = co_await read_body(app.workers, app.fields, std::move(request), trial_of);
    if (problem) co_return refusal(400, *problem);
    // Off the loop: nothing is known of this pattern yet.
    auto job = [trial = std::move(trial), limit = app.pattern_time] { return try_out(trial, limit).json(); };
    auto json = co_await app.workers.compute(std::move(client), std::move(job));
    co_return ok(std::move(json));
}

}  // namespace necsus
