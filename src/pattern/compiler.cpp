#include "compiler.hpp"

#include "optimiser.hpp"
#include "pattern_source.hpp"

namespace necsus::pattern {

namespace {

using Kind = Node::Kind;

Flags inner_flags(Flags outer, Flags add, Flags remove) {
    if ((add & type_flags) != 0) outer &= static_cast<Flags>(~type_flags);
    return static_cast<Flags>((outer | add) & ~remove);
}

bool is_unit_node(const Node& node) {
    return node.kind == Kind::literal || node.kind == Kind::not_literal || node.kind == Kind::set ||
           node.kind == Kind::any;
}

std::string pythons_name(Greed greed) {
    switch (greed) {
        case Greed::greedy:
            return "MAX_REPEAT";
        case Greed::lazy:
            return "MIN_REPEAT";
        case Greed::possessive:
            return "POSSESSIVE_REPEAT";
    }
    return {};
}

class Compiler {
  public:
    Compiler(const Tree& tree, ThreadTime::time_point deadline) : tree_(tree), deadline_(deadline) {}

    Program run() {
        program_.groups = tree_.groups;
        program_.names = tree_.names;
        sequence(tree_.root, tree_.flags);
        emit(Op::match);
        return std::move(program_);
    }

  private:
    void sequence(const Sequence& nodes, Flags flags);
    void node(const Node& node, Flags flags);
    void literal(const Node& node, Flags flags);
    void set(const std::vector<SetItem>& items, bool negated, Flags flags);
    void branch(const Node& node, Flags flags);
    void repeat(const Node& node, Flags flags);
    void loop(const Node& node, Flags flags);
    void atomic(const Sequence& content, Flags flags);
    void look(const Node& node, Flags flags);
    void conditional(const Node& node, Flags flags);

    Instruction& emit(Op op, std::uint32_t x = 0) {
        program_.code.push_back({.op = op});
        program_.code.back().x = x;
        return program_.code.back();
    }
    std::uint32_t here() const { return static_cast<std::uint32_t>(program_.code.size()); }

