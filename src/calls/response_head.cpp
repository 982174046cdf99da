#include "response_head.hpp"

#include <vector>

#include "necsus/text/fields.hpp"

namespace necsus {

namespace {

struct Line {
    std::string_view text;  // without its end
    std::string name;       // of a field, in lower case
    std::string_view value;
};

std::vector<Line> lines_of(std::string_view head) {
    std::vector<Line> lines;
    while (!head.empty()) {
        auto line = head.substr(0, head.find('\n'));
        head.remove_prefix(std::min(line.size() + 1, head.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) break;
        auto colon = line.find(':');
        bool is_field = !lines.empty() && colon != std::string_view::npos;
        if (is_field) {
            lines.push_back({line, lowercase(line.substr(0, colon)), trimmed(line.substr(colon + 1))});
        } else {
            lines.push_back({line, {}, {}});
        }
    }
    return lines;
}

/// "HTTP/1.1 200" is legal without a space behind it for us, and not for Beast.
std::string status_line(std::string_view line) {
    constexpr std::size_t to_status = 12;
    std::string text(line);
    if (line.size() == to_status && line.starts_with("HTTP/1.")) text += ' ';
    return text;
}

}  // namespace

std::optional<std::size_t> response_head_end(std::string_view bytes, std::size_t from) {
    for (auto at = bytes.find('\n', from); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
        auto rest = bytes.substr(at + 1);
        if (rest.starts_with('\n')) return at + 2;
        if (rest.starts_with("\r\n")) return at + 3;
    }
    return std::nullopt;
}

std::string mended_head(std::string_view head) {
    auto lines = lines_of(head);
    bool chunked = false;
    for (const auto& line : lines) {
        chunked = chunked || (line.name == "transfer-encoding" && equal_ignoring_case(line.value, "chunked"));
    }
    std::string mended;
    std::optional<std::string_view> length;
    for (const auto& line : lines) {
        if (line.name == "content-length") {
            bool is_idle = chunked || (length && *length == line.value);
            if (is_idle) continue;
            length = line.value;
        }
        mended += mended.empty() ? status_line(line.text) : std::string(line.text);
        mended += "\r\n";
    }
    return mended + "\r\n";
}

}  // namespace necsus
