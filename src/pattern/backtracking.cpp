// The matcher's stack: what a failure goes back to, and what must be undone on the way there.
#include <algorithm>

#include "matcher.hpp"

namespace necsus::pattern {

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

void Matcher::give_back(Entry& run) {
    const auto& repeat = program_.code[run.a];
    auto from = run.c;
    do {
        run.c = repeat.y == 0 ? run.c - 1 : text_.last_taken(&program_.code[repeat.x], repeat.y, run.b, run.c);
    } while (run.c > run.b && !text_.may_follow(repeat, run.c));
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
        if (run.c == 0 || run.b == text_.size || !text_.takes(unit, run.b)) {
            stack_.pop_back();
            return false;
        }
        ++run.b;
        --run.c;
    } while (!text_.may_follow(repeat, run.b));
    steps_ += (run.b - from) / characters_a_step;
    pc_ = run.a + 2;
    at_ = run.b;
    return true;
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
