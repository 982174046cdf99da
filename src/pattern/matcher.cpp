#include "matcher.hpp"

#include <algorithm>

#include "anchors.hpp"

namespace necsus::pattern {

namespace {

constexpr std::uint64_t steps_between_looks = 512;
constexpr std::size_t max_stack = 250'000;
constexpr std::size_t kept_stack = 4096;
/// A run over more is cut up: the clock must be looked at between.
constexpr Position characters_a_look = 4096;

bool overlap(const AsciiSet& a, const AsciiSet& b) {
    return ((a[0] & b[0]) | (a[1] & b[1])) != 0;
}

}  // namespace

Matcher::Matcher(const Program& program, const Subject& subject, std::chrono::microseconds limit)
    : Matcher(program, subject, limit, memory()) {}

Matcher::Matcher(const Program& program, const Subject& subject, std::chrono::microseconds limit, Memory& memory)
    : program_(program),
      subject_(subject),
      text_(program, subject),
      limit_(limit),
      stack_(memory.stack),
      marks_(memory.marks),
      loops_(memory.loops),
      cuts_(memory.cuts) {
    if (stack_.capacity() > kept_stack) std::vector<Entry>().swap(stack_);
    stack_.clear();
    marks_.assign(std::size_t{2} * program.groups, nowhere);
    loops_.assign(program.loops, {});
    cuts_.assign(program.cuts, {});
}

/// One matcher runs at a time on a thread; its vectors are kept for the next.
Matcher::Memory& Matcher::memory() {
    static thread_local Memory memory;
    return memory;
}

Verdict Matcher::search() {
    if (!subject_.has_others) {
        for (const auto& required : program_.required) {
            if (!overlap(required, subject_.ascii)) return Verdict::no_match;
        }
    }
    auto last_start = program_.only_at_start ? 0 : text_.size;
    for (Position start = 0; start <= last_start; start = std::max(start + 1, next_start_)) {
        if (!program_.may_be_empty) {
            if (start == text_.size) break;
            char32_t c = subject_.text[start];
            bool may_begin = c >= 128 || (program_.first[c >> 6U] >> (c & 63U) & 1U) != 0;
            if (!may_begin) continue;
        }
        auto verdict = match_at(start);
        if (verdict != Verdict::no_match) return verdict;
    }
    return Verdict::no_match;
}

/// Most searches end before the first look at the clock, which takes longer than they do.
bool Matcher::out_of_time() {
    if (stack_.size() > max_stack) return true;
    auto now = ThreadTime::now();
    bool is_first_look = next_look_at_clock_ == steps_before_first_look;
    if (is_first_look) deadline_ = now + limit_;
    next_look_at_clock_ = steps_ + steps_between_looks;
    return now > deadline_;
}

/// Units in a row are taken in one step.
[[gnu::always_inline]] inline Matcher::Step Matcher::take_units(const Instruction& first) {
    const auto* unit = &first;
    auto at = at_;
    do {
        if (at == text_.size || !text_.takes(*unit, at)) {
            steps_ += (at - at_) / characters_a_step;
            return Step::fail;
        }
        ++at;
        ++unit;
    } while (is_unit(unit->op));
    pc_ += at - at_;
    steps_ += (at - at_) / characters_a_step;
    at_ = at;
    return Step::go_on;
}

[[gnu::always_inline]] inline Matcher::Step Matcher::step(const Instruction& instruction) {
    switch (instruction.op) {
        case Op::character:
        case Op::not_character:
        case Op::set:
        case Op::any:
            return take_units(instruction);
        case Op::anchor:
            ++pc_;
            return holds(instruction, text_, at_) ? Step::go_on : Step::fail;
        case Op::save:
            set_mark(instruction.x, at_);
            ++pc_;
            return Step::go_on;
        case Op::fork:
            push(Entry::choice, instruction.x, at_);
            ++pc_;
            return Step::go_on;
        case Op::jump:
            pc_ = instruction.x;
            return Step::go_on;
        case Op::repeat_unit:
            return repeat_unit(instruction);
        case Op::loop_begin:
            set_loop(instruction.x, {0, nowhere});
            pc_ = instruction.y;
            return Step::go_on;
        case Op::loop_end:
            return loop_end(instruction);
        case Op::loop_again:
            next_iteration(instruction, loops_[instruction.x].iterations);
            return Step::go_on;
        case Op::atomic_begin:
            set_cut(instruction.x);
            ++pc_;
            return Step::go_on;
        case Op::atomic_end:
            drop_choices(cuts_[instruction.x].height);
            ++pc_;
            return Step::go_on;
        case Op::look_begin:
            return look_begin(instruction);
        case Op::look_end:
            drop_choices(cuts_[instruction.x].height);
            at_ = cuts_[instruction.x].position;
            ++pc_;
            return Step::go_on;
        case Op::negative_look_end:
            undo_to(cuts_[instruction.x].height);
            return Step::fail;
        case Op::reference:
            return compare_group(instruction);
        case Op::if_group:
            pc_ = group_is_set(instruction.x) ? pc_ + 1 : instruction.y;
            return Step::go_on;
        case Op::match:
            return Step::done;
    }
    return Step::fail;
}

Verdict Matcher::match_at(Position start) {
    pc_ = 0;
    at_ = start;
    stack_.clear();
    for (;;) {
        if (++steps_ >= next_look_at_clock_ && out_of_time()) return Verdict::timed_out;
        auto outcome = step(program_.code[pc_]);
        if (outcome == Step::go_on) continue;
        if (outcome == Step::out_of_time) return Verdict::timed_out;
        if (outcome == Step::done) {
            marks_[0] = start;
            marks_[1] = at_;
            return Verdict::match;
        }
        if (!resume()) return Verdict::no_match;
    }
}

/// Moves `end` over a run of at most `most`. False if that takes too long.
bool Matcher::take_run(const Instruction& unit, std::uint32_t most, Position& end) {
    for (auto left = most;;) {
        auto piece = std::min(left, characters_a_look);
        auto from = end;
        end = text_.end_of_run(unit, from, piece);
        steps_ += (end - from) / characters_a_step;
        left -= end - from;
        if (end - from < piece || left == 0) return true;
        if (steps_ >= next_look_at_clock_ && out_of_time()) return false;
    }
}

Matcher::Step Matcher::repeat_unit(const Instruction& instruction) {
    const auto& unit = program_.code[pc_ + 1];
    bool lazy = instruction.greed == Greed::lazy;
    auto end = at_;
    if (!take_run(unit, lazy ? instruction.min : instruction.max, end)) return Step::out_of_time;
    if (end - at_ < instruction.min) return Step::fail;
    auto least = at_ + instruction.min;
    if (lazy && instruction.max > instruction.min) push(Entry::lazy_run, pc_, least, instruction.max - instruction.min);
    if (instruction.greed == Greed::greedy && end > least) push(Entry::greedy_run, pc_, least, end);
    if (!lazy && !text_.may_follow(instruction, end)) {
        // From anywhere in this run a search that begins with it would come to the same end.
        bool is_start = pc_ == 0 && instruction.greed == Greed::possessive && instruction.max == unlimited;
        if (is_start) next_start_ = end;
        return Step::fail;
    }
    at_ = end;
    pc_ += 2;
    return Step::go_on;
}

// As CPython's sre: the iterations that must be are not asked whether they took anything; one more begins only where
// the one before did not begin.

void Matcher::next_iteration(const Instruction& instruction, std::uint32_t iterations) {
    set_loop(instruction.x, {iterations + 1, at_});
    pc_ = instruction.y;
}

Matcher::Step Matcher::loop_end(const Instruction& instruction) {
    auto loop = loops_[instruction.x];
    if (loop.iterations < instruction.min) {
        set_loop(instruction.x, {loop.iterations + 1, loop.last_begin});
        pc_ = instruction.y;
        return Step::go_on;
    }
    bool may_go_on = (loop.iterations < instruction.max || instruction.max == unlimited) && at_ != loop.last_begin;
    if (instruction.greed == Greed::lazy) {
        if (may_go_on) push(Entry::choice, pc_ + 1, at_);
        pc_ += 2;
        return Step::go_on;
    }
    if (!may_go_on) {
        ++pc_;
        return Step::go_on;
    }
    push(Entry::choice, pc_ + 1, at_);
    next_iteration(instruction, loop.iterations);
    return Step::go_on;
}

Matcher::Step Matcher::look_begin(const Instruction& instruction) {
    set_cut(instruction.x);
    if (instruction.flag) push(Entry::choice, instruction.z, at_);
    if (at_ < instruction.y) return Step::fail;
    at_ -= instruction.y;
    ++pc_;
    return Step::go_on;
}

Matcher::Step Matcher::compare_group(const Instruction& instruction) {
    if (!group_is_set(instruction.x)) return Step::fail;
    auto from = begin(instruction.x);
    auto length = end(instruction.x) - from;
    steps_ += length / characters_a_step;
    if (length > text_.size - at_) return Step::fail;
    for (Position i = 0; i < length; ++i) {
        if (text_.folded(from + i, instruction.folding) != text_.folded(at_ + i, instruction.folding))
            return Step::fail;
    }
    at_ += length;
    ++pc_;
    return Step::go_on;
}

/// Inside a repeat a group may have begun anew before its old end.
bool Matcher::group_is_set(std::uint32_t group) const {
    return took_part(group) && begin(group) <= end(group);
}

}  // namespace necsus::pattern
