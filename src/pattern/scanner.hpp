// What a unit instruction takes of the text: a character here, or a run of them. This is where a search's time goes.
#pragma once

#include <algorithm>
#include <cstdint>

#include "necsus/pattern/subject.hpp"
#include "program.hpp"

namespace necsus::pattern {

/// A position in the text; `nowhere` for a group that took no part.
using Position = std::uint32_t;
inline constexpr Position nowhere = 0xFFFFFFFF;

class Scanner {
  public:
    Scanner(const Program& program, const Subject& subject)
        : size(static_cast<Position>(subject.text.size())),
          text_(subject.text.data()),
          lowered_(subject.lowered.data()),
          code_(program.code.data()),
          sets_(program.sets.data()) {}

    char32_t character(Position at) const { return text_[at]; }

    char32_t folded(Position at, Folding folding) const {
        if (folding == Folding::unicode) return lowered_[at];
        return fold(text_[at], folding);
    }

    /// `at` is not the end.
    [[gnu::always_inline]] bool takes(const Instruction& unit, Position at) const {
        switch (unit.op) {
            case Op::character:
                return folded(at, unit.folding) == unit.x;
            case Op::not_character:
                return folded(at, unit.folding) != unit.x;
            case Op::set:
                return sets_[unit.x].holds(text_[at]);
            default:
                return unit.flag || text_[at] != '\n';
        }
    }

    /// Where a run of at most `most` characters that `unit` takes ends.
    Position end_of_run(const Instruction& unit, Position from, Position most) const {
        auto end = most < size - from ? from + most : size;
        if (unit.op == Op::any && unit.flag) return end;
        auto at = from;
        if (unit.op == Op::set) {
            const auto& set = sets_[unit.x];
            while (at < end && set.holds(text_[at])) ++at;
        } else if (unit.op == Op::any) {
            at = static_cast<Position>(std::find(text_ + from, text_ + end, U'\n') - text_);
        } else {
            while (at < end && takes(unit, at)) ++at;
        }
        return at;
    }

    /// The last position before `end` at which the first of `count` units takes a character, and the second, if it is
    /// as easy to tell, the next; `begin`, which lies before `end`, if there is none.
    Position last_taken(const Instruction* units, std::uint32_t count, Position begin, Position end) const {
        auto at = end - 1;
        if (count > 1 && is_lowered_character(units[0]) && is_lowered_character(units[1])) {
            if (end == size && at > begin) --at;
            // One test for both: most places have the one, and a wrong guess by the processor costs ten right ones.
            while (at > begin && ((lowered_[at] ^ units[0].x) | (lowered_[at + 1] ^ units[1].x)) != 0) --at;
        } else if (is_lowered_character(units[0])) {
            while (at > begin && lowered_[at] != units[0].x) --at;
        } else {
            while (at > begin && !takes(units[0], at)) --at;
        }
        return at;
    }

    /// True if what must follow `repeat`, a repeat_unit, could stand at `at`.
    bool may_follow(const Instruction& repeat, Position at) const {
        for (std::uint32_t i = 0; i < repeat.y; ++i) {
            if (at + i >= size || !takes(code_[repeat.x + i], at + i)) return false;
        }
        return true;
    }

    /// The number of characters.
    const Position size;

  private:
    static bool is_lowered_character(const Instruction& unit) {
        return unit.op == Op::character && unit.folding == Folding::unicode;
    }

    const char32_t* text_;
    const char32_t* lowered_;
    const Instruction* code_;
    const CharacterSet* sets_;
};

}  // namespace necsus::pattern