    const Tree& tree_;
    ThreadTime::time_point deadline_;
    Program program_;
};

void Compiler::sequence(const Sequence& nodes, Flags flags) {
    for (const auto& child : nodes) node(child, flags);
}

void Compiler::node(const Node& node, Flags flags) {
    switch (node.kind) {
        case Kind::literal:
        case Kind::not_literal:
            return literal(node, flags);
        case Kind::set:
            return set(node.set, node.negated, flags);
        case Kind::any:
            emit(Op::any).flag = (flags & dot_all) != 0;
            return;
        case Kind::anchor: {
            auto anchor = node.anchor;
            bool by_line = (flags & multiline) != 0;
            if (!by_line && anchor == Anchor::line_begin) anchor = Anchor::text_begin;
            if (!by_line && anchor == Anchor::line_end) anchor = Anchor::last_line_end;
            emit(Op::anchor, static_cast<std::uint32_t>(anchor)).flag = (flags & ascii_only) != 0;
            return;
        }
        case Kind::group: {
            if (node.group != 0) emit(Op::save, 2 * node.group);
            sequence(node.children[0], inner_flags(flags, node.add, node.remove));
            if (node.group != 0) emit(Op::save, 2 * node.group + 1);
            return;
        }
        case Kind::atomic:
            return atomic(node.children[0], flags);
        case Kind::branch:
            return branch(node, flags);
        case Kind::repeat:
            return repeat(node, flags);
        case Kind::look:
            return look(node, flags);
        case Kind::reference:
            emit(Op::reference, node.group).folding = folding_of(flags);
            return;
        case Kind::conditional:
            return conditional(node, flags);
    }
}

void Compiler::literal(const Node& node, Flags flags) {
    auto folding = folding_of(flags);
    auto folded = fold(node.character, folding);
    if (folding == Folding::unicode && !extra_cases_of(folded).empty()) {
        SetItem item;
        item.first = item.last = node.character;
        return set({item}, node.kind == Kind::not_literal, flags);
    }
    emit(node.kind == Kind::literal ? Op::character : Op::not_character, folded).folding = folding;
}

void Compiler::set(const std::vector<SetItem>& items, bool negated, Flags flags) {
    if (ThreadTime::now() > deadline_) throw CompileTimedOut();
    emit(Op::set, static_cast<std::uint32_t>(program_.sets.size()));
    program_.sets.emplace_back(items, negated, flags);
}

void Compiler::branch(const Node& node, Flags flags) {
    std::vector<std::uint32_t> jumps;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        bool last = i + 1 == node.children.size();
        auto fork = here();
        if (!last) emit(Op::fork);
        sequence(node.children[i], flags);
        if (last) break;
        jumps.push_back(here());
        emit(Op::jump);
        program_.code[fork].x = here();
    }
    for (auto jump : jumps) program_.code[jump].x = here();
}

void Compiler::repeat(const Node& node, Flags flags) {
    if ((tree_.flags & template_mode) != 0) {
        throw SyntaxError("internal: unsupported template operator " + pythons_name(node.greed));
    }
    const auto& body = node.children[0];
    if (body.size() == 1 && is_unit_node(body[0])) {
        auto& instruction = emit(Op::repeat_unit);
        instruction.min = node.min;
        instruction.max = node.max;
        instruction.greed = node.greed;
        this->node(body[0], flags);
        return;
    }
    if (node.greed != Greed::possessive) return loop(node, flags);
    auto cut = program_.cuts++;
    emit(Op::atomic_begin, cut);
    loop(node, flags);
    emit(Op::atomic_end, cut);
}

/// loop_begin, the body, loop_end, and for a lazy one loop_again.
void Compiler::loop(const Node& node, Flags flags) {
    auto number = program_.loops++;
    auto begin = here();
    emit(Op::loop_begin, number);
    auto body = here();
    if (node.greed == Greed::possessive) {
        atomic(node.children[0], flags);
    } else {
        sequence(node.children[0], flags);
    }
    program_.code[begin].y = here();
    auto& end = emit(Op::loop_end, number);
    end.y = body;
    end.min = node.min;
    end.max = node.max;
    end.greed = node.greed;
    if (node.greed == Greed::lazy) emit(Op::loop_again, number).y = body;
}

void Compiler::atomic(const Sequence& content, Flags flags) {
    auto cut = program_.cuts++;
    emit(Op::atomic_begin, cut);
    sequence(content, flags);
    emit(Op::atomic_end, cut);
}

void Compiler::look(const Node& node, Flags flags) {
    constexpr std::uint64_t most = 0xFFFFFFFF;
    if (node.behind && node.width.least > most) throw SyntaxError("looks too much behind");
    if (node.behind && node.width.least != node.width.most) {
        throw SyntaxError("look-behind requires fixed-width pattern");
    }
    auto cut = program_.cuts++;
    auto begin = here();
    auto& instruction = emit(Op::look_begin, cut);
    instruction.y = static_cast<std::uint32_t>(node.width.least);
    instruction.flag = node.negated;
    sequence(node.children[0], flags);
    emit(node.negated ? Op::negative_look_end : Op::look_end, cut);
    program_.code[begin].z = here();
}

void Compiler::conditional(const Node& node, Flags flags) {
    auto test = here();
    emit(Op::if_group, node.group);
    sequence(node.children[0], flags);
    bool has_else = node.children.size() > 1 && !node.children[1].empty();
    auto jump = here();
    if (has_else) emit(Op::jump);
    program_.code[test].y = here();
    if (!has_else) return;
    sequence(node.children[1], flags);
    program_.code[jump].x = here();
}

}  // namespace

Program compile(const Tree& tree, ThreadTime::time_point deadline) {
    auto program = Compiler(tree, deadline).run();
    optimise(program);
    return program;
}

}  // namespace necsus::pattern
