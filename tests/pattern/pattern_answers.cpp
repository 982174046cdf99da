// Answers, a line each, what our patterns do: {"pattern", "text"} in, {"outcome", …} out. For differential_test.py.
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "necsus/pattern/pattern.hpp"

using namespace necsus;
using nlohmann::json;

namespace {

/// Long: only what never ends counts as timed out here.
constexpr auto time_limit = std::chrono::milliseconds(100);

json answer_of(const PatternMatch& match) {
    auto params = json::object();
    for (const auto& [name, value] : match.groups) params[name] = value ? json(*value) : json();
    return {{"outcome", "match"}, {"params", params}, {"span", {match.begin, match.end}}};
}

json answer_of(const std::string& pattern, const std::string& text) {
    auto compiled = Pattern::compile(pattern);
    if (const auto* error = std::get_if<PatternError>(&compiled)) {
        bool refused = error->kind == PatternError::Kind::refused;
        return {{"outcome", refused ? "error" : "too_large"}, {"error", error->message}};
    }
    auto result = std::get<Pattern>(compiled).search(Subject(text), time_limit);
    if (const auto* match = std::get_if<PatternMatch>(&result)) return answer_of(*match);
    return {{"outcome", std::holds_alternative<NoMatch>(result) ? "no_match" : "timed_out"}};
}

}  // namespace

int main() {
    std::ios::sync_with_stdio(false);
    for (std::string line; std::getline(std::cin, line);) {
        auto question = json::parse(line);
        std::cout << answer_of(question["pattern"], question["text"]).dump() << '\n';
    }
}
