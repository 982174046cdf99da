// Boost.Regex behind the interface of patterns: near to Python's syntax, and not the same.
#include "necsus/pattern/pattern.hpp"

#include <boost/regex.hpp>
#include <stdexcept>

#include "necsus/model/utf8.hpp"

namespace necsus {

namespace {

std::wstring wide(std::string_view text) {
    std::wstring out;
    while (!text.empty()) {
        auto length = std::max<std::size_t>(utf8_character_length(text), 1);
        auto first = static_cast<unsigned char>(text[0]);
        wchar_t character = length == 1 ? first : first & (0x7FU >> length);
        for (std::size_t i = 1; i < length; ++i) {
            character = character * 64 + static_cast<wchar_t>(static_cast<unsigned char>(text[i]) & 0x3FU);
        }
        out += character;
        text.remove_prefix(length);
    }
    return out;
}

std::string narrow(const std::wstring& text) {
    std::string out;
    for (wchar_t c : text) append_utf8(out, static_cast<char32_t>(c));
    return out;
}

/// (?P<name>…) and (?P=name) as Boost writes them; the names in order.
std::wstring translated(std::wstring pattern, std::vector<std::wstring>& names) {
    for (std::size_t at = 0; (at = pattern.find(L"(?P", at)) != std::wstring::npos; ++at) {
        if (pattern.compare(at, 4, L"(?P<") == 0) {
            auto end = pattern.find(L'>', at);
            if (end != std::wstring::npos) names.push_back(pattern.substr(at + 4, end - at - 4));
            pattern.erase(at + 2, 1);
        } else if (pattern.compare(at, 4, L"(?P=") == 0) {
            auto end = pattern.find(L')', at);
            if (end == std::wstring::npos) break;
            pattern.replace(at, end - at + 1, L"\\k<" + pattern.substr(at + 4, end - at - 4) + L">");
        }
    }
    return pattern;
}

}  // namespace

struct Pattern::Program {
    boost::wregex regex;
    std::vector<std::wstring> names;
};

Pattern::Pattern(std::unique_ptr<Program> program) : program_(std::move(program)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

std::variant<Pattern, PatternError> Pattern::compile(std::string_view pattern) {
    auto program = std::make_unique<Program>();
    try {
        program->regex.assign(translated(wide(pattern), program->names), boost::regex::perl | boost::regex::icase);
    } catch (const std::runtime_error& error) {
        return PatternError{error.what()};
    }
    return Pattern(std::move(program));
}

Pattern Pattern::literal(std::string_view text) {
    auto program = std::make_unique<Program>();
    program->regex.assign(wide(text), boost::regex::literal | boost::regex::icase);
    return Pattern(std::move(program));
}

SearchResult Pattern::search(std::string_view text, std::chrono::microseconds) const {
    auto subject = wide(text);
    boost::wsmatch found;
    try {
        if (!boost::regex_search(subject, found, program_->regex)) return NoMatch{};
    } catch (const std::runtime_error&) {
        return PatternTimedOut{};  // too complex, says Boost: it counts steps and looks at no clock
    }
    PatternMatch match;
    match.begin = static_cast<std::size_t>(found.position());
    match.end = match.begin + static_cast<std::size_t>(found.length());
    for (const auto& name : program_->names) {
        const auto& group = found[name];
        match.groups.emplace_back(narrow(name), group.matched ? std::optional(narrow(group.str())) : std::nullopt);
    }
    return match;
}

}  // namespace necsus
