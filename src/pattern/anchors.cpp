#include "anchors.hpp"

namespace necsus::pattern {

namespace {

bool is_word_at(const Scanner& text, Position at, bool ascii) {
    if (at >= text.size) return false;
    return ascii ? is_word_ascii(text.character(at)) : is_word(text.character(at));
}

bool is_boundary(const Scanner& text, Position at, bool ascii) {
    bool before = at > 0 && is_word_at(text, at - 1, ascii);
    return before != is_word_at(text, at, ascii);
}

}  // namespace

bool holds(const Instruction& anchor, const Scanner& text, Position at) {
    switch (static_cast<Anchor>(anchor.x)) {
        case Anchor::text_begin:
            return at == 0;
        case Anchor::line_begin:
            return at == 0 || text.character(at - 1) == '\n';
        case Anchor::line_end:
            return at == text.size || text.character(at) == '\n';
        case Anchor::last_line_end:
            return at == text.size || (at + 1 == text.size && text.character(at) == '\n');
        case Anchor::text_end:
            return at == text.size;
        case Anchor::boundary:
            return is_boundary(text, at, anchor.flag);
        case Anchor::not_boundary:
            // Python 3.11: nothing at all is in an empty text.
            return text.size > 0 && !is_boundary(text, at, anchor.flag);
    }
    return false;
}

}  // namespace necsus::pattern
