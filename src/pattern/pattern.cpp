#include "necsus/pattern/pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "compiler.hpp"
#include "matcher.hpp"
#include "parser.hpp"

namespace necsus {

namespace {

constexpr auto compile_time = std::chrono::milliseconds(10);
/// Some 0.1 ms.
constexpr std::uint64_t few_steps = 10'000;

std::size_t length_of(std::string_view utf8) {
    auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), begins_character));
}

PatternError too_large(std::string message) {
    return {PatternError::Kind::too_large, std::move(message)};
}

}  // namespace

/// Shared by the copies of a pattern, on whichever threads they are.
struct Pattern::Compiled {
    explicit Compiled(pattern::Program made) : program(std::move(made)) {}
    const pattern::Program program;
    std::atomic<bool> is_slow = false;
};

bool Pattern::is_too_long(std::string_view text) {
    return text.size() > max_length && (text.size() > 4 * max_length || length_of(text) > max_length);
}

std::variant<Pattern, PatternError> Pattern::compile(std::string_view text) {
    return made_of(text, [](std::u32string_view characters) { return pattern::parse(characters); });
}

std::variant<Pattern, PatternError> Pattern::literal(std::string_view text) {
    return made_of(text, [](std::u32string_view characters) {
        pattern::Tree tree;
        tree.flags = pattern::ignore_case;
        for (char32_t c : characters) tree.root.push_back(pattern::literal(c));
        return tree;
    });
}

template <class MakeTree>
std::variant<Pattern, PatternError> Pattern::made_of(std::string_view text, MakeTree make_tree) {
    if (is_too_long(text)) return too_large(fmt::format("it has more than {} characters", max_length));
    try {
        auto tree = make_tree(Subject(text).text);
        auto program = pattern::compile(tree, pattern::ThreadTime::now() + compile_time);
        return Pattern(std::make_shared<Compiled>(std::move(program)));
    } catch (const pattern::SyntaxError& error) {
        return PatternError{PatternError::Kind::refused, error.message, error.reason, error.position};
    } catch (const pattern::CompileTimedOut& error) {
        return too_large(error.what());
    }
}

SearchResult Pattern::search(const Subject& subject, std::chrono::microseconds limit) const {
    return search(subject, limit, false);
}

SearchResult Pattern::search_all_groups(const Subject& subject, std::chrono::microseconds limit) const {
    return search(subject, limit, true);
}

SearchResult Pattern::search(const Subject& subject, std::chrono::microseconds limit, bool all_groups) const {
    const auto& program = compiled_->program;
    pattern::Matcher matcher(program, subject, limit);
    auto verdict = matcher.search();
    if (verdict != pattern::Verdict::timed_out && matcher.steps() < few_steps && is_slow()) compiled_->is_slow = false;
    switch (verdict) {
        case pattern::Verdict::no_match:
            return NoMatch{};
        case pattern::Verdict::timed_out:
            compiled_->is_slow = true;
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
        if (all_groups) match.names.emplace_back(name, group);
    }
    for (std::uint32_t group = 1; all_groups && group < program.groups; ++group) {
        GroupMatch part;
        part.took_part = matcher.took_part(group);
        if (part.took_part) {
            part.begin = matcher.begin(group);
            part.end = std::max(part.begin, static_cast<std::size_t>(matcher.end(group)));
        }
        match.numbered.push_back(part);
    }
    return match;
}

bool Pattern::is_slow() const {
    return compiled_->is_slow;
}

std::size_t Pattern::bytes() const {
    const auto& program = compiled_->program;
    auto bytes = sizeof(Compiled) + program.code.capacity() * sizeof(pattern::Instruction);
    for (const auto& set : program.sets) bytes += sizeof(set) + set.bytes();
    return bytes;
}

}  // namespace necsus
