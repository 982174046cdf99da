#include "width.hpp"

#include <algorithm>
#include <limits>

namespace necsus::pattern {

namespace {

using Kind = Node::Kind;

constexpr auto boundless = std::numeric_limits<std::uint64_t>::max();

std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
    return a > boundless - b ? boundless : a + b;
}

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
    return b != 0 && a > boundless / b ? boundless : a * b;
}

Width either(const Width& a, const Width& b) {
    return {std::min(a.least, b.least), std::max(a.most, b.most)};
}

Width width_of_node(const Node& node, const std::vector<std::optional<Width>>& groups) {
    switch (node.kind) {
        case Kind::literal:
        case Kind::not_literal:
        case Kind::set:
        case Kind::any:
            return {1, 1};
        case Kind::anchor:
        case Kind::look:
            return {0, 0};
        case Kind::group:
            if (node.group != 0 && groups[node.group]) return *groups[node.group];
            return width_of(node.children[0], groups);
        case Kind::atomic:
            return width_of(node.children[0], groups);
        case Kind::reference:
            return groups[node.group].value_or(Width{});
        case Kind::branch: {
            auto width = width_of(node.children[0], groups);
            for (const auto& child : node.children) width = either(width, width_of(child, groups));
            return width;
        }
        case Kind::repeat: {
            auto once = width_of(node.children[0], groups);
            bool endless = node.max == unlimited && once.most > 0;
            return {product(once.least, node.min), endless ? boundless : product(once.most, node.max)};
        }
        case Kind::conditional: {
            auto yes = width_of(node.children[0], groups);
            auto no = node.children.size() > 1 ? width_of(node.children[1], groups) : Width{0, 0};
            return either(yes, no);
        }
    }
    return {};
}

}  // namespace

Width width_of(const Sequence& sequence, const std::vector<std::optional<Width>>& groups) {
    Width total;
    for (const auto& node : sequence) {
        auto width = width_of_node(node, groups);
        total = {sum(total.least, width.least), sum(total.most, width.most)};
    }
    return total;
}

}  // namespace necsus::pattern
