// A compiled pattern: a list of instructions for the matcher.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "character_set.hpp"
#include "tree.hpp"

namespace necsus::pattern {

/// "Fail" means: go back to the newest choice that was left open.
enum class Op : std::uint8_t {
    character,          // take one character; fail unless, folded, it is x
    not_character,      // take one character; fail if, folded, it is x
    set,                // take one character; fail unless set x holds it
    any,                // take one character; fail if it is a newline, unless flag
    anchor,             // take nothing; fail unless Anchor x holds here
    save,               // note the position in mark x (group g: marks 2g and 2g + 1)
    fork,               // go on with the next instruction; leave x as a choice
    jump,               // go on at x
    repeat_unit,        // the next instruction, which takes one character, min to max times; then the one after it.
                        // y units that must come next, if any are known, begin at x
    loop_begin,         // enter loop x, with no iteration done; go on at its loop_end, y
    loop_end,           // an iteration of loop x is done: another one (at y), or what follows the loop, or either
    loop_again,         // chosen after all: another iteration of the lazy loop x, at y
    atomic_begin,       // remember in cut x which choices are open
    atomic_end,         // forget the choices left open since cut x
    look_begin,         // remember choices and position in cut x, go y characters back; negated: choice z is left open
    look_end,           // forget the choices since cut x and return to its position
    negative_look_end,  // forget the choices since cut x, the one that was left open too, and fail
    reference,          // take, folded, what group x holds; fail if it holds nothing
    if_group,           // go on at y unless group x holds something
    match               // the end
};

struct Instruction {
    Op op;
    Folding folding = Folding::none;
    Greed greed = Greed::greedy;  // of repeat_unit and loop_end
    bool flag = false;            // look_begin: negated. anchor: ASCII words. any: newlines too
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::uint32_t z = 0;
    std::uint32_t min = 0;
    std::uint32_t max = 0;
};

/// True for the instructions that take one character.
constexpr bool is_unit(Op op) {
    return op <= Op::any;
}

/// ASCII characters as bits.
using AsciiSet = std::array<std::uint64_t, 2>;

struct Program {
    std::vector<Instruction> code;
    std::vector<CharacterSet> sets;
    std::uint32_t groups = 1;
    std::uint32_t loops = 0;
    std::uint32_t cuts = 0;
    std::vector<std::pair<std::string, std::uint32_t>> names;

    // What lets a search give up early. All of it speaks of ASCII characters; any other may always match.
    bool only_at_start = false;  // begins with ^ or \A
    bool may_be_empty = true;    // else the first character is in `first`
    AsciiSet first{};
    std::vector<AsciiSet> required;  // each must have a character in the text
};

}  // namespace necsus::pattern
