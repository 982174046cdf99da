#include "necsus/pattern/subject.hpp"

#include "pattern_source.hpp"
#include "unicode.hpp"

namespace necsus {

Subject::Subject(std::string_view whole) : utf8(whole) {
    text.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size();) {
        auto first = static_cast<unsigned char>(utf8[i]);
        std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        char32_t c = length == 1 ? first : first & (0x7FU >> length);
        for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k) {
            c = c << 6U | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
        }
        text.push_back(c);
        i += length;
    }
    lowered.resize(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char32_t c = text[i];
        lowered[i] = pattern::lower(c);
        if (c < 128) {
            ascii[c >> 6U] |= std::uint64_t{1} << (c & 63U);
        } else {
            has_others = true;
        }
    }
}

std::string Subject::part(std::size_t begin, std::size_t end) const {
    if (!has_others) return utf8.substr(begin, end - begin);
    return pattern::to_utf8(std::u32string_view(text).substr(begin, end - begin));
}

}  // namespace necsus
