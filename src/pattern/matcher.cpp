#include "matcher.hpp"

#include <algorithm>

namespace necsus::pattern {

namespace {

constexpr std::uint64_t steps_between_looks_at_clock = 512;
constexpr std::size_t max_stack = 250'000;
constexpr std::size_t kept_stack = 4096;
/// What a step is worth of a scan over characters.
constexpr std::uint32_t characters_a_step = 16;

bool overlap(const AsciiSet& a, const AsciiSet& b) {
    return ((a[0] & b[0]) | (a[1] & b[1])) != 0;
}

}  // namespace

Matcher::Matcher(const Program& program, const Subject& subject, std::chrono::steady_clock::time_point deadline)
    : program_(program),
      subject_(subject),
      deadline_(deadline),
      size_(static_cast<Position>(subject.text.size())),
      next_look_at_clock_(steps_between_looks_at_clock),
      stack_(memory().stack),
      marks_(memory().marks),
      loops_(memory().loops),
      cuts_(memory().cuts) {
    if (stack_.capacity() > kept_stack) stack_ = {};
    stack_.clear();
    marks_.assign(2 * program.groups, nowhere);
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
    auto last_start = program_.only_at_start ? 0 : size_;
    for (Position start = 0; start <= last_start; ++start) {
        if (!program_.may_be_empty) {
            if (start == size_) break;
            char32_t c = subject_.text[start];
            bool may_begin = c >= 128 || (program_.first[c >> 6U] >> (c & 63U) & 1U) != 0;
            if (!may_begin) continue;
        }
        auto verdict = match_at(start);
        if (verdict != Verdict::no_match) return verdict;
    }
    return Verdict::no_match;
}

bool Matcher::out_of_time() {
    if (stack_.size() > max_stack) return true;
    next_look_at_clock_ = steps_ + steps_between_looks_at_clock;
    return std::chrono::steady_clock::now() > deadline_;
}

Verdict Matcher::match_at(Position start) {
    pc_ = 0;
    at_ = start;
    stack_.clear();
    for (;;) {
        if (++steps_ >= next_look_at_clock_ && out_of_time()) return Verdict::timed_out;
        auto outcome = step(program_.code[pc_]);
        if (outcome == Step::go_on) continue;
        if (outcome == Step::done) {
            marks_[0] = start;
            marks_[1] = at_;
            return Verdict::match;
        }
        if (!resume()) return Verdict::no_match;
    }
}

Matcher::Step Matcher::step(const Instruction& instruction) {
    switch (instruction.op) {
        case Op::character:
        case Op::not_character:
        case Op::set:
        case Op::any:
            if (at_ == size_ || !takes(instruction, at_)) return Step::fail;
            ++at_;
            ++pc_;
            return Step::go_on;
        case Op::anchor:
            ++pc_;
            return holds(instruction) ? Step::go_on : Step::fail;
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
            set_cut(instruction.x);
            if (instruction.flag) push(Entry::choice, instruction.z, at_);
            if (at_ < instruction.y) return Step::fail;
            at_ -= instruction.y;
            ++pc_;
            return Step::go_on;
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

/// Goes back to the newest choice. False if none is left.
bool Matcher::resume() {
    while (!stack_.empty()) {
        auto& entry = stack_.back();
        switch (entry.kind) {
            case Entry::choice:
                pc_ = entry.a;
                at_ = entry.b;
                stack_.pop_back();
                return true;
            case Entry::greedy_run:
                give_back(entry);
                return true;
            case Entry::lazy_run:
                if (take_more(entry)) return true;
                break;
            default:
                undo(entry);
                stack_.pop_back();
        }
    }
    return false;
}

/// True if what must follow the repeat could stand at `at`.
bool Matcher::may_follow(const Instruction& repeat, Position at) const {
    return repeat.x == 0 || (at < size_ && takes(program_.code[repeat.x], at));
}

void Matcher::give_back(Entry& run) {
    const auto& repeat = program_.code[run.a];
    auto from = run.c;
    do {
        --run.c;
    } while (run.c > run.b && !may_follow(repeat, run.c));
    steps_ += (from - run.c) / characters_a_step;
    pc_ = run.a + 2;
    at_ = run.c;
    if (run.c == run.b) stack_.pop_back();
}

/// False if there is no more to take; the choice is gone then.
bool Matcher::take_more(Entry& run) {
    const auto& repeat = program_.code[run.a];
    const auto& unit = program_.code[run.a + 1];
    auto from = run.b;
    do {
        if (run.c == 0 || run.b == size_ || !takes(unit, run.b)) {
            stack_.pop_back();
            return false;
        }
        ++run.b;
        --run.c;
    } while (!may_follow(repeat, run.b));
    steps_ += (run.b - from) / characters_a_step;
    pc_ = run.a + 2;
    at_ = run.b;
    return true;
}

char32_t Matcher::folded(Position at, Folding folding) const {
    if (folding == Folding::unicode) return subject_.lowered[at];
    return fold(subject_.text[at], folding);
}

bool Matcher::takes(const Instruction& unit, Position at) const {
    switch (unit.op) {
        case Op::character:
            return folded(at, unit.folding) == unit.x;
        case Op::not_character:
            return folded(at, unit.folding) != unit.x;
        case Op::set:
            return program_.sets[unit.x].holds(subject_.text[at]);
        default:
            return unit.flag || subject_.text[at] != '\n';
    }
}

/// Where a run of at most `most` characters that `unit` takes ends. One loop a kind of unit: this is where time goes.
Position Matcher::run_of(const Instruction& unit, Position from, Position most) const {
    auto end = most < size_ - from ? from + most : size_;
    auto at = from;
    switch (unit.op) {
        case Op::any: {
            if (unit.flag) return end;
            auto newline = std::find(subject_.text.begin() + from, subject_.text.begin() + end, U'\n');
            return static_cast<Position>(newline - subject_.text.begin());
        }
        case Op::set: {
            const auto& set = program_.sets[unit.x];
            const auto* text = subject_.text.data();
            while (at < end && set.holds(text[at])) ++at;
            return at;
        }
        default:
            while (at < end && takes(unit, at)) ++at;
            return at;
    }
}

Matcher::Step Matcher::repeat_unit(const Instruction& instruction) {
    const auto& unit = program_.code[pc_ + 1];
    bool lazy = instruction.greed == Greed::lazy;
    auto end = run_of(unit, at_, lazy ? instruction.min : instruction.max);
    steps_ += (end - at_) / characters_a_step;
    if (end - at_ < instruction.min) return Step::fail;
    auto least = at_ + instruction.min;
    if (lazy && instruction.max > instruction.min) push(Entry::lazy_run, pc_, least, instruction.max - instruction.min);
    if (instruction.greed == Greed::greedy && end > least) push(Entry::greedy_run, pc_, least, end);
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

Matcher::Step Matcher::compare_group(const Instruction& instruction) {
    if (!group_is_set(instruction.x)) return Step::fail;
    auto from = begin(instruction.x);
    auto length = end(instruction.x) - from;
    steps_ += length / characters_a_step;
    if (length > size_ - at_) return Step::fail;
    for (Position i = 0; i < length; ++i) {
        if (folded(from + i, instruction.folding) != folded(at_ + i, instruction.folding)) return Step::fail;
    }
    at_ += length;
    ++pc_;
    return Step::go_on;
}

/// Inside a repeat a group may have begun anew before its old end.
bool Matcher::group_is_set(std::uint32_t group) const {
    return took_part(group) && begin(group) <= end(group);
}

bool Matcher::is_word_at(Position at, bool ascii) const {
    return at < size_ && (ascii ? is_word_ascii(subject_.text[at]) : is_word(subject_.text[at]));
}

bool Matcher::holds(const Instruction& anchor) const {
    const auto& text = subject_.text;
    auto at_boundary = [&] {
        bool before = at_ > 0 && is_word_at(at_ - 1, anchor.flag);
        return before != is_word_at(at_, anchor.flag);
    };
    switch (static_cast<Anchor>(anchor.x)) {
        case Anchor::text_begin:
            return at_ == 0;
        case Anchor::line_begin:
            return at_ == 0 || text[at_ - 1] == '\n';
        case Anchor::line_end:
            return at_ == size_ || text[at_] == '\n';
        case Anchor::last_line_end:
            return at_ == size_ || (at_ + 1 == size_ && text[at_] == '\n');
        case Anchor::text_end:
            return at_ == size_;
        case Anchor::boundary:
            return at_boundary();
        case Anchor::not_boundary:
            return size_ > 0 && !at_boundary();
    }
    return false;
}

void Matcher::set_mark(std::uint32_t mark, Position position) {
    push(Entry::undo_mark, mark, marks_[mark]);
    marks_[mark] = position;
}

void Matcher::set_loop(std::uint32_t loop, Loop state) {
    push(Entry::undo_loop, loop, loops_[loop].iterations, loops_[loop].last_begin);
    loops_[loop] = state;
}

void Matcher::set_cut(std::uint32_t cut) {
    auto height = static_cast<std::uint32_t>(stack_.size());
    push(Entry::undo_cut, cut, cuts_[cut].height, cuts_[cut].position);
    cuts_[cut] = {height + 1, at_};
}

void Matcher::undo(const Entry& entry) {
    switch (entry.kind) {
        case Entry::undo_mark:
            marks_[entry.a] = entry.b;
            break;
        case Entry::undo_loop:
            loops_[entry.a] = {entry.b, entry.c};
            break;
        case Entry::undo_cut:
            cuts_[entry.a] = {entry.b, entry.c};
            break;
        default:
            break;
    }
}

/// What was done since stays done, and can still be undone; there is only no way back into it.
void Matcher::drop_choices(std::uint32_t height) {
    auto begin = stack_.begin() + height;
    steps_ += static_cast<std::uint64_t>(stack_.end() - begin) / characters_a_step;
    auto is_choice = [](const Entry& entry) { return entry.kind <= Entry::lazy_run; };
    stack_.erase(std::remove_if(begin, stack_.end(), is_choice), stack_.end());
}

void Matcher::undo_to(std::uint32_t height) {
    while (stack_.size() > height) {
        auto entry = stack_.back();
        stack_.pop_back();
        undo(entry);
    }
}

}  // namespace necsus::pattern
