#include "pattern_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "necsus/text/utf8.hpp"
#include "unicode.hpp"

namespace necsus::pattern {

PatternSource::PatternSource(std::u32string_view text) : text_(text) {
    advance();
}

void PatternSource::advance() {
    if (index_ >= text_.size()) {
        next_ = {};
        return;
    }
    std::size_t length = 1;
    if (text_[index_] == '\\') {
        if (index_ + 1 >= text_.size()) fail_at("bad escape (end of pattern)", text_.size() - 1);
        length = 2;
    }
    next_ = text_.substr(index_, length);
    index_ += length;
}

std::u32string_view PatternSource::get() {
    auto token = next_;
    advance();
    return token;
}

bool PatternSource::match(char32_t c) {
    if (!next_is(c)) return false;
    advance();
    return true;
}

std::u32string_view PatternSource::get_while(std::size_t most, bool (*wanted)(char32_t)) {
    auto begin = position();
    std::size_t count = 0;
    while (count < most && next_.size() == 1 && wanted(next_[0])) {
        advance();
        ++count;
    }
    return text_.substr(begin, count);
}

std::u32string PatternSource::get_until(char32_t terminator, const std::string& what) {
    std::u32string taken;
    for (;;) {
        bool ended = at_end();
        auto token = get();
        if (ended) {
            if (taken.empty()) fail("missing " + what);
            fail(fmt::format("missing {}, unterminated name", static_cast<char>(terminator)), taken.size());
        }
        if (token.size() == 1 && token[0] == terminator) {
            if (taken.empty()) fail("missing " + what, 1);
            return taken;
        }
        taken += token;
    }
}

void PatternSource::seek(std::size_t index) {
    index_ = index;
    advance();
}

void PatternSource::fail(const std::string& message, std::size_t back) const {
    fail_at(message, position() - back);
}

void PatternSource::fail_at(const std::string& message, std::size_t position) const {
    auto text = fmt::format("{} at position {}", message, position);
    if (text_.find(U'\n') != text_.npos) {
        auto before = text_.substr(0, position);
        auto line = std::count(before.begin(), before.end(), U'\n') + 1;
        auto newline = before.rfind(U'\n');
        auto column = newline == before.npos ? position + 1 : position - newline;
        text += fmt::format(" (line {}, column {})", line, column);
    }
    throw SyntaxError(std::move(text), message, position);
}

std::string to_utf8(std::u32string_view text) {
    std::string out;
    for (char32_t c : text) append_utf8(out, c);
    return out;
}

std::string repr(std::u32string_view text) {
    bool double_quotes = text.find(U'\'') != text.npos && text.find(U'"') == text.npos;
    char32_t quote = double_quotes ? '"' : '\'';
    std::string out(1, static_cast<char>(quote));
    for (char32_t c : text) {
        if (c == quote || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (is_printable(c)) {
            append_utf8(out, c);
        } else if (c < 0x100) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
        } else if (c < 0x10000) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += fmt::format("\\U{:08x}", static_cast<unsigned>(c));
        }
    }
    out += static_cast<char>(quote);
    return out;
}

}  // namespace necsus::pattern
