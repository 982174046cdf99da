#include <fmt/format.h>

#include <algorithm>

#include "escapes.hpp"
#include "parser.hpp"

namespace necsus::pattern {

namespace {

SetItem item_of(const std::variant<char32_t, Category>& member) {
    return std::visit([](auto value) { return SetItem::of(value); }, member);
}

}  // namespace

Node Parser::character_class() {
    auto begin = source_.position() - 1;
    Node node;
    node.kind = Node::Kind::set;
    node.negated = source_.match('^');
    class_members(node, begin);
    const auto& first = node.set[0];
    bool all_same = std::all_of(node.set.begin(), node.set.end(), [&](const SetItem& item) { return item == first; });
    bool one_literal = all_same && !first.is_category && !first.is_range;
    if (one_literal) {
        auto single = literal(first.first);
        if (node.negated) single.kind = Node::Kind::not_literal;
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
            node.set.push_back(SetItem::of(U'-'));
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

}  // namespace necsus::pattern
