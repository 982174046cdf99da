// For libFuzzer, by tests/fuzz/run: patterns and texts made at random, under AddressSanitizer and
// UndefinedBehaviorSanitizer. An input is a pattern, the byte 0xFF (which is in no UTF-8), and a text.

#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

#include "necsus/pattern/pattern.hpp"
#include "necsus/text/utf8.hpp"
#include "require.hpp"

using namespace necsus;

namespace {

using Compiled = std::variant<Pattern, PatternError>;

constexpr auto limit = std::chrono::milliseconds(2);

bool same(const SearchResult& a, const SearchResult& b) {
    if (a.index() != b.index()) return false;
    const auto* first = std::get_if<PatternMatch>(&a);
    if (first == nullptr) return true;
    const auto& second = std::get<PatternMatch>(b);
    return first->begin == second.begin && first->end == second.end && first->groups == second.groups;
}

bool timed_out(const SearchResult& result) {
    return std::holds_alternative<PatternTimedOut>(result);
}

/// "… at position 12": a place in the pattern, or its end.
void check_error(const PatternError& error, std::size_t length) {
    require(!error.message.empty(), "an error has words");
    std::string_view message(error.message);
    constexpr std::string_view before = " at position ";
    auto found = message.rfind(before);
    if (found == message.npos) return;
    message.remove_prefix(found + before.size());
    std::size_t position = 0;
    auto read = std::from_chars(message.data(), message.data() + message.size(), position);
    require(read.ec == std::errc() && position <= length, "an error's position is in the pattern");
}

void check_match(const PatternMatch& match, const Subject& subject, const std::string& text) {
    require(match.begin <= match.end && match.end <= subject.text.size(), "the match is in the text");
    for (const auto& [name, value] : match.groups) {
        require(!name.empty(), "a named group has a name");
        if (value) require(text.find(*value) != text.npos, "what a group holds is in the text");
    }
}

void check_pattern(const std::string& text_of_pattern, const Subject& subject, const std::string& text) {
    Compiled once = Pattern::compile(text_of_pattern);
    Compiled again = Pattern::compile(text_of_pattern);
    auto* error = std::get_if<PatternError>(&once);
    auto* other_error = std::get_if<PatternError>(&again);
    for (auto* e : {error, other_error}) {
        if (e != nullptr) check_error(*e, Subject(text_of_pattern).text.size());
        // Whether a pattern took too long to compile is not the same every time.
        if (e != nullptr && e->kind == PatternError::Kind::too_large) return;
    }
    require((error == nullptr) == (other_error == nullptr), "a pattern compiles the same way twice");
    if (error != nullptr) {
        require(error->message == other_error->message, "an error has the same words twice");
        return;
    }

    auto result = std::get<Pattern>(once).search(subject, limit);
    if (const auto* match = std::get_if<PatternMatch>(&result)) check_match(*match, subject, text);
    auto second = std::get<Pattern>(again).search(subject, limit);
    if (timed_out(result) || timed_out(second)) return;
    require(same(result, second), "a search ends the same way twice");
}

void check_literal(const std::string& name, const Subject& subject, const std::string& text) {
    auto result = std::get<Pattern>(Pattern::literal(name)).search(subject, limit);
    if (const auto* match = std::get_if<PatternMatch>(&result)) check_match(*match, subject, text);
    bool occurs = text.find(name) != text.npos;
    require(!occurs || !std::holds_alternative<NoMatch>(result), "a literal is found where it is");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    std::string_view input(reinterpret_cast<const char*>(bytes), size);
    auto middle = input.find('\xFF');
    auto pattern = valid_utf8(input.substr(0, middle));
    auto text = valid_utf8(middle == input.npos ? std::string_view() : input.substr(middle + 1));
    Subject subject(text);
    check_pattern(pattern, subject, text);
    check_literal(pattern, subject, text);
    return 0;
}
