// Runs a program on a text: tries one way, and where it fails goes back to the newest choice that was left open.
// Uses no recursion: choices and what must be undone lie on a stack of its own, which is bounded, as is the time.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "necsus/pattern/subject.hpp"
#include "program.hpp"
#include "scanner.hpp"
#include "thread_time.hpp"

namespace necsus::pattern {

enum class Verdict { match, no_match, timed_out };

class Matcher {
  public:
    /// Gives up after about `limit` of this thread's time.
    Matcher(const Program& program, const Subject& subject, std::chrono::microseconds limit);

    /// Looks for the first match from left to right.
    Verdict search();

    /// After a match: where group `number` begins and ends; group 0 is all of it.
    Position begin(std::uint32_t number) const { return marks_[std::size_t{2} * number]; }
    Position end(std::uint32_t number) const { return marks_[std::size_t{2} * number + 1]; }
    /// A measure of how long it took.
    std::uint64_t steps() const { return steps_; }
    bool took_part(std::uint32_t number) const { return begin(number) != nowhere && end(number) != nowhere; }

  private:
    /// Something to come back to, or something to undo on the way there.
    struct Entry {
        enum Kind : std::uint8_t {
            choice,      // go on at instruction a, position b
            greedy_run,  // a: a repeat_unit that took up to position c, and may give back down to b
            lazy_run,    // a: a repeat_unit that stands at b, and may take c more
            undo_mark,   // mark a was b
            undo_loop,   // loop a had b iterations, the last from c
            undo_cut     // cut a was at stack height b, position c
        };
        Kind kind;
        std::uint32_t a, b, c;
    };

    struct Loop {
        std::uint32_t iterations = 0;
        Position last_begin = nowhere;  // where the newest iteration that might not have been began
    };

    struct Cut {
        std::uint32_t height = 0;
        Position position = 0;
    };

    struct Memory {
        std::vector<Entry> stack;
        std::vector<Position> marks;
        std::vector<Loop> loops;
        std::vector<Cut> cuts;
    };
    static Memory& memory();

    static constexpr std::uint64_t steps_before_first_look = 256;
    /// What a step is worth of a scan over characters.
    static constexpr std::uint32_t characters_a_step = 16;

    Matcher(const Program& program, const Subject& subject, std::chrono::microseconds limit, Memory& memory);

    enum class Step { go_on, fail, done, out_of_time };

    // matcher.cpp: forward
    Verdict match_at(Position start);
    Step step(const Instruction& instruction);
    Step take_units(const Instruction& first);
    bool take_run(const Instruction& unit, std::uint32_t most, Position& end);
    Step repeat_unit(const Instruction& instruction);
    Step loop_end(const Instruction& instruction);
    void next_iteration(const Instruction& instruction, std::uint32_t iterations);
    Step look_begin(const Instruction& instruction);
    Step compare_group(const Instruction& instruction);
    bool group_is_set(std::uint32_t group) const;
    bool out_of_time();

    // backtracking.cpp: back
    bool resume();
    void give_back(Entry& run);
    bool take_more(Entry& run);
    void push(Entry::Kind kind, std::uint32_t a, std::uint32_t b, std::uint32_t c = 0) {
        stack_.push_back({kind, a, b, c});
    }
    void set_mark(std::uint32_t mark, Position position);
    void set_loop(std::uint32_t loop, Loop state);
    void set_cut(std::uint32_t cut);
    void drop_choices(std::uint32_t height);
    void undo_to(std::uint32_t height);
    void undo(const Entry& entry);

    const Program& program_;
    const Subject& subject_;
    Scanner text_;
    std::chrono::microseconds limit_;
    ThreadTime::time_point deadline_;  // set at the first look at the clock
    std::uint32_t pc_ = 0;
    Position at_ = 0;
    Position next_start_ = 0;  // no match begins before
    std::uint64_t steps_ = 0;
    std::uint64_t next_look_at_clock_ = steps_before_first_look;
    std::vector<Entry>& stack_;
    std::vector<Position>& marks_;
    std::vector<Loop>& loops_;
    std::vector<Cut>& cuts_;
};

}  // namespace necsus::pattern
