// Python's own answers: tests/data/regex says what re.search(pattern, text, re.IGNORECASE) did in CPython 3.11.
#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "necsus/pattern/pattern.hpp"

using namespace necsus;
using nlohmann::json;
using std::chrono::steady_clock;

namespace {

std::vector<json> cases_in(const std::string& file) {
    std::ifstream lines(NECSUS_TEST_DATA "/regex/" + file);
    std::vector<json> cases;
    for (std::string line; std::getline(lines, line);) cases.push_back(json::parse(line));
    return cases;
}

struct Answer {
    std::string outcome;
    json params = json::object();
    std::string why = {};  // it was refused
};

Answer answer_to(const json& question, std::chrono::microseconds limit) {
    auto compiled = Pattern::compile(question["pattern"].get<std::string>());
    if (const auto* error = std::get_if<PatternError>(&compiled)) {
        bool refused = error->kind == PatternError::Kind::refused;
        return {refused ? "error" : "too_large", json::object(), error->message};
    }
    Subject subject(question["text"].get<std::string>());
    auto result = std::get<Pattern>(compiled).search(subject, limit);
    if (std::holds_alternative<PatternTimedOut>(result)) return {.outcome = "timed_out"};
    if (std::holds_alternative<NoMatch>(result)) return {.outcome = "no_match"};
    Answer answer{.outcome = "match"};
    for (const auto& [name, value] : std::get<PatternMatch>(result).groups) {
        answer.params[name] = value ? json(*value) : json();
    }
    return answer;
}

/// Where Python's answer is a defect of its own that we don't share: docs/patterns.md, "What is different".
const std::set<std::string> pythons_defects{
    "quirk-possessive-0001",   "quirk-scoped-ascii-0001", "quirk-scoped-ascii-0002", "quirk-scoped-ascii-0003",
    "quirk-scoped-ascii-0004", "quirk-scoped-ascii-0005", "quirk-scoped-ascii-0006", "quirk-scoped-ascii-0007",
    "quirk-scoped-ascii-0008", "quirk-scoped-ascii-0009", "quirk-scoped-ascii-0010", "quirk-scoped-ascii-0011",
    "quirk-scoped-ascii-0012",
};

}  // namespace

TEST_CASE("every case that Python answered is answered the same") {
    auto cases = cases_in("cases.jsonl");
    REQUIRE(cases.size() > 7000);
    for (const auto& one : cases) {
        if (pythons_defects.contains(one["id"])) continue;
        auto answer = answer_to(one, std::chrono::seconds(1));
        INFO(one.dump() << " " << answer.why);
        CHECK(answer.outcome == one["outcome"]);
        CHECK(answer.params == one["params"]);
    }
}

TEST_CASE("patterns that would take forever are answered in time, rightly or with the time that ran out") {
    auto cases = cases_in("pathological.jsonl");
    REQUIRE(cases.size() > 100);
    for (const auto& one : cases) {
        auto began = steady_clock::now();
        auto answer = answer_to(one, std::chrono::milliseconds(10));
        CHECK(steady_clock::now() - began < std::chrono::seconds(1));
        INFO(one["id"] << " " << answer.outcome << " " << answer.why);
        bool gave_up = answer.outcome == "timed_out" || answer.outcome == "too_large";
        if (gave_up || one["oracle"] == "slow") continue;
        CHECK(answer.outcome == one["oracle"]);
        CHECK(answer.params == one.value("params", json::object()));
    }
}
