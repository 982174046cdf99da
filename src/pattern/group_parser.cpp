#include <fmt/format.h>

#include <algorithm>

#include "group_reference.hpp"
#include "parser.hpp"
#include "width.hpp"

namespace necsus::pattern {

namespace {

using Kind = Node::Kind;

/// 0 for a letter that is no flag.
Flags flag_of(char32_t letter) {
    switch (letter) {
        case 'i':
            return ignore_case;
        case 'm':
            return multiline;
        case 's':
            return dot_all;
        case 'x':
            return verbose_mode;
        case 'a':
            return ascii_only;
        case 'u':
            return full_unicode;
        case 't':
            return template_mode;
        default:
            return 0;
    }
}

bool is_flag(char32_t letter) {
    return letter == 'L' || flag_of(letter) != 0;
}

Node node_with(Kind kind, Sequence child) {
    Node node;
    node.kind = kind;
    node.children.push_back(std::move(child));
    return node;
}

}  // namespace

void Parser::expect_close(std::size_t start) {
    if (!source_.match(')')) source_.fail("missing ), unterminated subpattern", source_.position() - start);
}

void Parser::parenthesis(Sequence& into, bool& verbose, int depth, bool may_set_flags) {
    auto start = source_.position() - 1;
    if (!source_.match('?')) return group(into, start, verbose, depth, std::nullopt);
    if (source_.at_end()) source_.fail("unexpected end of pattern");
    auto token = source_.get();
    char32_t c = token[0];
    switch (c) {
        case 'P':
            return python_extension(into, start, verbose, depth);
        case ':':
            return plain_group(into, start, verbose, depth, Kind::group, 0, 0);
        case '>':
            return plain_group(into, start, verbose, depth, Kind::atomic, 0, 0);
        case '#':
            return skip_comment(start);
        case '=':
        case '!':
        case '<':
            return look(into, start, verbose, depth, c);
        case '(':
            return conditional(into, start, verbose, depth);
        default:
            break;
    }
    bool is_flags = token.size() == 1 && (is_flag(c) || c == '-');
    if (!is_flags) source_.fail("unknown extension ?" + to_utf8(token), token.size() + 1);
    flags_group(into, start, verbose, depth, c, may_set_flags);
}

std::uint32_t Parser::open_group(const std::optional<std::u32string>& name) {
    auto number = static_cast<std::uint32_t>(widths_.size());
    widths_.emplace_back(std::nullopt);
    if (name) {
        auto [known, is_new] = groups_by_name_.emplace(*name, number);
        if (!is_new) {
            source_.fail(fmt::format("redefinition of group name {} as group {}; was group {}", repr(*name), number,
                                     known->second),
                         name->size() + 1);
        }
        names_.emplace_back(*name, number);
    }
    return number;
}

void Parser::group(Sequence& into, std::size_t start, bool verbose, int depth,
                   const std::optional<std::u32string>& name) {
    auto number = open_group(name);
    auto content = alternatives(verbose, depth + 1);
    expect_close(start);
    widths_[number] = width_of(content, widths_);
    into.push_back(node_with(Kind::group, std::move(content)));
    into.back().group = number;
}

void Parser::plain_group(Sequence& into, std::size_t start, bool verbose, int depth, Kind kind, Flags add,
                         Flags remove) {
    bool inside = (verbose || (add & verbose_mode) != 0) && (remove & verbose_mode) == 0;
    auto content = alternatives(inside, depth + 1);
    expect_close(start);
    into.push_back(node_with(kind, std::move(content)));
    into.back().add = add;
    into.back().remove = remove;
}

void Parser::check_name(const std::u32string& name) {
    bool good = is_identifier_start(name[0]) && std::all_of(name.begin(), name.end(), is_identifier_part);
    if (!good) source_.fail("bad character in group name " + repr(name), name.size() + 1);
}

void Parser::python_extension(Sequence& into, std::size_t start, bool verbose, int depth) {
    if (source_.match('<')) {
        auto name = source_.get_until('>', "group name");
        check_name(name);
        return group(into, start, verbose, depth, name);
    }
    if (source_.match('=')) {
        auto name = source_.get_until(')', "group name");
        check_name(name);
        auto found = groups_by_name_.find(name);
        if (found == groups_by_name_.end()) source_.fail("unknown group name " + repr(name), name.size() + 1);
        if (!is_closed(found->second)) source_.fail("cannot refer to an open group", name.size() + 1);
        into.push_back(reference(found->second));
        return;
    }
    if (source_.at_end()) source_.fail("unexpected end of pattern");
    auto token = source_.get();
    source_.fail("unknown extension ?P" + to_utf8(token), token.size() + 2);
}

void Parser::skip_comment(std::size_t start) {
    for (;;) {
        if (source_.at_end()) source_.fail("missing ), unterminated comment", source_.position() - start);
        auto token = source_.get();
        if (token.size() == 1 && token[0] == ')') return;
    }
}

void Parser::look(Sequence& into, std::size_t start, bool verbose, int depth, char32_t kind) {
    bool behind = kind == '<';
    auto outer = look_behind_groups_;
    if (behind) {
        if (source_.at_end()) source_.fail("unexpected end of pattern");
        auto token = source_.get();
        kind = token[0];
        if (kind != '=' && kind != '!') source_.fail("unknown extension ?<" + to_utf8(token), token.size() + 2);
        if (!outer) look_behind_groups_ = static_cast<std::uint32_t>(widths_.size());
    }
    auto content = alternatives(verbose, depth + 1);
    if (behind) look_behind_groups_ = outer;
    expect_close(start);
    Node node;
    node.kind = Kind::look;
    node.behind = behind;
    node.negated = kind == '!';
    if (behind) node.width = width_of(content, widths_);
    node.children.push_back(std::move(content));
    into.push_back(std::move(node));
}

void Parser::check_look_behind_reference(std::uint32_t group) {
    if (!look_behind_groups_) return;
    if (!is_closed(group)) source_.fail("cannot refer to an open group");
    if (group >= *look_behind_groups_) {
        source_.fail("cannot refer to group defined in the same lookbehind subpattern");
    }
}

void Parser::conditional(Sequence& into, std::size_t start, bool verbose, int depth) {
    auto name = source_.get_until(')', "group name");
    std::uint32_t number = 0;
    bool is_name = is_identifier_start(name[0]) && std::all_of(name.begin(), name.end(), is_identifier_part);
    if (is_name) {
        auto found = groups_by_name_.find(name);
        if (found == groups_by_name_.end()) source_.fail("unknown group name " + repr(name), name.size() + 1);
        number = found->second;
    } else {
        auto read = read_group_number(name);
        if (!read.message.empty()) source_.fail(read.message, name.size() + 1);
        number = read.number;
        bool known = std::any_of(conditions_.begin(), conditions_.end(), [&](auto& c) { return c.first == number; });
        if (!known) conditions_.emplace_back(number, source_.position() - name.size() - 1);
    }
    check_look_behind_reference(number);

    if (depth >= max_depth) throw SyntaxError("maximum recursion depth exceeded: too many groups inside one another");
    auto node = node_with(Kind::conditional, sequence(verbose, depth + 1, false));
    node.group = number;
    if (source_.match('|')) {
        node.children.push_back(sequence(verbose, depth + 1, false));
        if (source_.next_is('|')) source_.fail("conditional backref with more than two branches");
    }
    expect_close(start);
    into.push_back(std::move(node));
}

/// The flags before "-", ":" or ")", which is taken and answered.
char32_t Parser::read_added_flags(char32_t letter, Flags& add) {
    for (;;) {
        if (letter == 'L') source_.fail("bad inline flags: cannot use 'L' flag with a str pattern");
        add |= flag_of(letter);
        if ((add & type_flags) == type_flags) source_.fail("bad inline flags: flags 'a', 'u' and 'L' are incompatible");
        if (source_.at_end()) source_.fail("missing -, : or )");
        auto token = source_.get();
        letter = token[0];
        if (letter == ')' || letter == '-' || letter == ':') return letter;
        if (!is_flag(letter)) {
            bool alphabetic = token.size() == 1 && is_letter(letter);
            source_.fail(alphabetic ? "unknown flag" : "missing -, : or )", token.size());
        }
    }
}

void Parser::read_removed_flags(Flags& remove) {
    auto wrong = [&](std::u32string_view token, const char* if_no_letter) {
        bool alphabetic = token.size() == 1 && is_letter(token[0]);
        source_.fail(alphabetic ? "unknown flag" : if_no_letter, token.size());
    };
    if (source_.at_end()) source_.fail("missing flag");
    auto token = source_.get();
    if (!is_flag(token[0])) wrong(token, "missing flag");
    for (;;) {
        char32_t letter = token[0];
        if (letter == 'a' || letter == 'u' || letter == 'L') {
            source_.fail("bad inline flags: cannot turn off flags 'a', 'u' and 'L'");
        }
        remove |= flag_of(letter);
        if (source_.at_end()) source_.fail("missing :");
        token = source_.get();
        if (token[0] == ':') return;
        if (!is_flag(token[0])) wrong(token, "missing :");
    }
}

/// (?flags) for the whole pattern, or (?flags-flags:…) for a part.
void Parser::flags_group(Sequence& into, std::size_t start, bool& verbose, int depth, char32_t letter,
                         bool may_set_flags) {
    Flags add = 0;
    Flags remove = 0;
    char32_t end = letter;
    if (letter != '-') end = read_added_flags(letter, add);
    if (end == ')') {
        flags_ |= add;
        if (!may_set_flags) {
            source_.fail("global flags not at the start of the expression", source_.position() - start);
        }
        verbose = (flags_ & verbose_mode) != 0;
        return;
    }
    if ((add & template_mode) != 0) source_.fail("bad inline flags: cannot turn on global flag", 1);
    if (end == '-') read_removed_flags(remove);
    if ((remove & template_mode) != 0) source_.fail("bad inline flags: cannot turn off global flag", 1);
    if ((add & remove) != 0) source_.fail("bad inline flags: flag turned on and off", 1);
    plain_group(into, start, verbose, depth, Kind::group, add, remove);
}

}  // namespace necsus::pattern
