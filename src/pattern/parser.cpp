#include "parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "escapes.hpp"
#include "grammar.hpp"

namespace necsus::pattern {

namespace {

using Kind = Node::Kind;

bool is_verbose_blank(char32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_decimal(char32_t c) {
    return c >= '0' && c <= '9';
}

/// Unit nodes can be compared; of others Python says that no two are the same.
bool same_unit(const Node& a, const Node& b) {
    if (a.kind != b.kind) return false;
    switch (a.kind) {
        case Kind::literal:
        case Kind::not_literal:
            return a.character == b.character;
        case Kind::set:
            return a.negated == b.negated && a.set == b.set;
        case Kind::any:
            return true;
        case Kind::anchor:
            return a.anchor == b.anchor;
        case Kind::reference:
            return a.group == b.group;
        default:
            return false;
    }
}

Node literal(char32_t c) {
    Node node;
    node.kind = Kind::literal;
    node.character = c;
    return node;
}

SetItem one_character(char32_t c) {
    SetItem item;
    item.first = item.last = c;
    return item;
}

SetItem item_of(const std::variant<char32_t, Category>& member) {
    if (const auto* c = std::get_if<char32_t>(&member)) return one_character(*c);
    SetItem item;
    item.is_category = true;
    item.category = std::get<Category>(member);
    return item;
}

/// Moves what all alternatives begin with in front of them.
void factor_out_prefix(std::vector<Sequence>& alternatives, Sequence& prefix) {
    auto common = alternatives[0].size();
    for (const auto& other : alternatives) {
        auto limit = std::min(common, other.size());
        common = 0;
        while (common < limit && same_unit(other[common], alternatives[0][common])) ++common;
    }
    auto end = static_cast<std::ptrdiff_t>(common);
    auto& first = alternatives[0];
    std::move(first.begin(), first.begin() + end, std::back_inserter(prefix));
    for (auto& alternative : alternatives) alternative.erase(alternative.begin(), alternative.begin() + end);
}

/// Moves `nodes` to the end of `into`. Non-capturing groups without flags dissolve.
void dissolve(Sequence& nodes, Sequence& into) {
    for (auto& node : nodes) {
        if (is_plain_group(node)) {
            dissolve(node.children[0], into);
        } else {
            into.push_back(std::move(node));
        }
    }
}

Sequence dissolved(Sequence nodes) {
    if (std::none_of(nodes.begin(), nodes.end(), is_plain_group)) return nodes;
    Sequence result;
    dissolve(nodes, result);
    return result;
}

/// Alternatives that are all single characters or plain classes are one class; nothing if they are not.
std::optional<Node> as_one_set(const std::vector<Sequence>& alternatives) {
    Node node;
    node.kind = Kind::set;
    for (const auto& alternative : alternatives) {
        if (alternative.size() != 1) return std::nullopt;
        const auto& only = alternative[0];
        if (only.kind == Kind::literal) {
            node.set.push_back(one_character(only.character));
        } else if (only.kind == Kind::set && !only.negated) {
            node.set.insert(node.set.end(), only.set.begin(), only.set.end());
        } else {
            return std::nullopt;
        }
    }
    return node;
}

}  // namespace

bool is_plain_group(const Node& node) {
    return node.kind == Kind::group && node.group == 0 && node.add == 0 && node.remove == 0;
}

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

    for (auto& alternative : found) alternative = dissolved(std::move(alternative));
    Sequence result;
    factor_out_prefix(found, result);
    if (auto set = as_one_set(found)) {
        result.push_back(std::move(*set));
        return result;
    }
    Node branch;
    branch.kind = Kind::branch;
    branch.children = std::move(found);
    result.push_back(std::move(branch));
    return result;
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
        into.back().set.push_back(item_of(std::get<Category>(escape)));
    }
}

Node Parser::character_class() {
    auto begin = source_.position() - 1;
    Node node;
    node.kind = Kind::set;
    node.negated = source_.match('^');
    class_members(node, begin);
    const auto& first = node.set[0];
    bool all_same = std::all_of(node.set.begin(), node.set.end(), [&](const SetItem& item) { return item == first; });
    bool one_literal = all_same && !first.is_category && !first.is_range;
    if (one_literal) {
        auto single = literal(first.first);
        if (node.negated) single.kind = Kind::not_literal;
        return single;
    }
    return node;
}

void Parser::class_members(Node& node, std::size_t begin) {
    auto unterminated = [&] { source_.fail("unterminated character set", source_.position() - begin); };
    auto member = [&](std::u32string_view token) -> std::variant<char32_t, Category> {
        if (token[0] == '\\') return read_class_escape(source_, token);
        return token[0];
    };
    for (bool first = true;; first = false) {
        if (source_.at_end()) unterminated();
        auto token = source_.get();
        if (token[0] == ']' && !first) return;
        auto low = member(token);
        if (!source_.match('-')) {
            node.set.push_back(item_of(low));
            continue;
        }
        if (source_.at_end()) unterminated();
        auto until = source_.get();
        if (until[0] == ']') {
            node.set.push_back(item_of(low));
            node.set.push_back(one_character('-'));
            return;
        }
        auto high = member(until);
        const auto* from = std::get_if<char32_t>(&low);
        const auto* to = std::get_if<char32_t>(&high);
        if (from == nullptr || to == nullptr || *to < *from) {
            source_.fail(fmt::format("bad character range {}-{}", to_utf8(token), to_utf8(until)),
                         token.size() + 1 + until.size());
        }
        SetItem range;
        range.first = *from;
        range.last = *to;
        range.is_range = true;
        node.set.push_back(range);
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
