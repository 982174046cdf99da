#include "chunks.hpp"

#include <algorithm>
#include <charconv>

#include "necsus/text/fields.hpp"

namespace necsus {

namespace {

constexpr std::size_t max_line_bytes = 4096;  // a size with its extensions, or a line of the trailer
/// Past as many bytes as the data itself has. Some programs send a chunk for each letter; this is for 200,000 of them.
constexpr std::size_t most_overhead = 1U << 20U;
constexpr std::size_t long_body_bytes = 256U << 10U;

}  // namespace

void make_room(std::string& body, std::size_t max_bytes) {
    if (body.size() > long_body_bytes && body.capacity() < max_bytes) body.reserve(max_bytes);
}

Chunks::State Chunks::put(std::string_view& bytes) {
    while (!bytes.empty()) {
        if (part_ == Part::data) {
            auto piece = bytes.substr(0, left_);
            body_ += piece;
            make_room(body_, max_bytes_);
            left_ -= piece.size();
            bytes.remove_prefix(piece.size());
            if (left_ == 0) part_ = Part::data_end;
            continue;
        }
        auto state = read_line(bytes.front());
        bytes.remove_prefix(1);
        if (state != State::more) return state;
    }
    return State::more;
}

Chunks::State Chunks::read_line(char c) {
    if (++overhead_ > most_overhead + body_.size()) return State::too_wordy;
    if (c != '\n') {
        line_ += c;
        return line_.size() > max_line_bytes ? State::bad : State::more;
    }
    if (line_.ends_with('\r')) line_.pop_back();
    auto state = end_line();
    line_.clear();
    return state;
}

Chunks::State Chunks::end_line() {
    if (part_ == Part::trailer) return line_.empty() ? State::done : State::more;
    if (part_ == Part::data_end) {
        part_ = Part::size;
        return line_.empty() ? State::more : State::bad;
    }
    auto digits = trimmed(std::string_view(line_).substr(0, line_.find(';')));
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
    if (error == std::errc::result_out_of_range) return State::too_large;
    if (error != std::errc() || end != digits.data() + digits.size()) return State::bad;
    if (left_ > max_bytes_ - std::min(max_bytes_, body_.size())) return State::too_large;
    part_ = left_ == 0 ? Part::trailer : Part::data;
    return State::more;
}

}  // namespace necsus
