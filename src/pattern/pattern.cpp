#include "necsus/pattern/pattern.hpp"

#include <fmt/format.h>

#include <atomic>

#include "compiler.hpp"
#include "matcher.hpp"
#include "parser.hpp"

namespace necsus {

namespace {

using std::chrono::steady_clock;

constexpr auto compile_time = std::chrono::milliseconds(10);

PatternError too_large(std::string message) {
    return {PatternError::Kind::too_large, std::move(message)};
}

}  // namespace

/// Shared by the copies of a pattern, on whichever threads they are.
struct Pattern::Compiled {
    explicit Compiled(pattern::Program made) : program(std::move(made)) {}
    const pattern::Program program;
    std::atomic<bool> has_timed_out = false;
};

std::variant<Pattern, PatternError> Pattern::compile(std::string_view text) {
    auto characters = Subject(text).text;
    if (characters.size() > max_length) {
        return too_large(fmt::format("it has {} characters, and {} are allowed", characters.size(), max_length));
    }
    try {
        auto tree = pattern::parse(characters);
        auto program = pattern::compile(tree, steady_clock::now() + compile_time);
        return Pattern(std::make_shared<Compiled>(std::move(program)));
    } catch (const pattern::SyntaxError& error) {
        return PatternError{PatternError::Kind::refused, error.message};
    } catch (const pattern::CompileTimedOut& error) {
        return too_large(error.what());
    }
}

Pattern Pattern::literal(std::string_view text) {
    pattern::Tree tree;
    tree.flags = pattern::ignore_case;
    for (char32_t c : Subject(text).text) {
        pattern::Node node;
        node.character = c;
        tree.root.push_back(std::move(node));
    }
    auto program = pattern::compile(tree, steady_clock::time_point::max());
    return Pattern(std::make_shared<Compiled>(std::move(program)));
}

SearchResult Pattern::search(const Subject& subject, std::chrono::microseconds limit) const {
    const auto& program = compiled_->program;
    pattern::Matcher matcher(program, subject, limit);
    switch (matcher.search()) {
        case pattern::Verdict::no_match:
            return NoMatch{};
        case pattern::Verdict::timed_out:
            compiled_->has_timed_out = true;
            return PatternTimedOut{};
        case pattern::Verdict::match:
            break;
    }
    PatternMatch match;
    match.begin = matcher.begin(0);
    match.end = matcher.end(0);
    match.groups.reserve(program.names.size());
    for (const auto& [name, group] : program.names) {
        std::optional<std::string> value;
        if (matcher.took_part(group)) {
            auto begin = matcher.begin(group);
            value = subject.part(begin, std::max(begin, matcher.end(group)));
        }
        match.groups.emplace_back(name, std::move(value));
    }
    return match;
}

bool Pattern::has_timed_out() const {
    return compiled_->has_timed_out;
}

}  // namespace necsus
