#include "hosts_file.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <sstream>

#include "necsus/text/fields.hpp"

namespace necsus {

namespace {

namespace ip = boost::asio::ip;

constexpr std::string_view blanks = " \t\r";

bool is_word(std::string_view text, std::size_t at, std::size_t size) {
    constexpr std::string_view ends = " \t\r\n#";
    bool begins = at > 0 && blanks.find(text[at - 1]) != std::string_view::npos;
    return begins && (at + size == text.size() || ends.find(text[at + size]) != std::string_view::npos);
}

}  // namespace

// No index is made: lists of advertisers have megabytes, which are searched in a few ms, and only once for each name
// that is not remembered.
std::vector<ip::address> addresses_in(std::string_view text, std::string_view name) {
    std::vector<ip::address> addresses;
    if (name.empty()) return addresses;
    const std::boyer_moore_horspool_searcher searcher(name.begin(), name.end());
    for (auto found = std::search(text.begin(), text.end(), searcher); found != text.end();
         found = std::search(found + 1, text.end(), searcher)) {
        auto at = static_cast<std::size_t>(found - text.begin());
        if (!is_word(text, at, name.size())) continue;
        auto line = text.substr(0, at);
        line = trimmed(line.substr(line.rfind('\n') + 1), blanks);  // npos + 1 is 0
        if (line.find('#') != std::string_view::npos) continue;
        boost::system::error_code no_address;
        auto address = ip::make_address(line.substr(0, line.find_first_of(blanks)), no_address);
        if (!no_address) addresses.push_back(address);
    }
    return addresses;
}

void HostsFile::read_if_changed() {
    if (!file_.happened()) return;
    std::ifstream file(file_.path(), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    text_ = lowercase(text.view());
}

std::vector<ip::address> HostsFile::addresses_of(std::string_view name) {
    read_if_changed();
    return addresses_in(text_, name);
}

}  // namespace necsus
