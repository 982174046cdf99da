#include "optimiser.hpp"

#include <optional>

namespace necsus::pattern {

namespace {

constexpr std::size_t most_required = 8;
constexpr std::uint32_t most_followers = 4;

void add(AsciiSet& set, char32_t c) {
    if (c < 128) set[c >> 6U] |= std::uint64_t{1} << (c & 63U);
}

/// The ASCII characters that a unit instruction takes; nothing if it is no unit.
std::optional<AsciiSet> taken_by(const Program& program, const Instruction& instruction) {
    AsciiSet set{};
    switch (instruction.op) {
        case Op::character:
        case Op::not_character: {
            bool is_letter = instruction.x >= 'a' && instruction.x <= 'z';
            add(set, instruction.x);
            if (is_letter && instruction.folding != Folding::none) add(set, instruction.x - 32);
            if (instruction.op == Op::not_character) set = {~set[0], ~set[1]};
            return set;
        }
        case Op::set:
            return program.sets[instruction.x].ascii();
        case Op::any:
            set = {~std::uint64_t{0}, ~std::uint64_t{0}};
            if (!instruction.flag) set[0] &= ~(std::uint64_t{1} << unsigned{'\n'});
            return set;
        default:
            return std::nullopt;
    }
}

std::uint32_t after_loop(const Program& program, std::uint32_t loop_end) {
    return loop_end + (program.code[loop_end].greed == Greed::lazy ? 2 : 1);
}

/// Walks every way on which nothing has been taken yet.
void note_first(Program& program) {
    std::vector<bool> seen(program.code.size());
    std::vector<std::uint32_t> open{0};
    program.may_be_empty = false;
    while (!open.empty() && !program.may_be_empty) {
        auto pc = open.back();
        open.pop_back();
        if (seen[pc]) continue;
        seen[pc] = true;
        const auto& instruction = program.code[pc];
        switch (instruction.op) {
            case Op::repeat_unit: {
                auto unit = *taken_by(program, program.code[pc + 1]);
                program.first = {program.first[0] | unit[0], program.first[1] | unit[1]};
                if (instruction.min == 0) open.push_back(pc + 2);
                break;
            }
            case Op::fork:
                open.push_back(pc + 1);
                open.push_back(instruction.x);
                break;
            case Op::jump:
                open.push_back(instruction.x);
                break;
            case Op::loop_begin:
                open.push_back(pc + 1);
                if (program.code[instruction.y].min == 0) open.push_back(after_loop(program, instruction.y));
                break;
            case Op::loop_end:
                open.push_back(after_loop(program, pc));
                break;
            case Op::look_begin:
                open.push_back(instruction.z);
                break;
            case Op::if_group:
                open.push_back(pc + 1);
                open.push_back(instruction.y);
                break;
            case Op::reference:
            case Op::match:
                program.may_be_empty = true;
                break;
            default:
                if (auto unit = taken_by(program, instruction)) {
                    program.first = {program.first[0] | (*unit)[0], program.first[1] | (*unit)[1]};
                } else {
                    open.push_back(pc + 1);
                }
        }
    }
}

/// Follows the one way that every match goes, as far as there is only one.
void note_required(Program& program) {
    std::uint32_t pc = 0;
    while (program.required.size() < most_required) {
        const auto& instruction = program.code[pc];
        switch (instruction.op) {
            case Op::fork:
            case Op::jump:
            case Op::if_group:
            case Op::match:
                return;
            case Op::repeat_unit:
                if (instruction.min > 0) program.required.push_back(*taken_by(program, program.code[pc + 1]));
                pc += 2;
                break;
            case Op::loop_begin: {
                bool may_skip = program.code[instruction.y].min == 0;
                pc = may_skip ? after_loop(program, instruction.y) : pc + 1;
                break;
            }
            case Op::loop_end:
                pc = after_loop(program, pc);
                break;
            case Op::look_begin:
                pc = instruction.z;
                break;
            default:
                if (auto unit = taken_by(program, instruction)) program.required.push_back(*unit);
                ++pc;
        }
    }
}

/// True if `unit` never takes a character that `follower` takes. Knows only followers that are one ASCII character.
bool are_disjoint(const Program& program, const Instruction& unit, const Instruction& follower) {
    bool is_ascii = follower.op == Op::character && follower.x < 128;
    bool others_fold_to_it = follower.folding == Folding::unicode && (follower.x == 'i' || follower.x == 'k');
    if (!is_ascii || others_fold_to_it) return false;
    auto taken = *taken_by(program, unit);
    auto next = *taken_by(program, follower);
    return (taken[0] & next[0]) == 0 && (taken[1] & next[1]) == 0;
}

/// Notes at the repeat at `pc` the units that must follow it, so that giving back can skip where they can't.
void note_followers(Program& program, std::uint32_t pc) {
    auto& repeat = program.code[pc];
    auto next = pc + 2;
    while (program.code[next].op == Op::save) ++next;
    const auto& follower = program.code[next];
    if (follower.op == Op::repeat_unit) {
        repeat.x = next + 1;
        repeat.y = follower.min > 0 ? 1 : 0;
    } else {
        repeat.x = next;
        while (repeat.y < most_followers && is_unit(program.code[next + repeat.y].op)) ++repeat.y;
    }
    // What a greedy repeat would give back could never be taken by what follows.
    bool gives_back_in_vain = repeat.greed == Greed::greedy && repeat.y > 0 &&
                              are_disjoint(program, program.code[pc + 1], program.code[repeat.x]);
    if (gives_back_in_vain) repeat.greed = Greed::possessive;
}

bool begins_at_start(const Program& program) {
    std::size_t pc = 0;
    while (program.code[pc].op == Op::save) ++pc;
    const auto& first = program.code[pc];
    return first.op == Op::anchor && first.x == static_cast<std::uint32_t>(Anchor::text_begin);
}

}  // namespace

void optimise(Program& program) {
    program.only_at_start = begins_at_start(program);
    note_first(program);
    note_required(program);
    for (std::uint32_t pc = 0; pc < program.code.size(); ++pc) {
        if (program.code[pc].op == Op::repeat_unit) note_followers(program, pc);
    }
}

}  // namespace necsus::pattern
