#include "simplify.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>

namespace necsus::pattern {

namespace {

using Kind = Node::Kind;

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

/// Alternatives that are all single characters or plain classes are one class; nothing if they are not.
std::optional<Node> as_one_set(const std::vector<Sequence>& alternatives) {
    Node node;
    node.kind = Kind::set;
    for (const auto& alternative : alternatives) {
        if (alternative.size() != 1) return std::nullopt;
        const auto& only = alternative[0];
        if (only.kind == Kind::literal) {
            node.set.push_back(SetItem::of(only.character));
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

Sequence dissolved(Sequence nodes) {
    if (std::none_of(nodes.begin(), nodes.end(), is_plain_group)) return nodes;
    Sequence result;
    dissolve(nodes, result);
    return result;
}

Sequence joined(std::vector<Sequence> alternatives) {
    for (auto& alternative : alternatives) alternative = dissolved(std::move(alternative));
    Sequence result;
    factor_out_prefix(alternatives, result);
    if (auto set = as_one_set(alternatives)) {
        result.push_back(std::move(*set));
        return result;
    }
    Node branch;
    branch.kind = Kind::branch;
    branch.children = std::move(alternatives);
    result.push_back(std::move(branch));
    return result;
}

}  // namespace necsus::pattern
