// Python's re syntax into a tree, or Python's error in Python's words (its re/_parser is what decides). One function a
// rule: parser.cpp has sequences, class_parser.cpp what begins with "[", group_parser.cpp what begins with "(".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pattern_source.hpp"
#include "tree.hpp"

namespace necsus::pattern {

class Parser {
  public:
    explicit Parser(std::u32string_view pattern) : source_(pattern) {}

    Tree parse();

  private:
    Sequence alternatives(bool verbose, int depth);
    Sequence sequence(bool verbose, int depth, bool may_set_flags);
    void skip_comment_line();
    void add_escape(std::u32string_view token, Sequence& into);
    Node character_class();
    void class_members(Node& node, std::size_t begin);
    bool read_repeat(std::u32string_view token, Sequence& into);
    bool read_bounds(std::size_t here, std::uint32_t& min, std::uint32_t& max);
    std::uint32_t bound(const std::u32string& digits);
    void parenthesis(Sequence& into, bool& verbose, int depth, bool may_set_flags);
    void group(Sequence& into, std::size_t start, bool verbose, int depth, const std::optional<std::u32string>& name);
    void plain_group(Sequence& into, std::size_t start, bool verbose, int depth, Node::Kind kind, Flags add,
                     Flags remove);
    void python_extension(Sequence& into, std::size_t start, bool verbose, int depth);
    void look(Sequence& into, std::size_t start, bool verbose, int depth, char32_t kind);
    void conditional(Sequence& into, std::size_t start, bool verbose, int depth);
    void skip_comment(std::size_t start);
    void flags_group(Sequence& into, std::size_t start, bool& verbose, int depth, char32_t letter, bool may_set_flags);
    char32_t read_added_flags(char32_t letter, Flags& add);
    void read_removed_flags(Flags& remove);
    void check_name(const std::u32string& name);
    std::uint32_t open_group(const std::optional<std::u32string>& name);
    bool is_closed(std::uint32_t group) const { return group < widths_.size() && widths_[group].has_value(); }
    void check_look_behind_reference(std::uint32_t group);
    void expect_close(std::size_t start);
    Node reference(std::uint32_t group);

    PatternSource source_;
    Flags flags_ = ignore_case;
    std::vector<std::optional<Width>> widths_{std::nullopt};  // of groups, by number; nothing while open
    std::map<std::u32string, std::uint32_t> groups_by_name_;
    std::vector<std::pair<std::u32string, std::uint32_t>> names_;
    std::optional<std::uint32_t> look_behind_groups_;  // inside a look-behind: the first number that began in it
    std::vector<std::pair<std::uint32_t, std::size_t>> conditions_;  // group numbers to check at the end, and where
};

/// Python gives up (RecursionError) at about this depth.
inline constexpr int max_depth = 495;

/// `pattern` as re.compile(pattern, re.IGNORECASE) reads it. Throws SyntaxError.
Tree parse(std::u32string_view pattern);

}  // namespace necsus::pattern
