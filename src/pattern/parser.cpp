#include "parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "escapes.hpp"
#include "simplify.hpp"

namespace necsus::pattern {

namespace {

using Kind = Node::Kind;

bool is_verbose_blank(char32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace

Tree Parser::parse() {
    Tree tree;
    tree.root = alternatives(false, 0);
    if ((flags_ & type_flags) == type_flags) throw SyntaxError("ASCII and UNICODE flags are incompatible");
    if (!source_.at_end()) source_.fail("unbalanced parenthesis");
    for (auto [group, position] : conditions_) {
        if (group >= widths_.size()) source_.fail_at(fmt::format("invalid group reference {}", group), position);
    }
    tree.flags = flags_;
    tree.groups = static_cast<std::uint32_t>(widths_.size());
    for (const auto& [name, group] : names_) tree.names.emplace_back(to_utf8(name), group);
    return tree;
}

Sequence Parser::alternatives(bool verbose, int depth) {
    if (depth > max_depth) throw SyntaxError("maximum recursion depth exceeded: too many groups inside one another");
    std::vector<Sequence> found;
    do {
        bool is_start = depth == 0 && found.empty();
        if (depth == 0) verbose = (flags_ & verbose_mode) != 0;
        found.push_back(sequence(verbose, depth, is_start));
    } while (source_.match('|'));
    if (found.size() == 1) return std::move(found[0]);

    return joined(std::move(found));
}

Sequence Parser::sequence(bool verbose, int depth, bool may_set_flags) {
    Sequence result;
    while (!source_.at_end() && !source_.next_is('|') && !source_.next_is(')')) {
        auto token = source_.get();
        char32_t c = token[0];
        if (token.size() == 1 && verbose && is_verbose_blank(c)) continue;
        if (token.size() == 1 && verbose && c == '#') {
            skip_comment_line();
            continue;
        }
        if (c == '\\') {
            add_escape(token, result);
            continue;
        }
        switch (c) {
            case '[':
                result.push_back(character_class());
                break;
            case '(':
                parenthesis(result, verbose, depth, may_set_flags && result.empty());
                break;
            case '*':
            case '+':
            case '?':
            case '{':
                if (!read_repeat(token, result)) result.push_back(literal(c));
                break;
            case '.':
                result.emplace_back().kind = Kind::any;
                break;
            case '^':
            case '$':
                result.emplace_back().kind = Kind::anchor;
                result.back().anchor = c == '^' ? Anchor::line_begin : Anchor::line_end;
                break;
            default:
                result.push_back(literal(c));
        }
    }
    return result;
}

void Parser::skip_comment_line() {
    while (!source_.at_end()) {
        auto token = source_.get();
        if (token.size() == 1 && token[0] == '\n') return;
    }
}

Node Parser::reference(std::uint32_t group) {
    check_look_behind_reference(group);
    Node node;
    node.kind = Kind::reference;
    node.group = group;
    return node;
}

void Parser::add_escape(std::u32string_view token, Sequence& into) {
    auto escape = read_escape(source_, token);
    if (auto* number = std::get_if<GroupNumber>(&escape)) {
        if (number->group >= widths_.size()) {
            source_.fail(fmt::format("invalid group reference {}", number->group), number->length - 1);
        }
        if (!is_closed(number->group)) source_.fail("cannot refer to an open group", number->length);
        into.push_back(reference(number->group));
    } else if (auto* c = std::get_if<char32_t>(&escape)) {
        into.push_back(literal(*c));
    } else if (auto* anchor = std::get_if<Anchor>(&escape)) {
        into.emplace_back().kind = Kind::anchor;
        into.back().anchor = *anchor;
    } else {
        into.emplace_back().kind = Kind::set;
        into.back().set.push_back(SetItem::of(std::get<Category>(escape)));
    }
}

std::uint32_t Parser::bound(const std::u32string& digits) {
    std::uint64_t value = 0;
    for (char32_t c : digits) {
        value = value * 10 + (c - '0');
        if (value >= unlimited) throw SyntaxError("the repetition number is too large");
    }
    return static_cast<std::uint32_t>(value);
}

/// After "{": false, and nothing taken, if this is no repeat.
bool Parser::read_bounds(std::size_t here, std::uint32_t& min, std::uint32_t& max) {
    if (source_.next_is('}')) return false;
    auto digits = [&] { return std::u32string(source_.get_while(unlimited, is_decimal)); };
    auto low = digits();
    auto high = source_.match(',') ? digits() : low;
    if (!source_.match('}')) {
        source_.seek(here);
        return false;
    }
    min = low.empty() ? 0 : bound(low);
    max = high.empty() ? unlimited : bound(high);
    if (max < min) source_.fail("min repeat greater than max repeat", source_.position() - here);
    return true;
}

/// False for a "{" that begins no repeat.
bool Parser::read_repeat(std::u32string_view token, Sequence& into) {
    auto here = source_.position();
    Node node;
    node.kind = Kind::repeat;
    node.min = token[0] == '+' ? 1 : 0;
    node.max = token[0] == '?' ? 1 : unlimited;
    if (token[0] == '{' && !read_bounds(here, node.min, node.max)) return false;

    auto back = source_.position() - here + token.size();
    if (into.empty() || into.back().kind == Kind::anchor) source_.fail("nothing to repeat", back);
    if (into.back().kind == Kind::repeat) source_.fail("multiple repeat", back);

    auto& item = into.back();
    bool plain = is_plain_group(item);
    Sequence body;
    if (plain) {
        body = dissolved(std::move(item.children[0]));
    } else {
        body.push_back(std::move(item));
    }
    node.children.push_back(std::move(body));
    node.greed = source_.match('?') ? Greed::lazy : source_.match('+') ? Greed::possessive : Greed::greedy;
    into.back() = std::move(node);
    return true;
}

Tree parse(std::u32string_view pattern) {
    return Parser(pattern).parse();
}

}  // namespace necsus::pattern
