// A pattern as a tree: what the parser makes and the compiler reads.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "unicode.hpp"

namespace necsus::pattern {

/// The flags of Python's re, as they can stand in a pattern: (?imsxaut).
using Flags = std::uint8_t;
inline constexpr Flags ignore_case = 1;
inline constexpr Flags multiline = 2;
inline constexpr Flags dot_all = 4;
inline constexpr Flags verbose_mode = 8;
inline constexpr Flags ascii_only = 16;
inline constexpr Flags full_unicode = 32;
inline constexpr Flags template_mode = 64;  // makes every repeat an error
inline constexpr Flags type_flags = ascii_only | full_unicode;

enum class Category : std::uint8_t { digit, not_digit, space, not_space, word, not_word };

/// One member of a class: characters from `first` to `last`, or a category.
struct SetItem {
    char32_t first = 0;
    char32_t last = 0;
    bool is_range = false;  // written as one: matters beyond U+FFFF
    bool is_category = false;
    Category category{};

    static SetItem of(char32_t c) {
        SetItem item;
        item.first = item.last = c;
        return item;
    }
    static SetItem of(Category category) {
        SetItem item;
        item.is_category = true;
        item.category = category;
        return item;
    }
    bool operator==(const SetItem&) const = default;
};

/// `last_line_end`: the end, or before a newline that ends the text ($ unless multiline).
enum class Anchor : std::uint8_t { line_begin, line_end, text_begin, last_line_end, text_end, boundary, not_boundary };

enum class Greed : std::uint8_t { greedy, lazy, possessive };

inline constexpr std::uint32_t unlimited = 0xFFFFFFFF;

/// How many characters something can match.
struct Width {
    std::uint64_t least = 0;
    std::uint64_t most = 0;  // the largest number there is: no bound
};

struct Node;
using Sequence = std::vector<Node>;

struct Node {
    enum class Kind : std::uint8_t {
        literal,      // `character`
        not_literal,  // anything but `character`
        set,          // `set`, `negated`
        any,          // .
        anchor,       // `anchor`
        group,        // children[0]; captured as `group` unless that is 0; `add` and `remove` flags inside
        atomic,       // children[0]
        branch,       // one of children
        repeat,       // children[0], `min` to `max` times
        look,         // children[0] ahead or behind, `negated`
        reference,    // what `group` holds
        conditional   // children[0] if `group` took part, else children[1] if there is one
    };
    Kind kind = Kind::literal;
    bool negated = false;
    bool behind = false;
    Anchor anchor{};
    Greed greed{};
    char32_t character = 0;
    std::uint32_t group = 0;
    std::uint32_t min = 0;
    std::uint32_t max = 0;
    Width width;  // of what a look-behind looks for
    Flags add = 0;
    Flags remove = 0;
    std::vector<SetItem> set;
    std::vector<Sequence> children;
};

inline Node literal(char32_t c) {
    Node node;
    node.kind = Node::Kind::literal;
    node.character = c;
    return node;
}

struct Tree {
    Sequence root;
    Flags flags = 0;                                           // of the whole pattern
    std::uint32_t groups = 1;                                  // the whole match included
    std::vector<std::pair<std::string, std::uint32_t>> names;  // UTF-8, in order of their groups
};

}  // namespace necsus::pattern
