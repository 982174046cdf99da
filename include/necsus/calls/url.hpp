// URLs as Python reads them: forms name their targets relative to the bot, and the bots expect Python's answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace necsus {

// The scheme that `url` begins with, in lowercase and without its colon; empty if it has none (RFC 3986, 3.1).
std::string scheme_of(std::string_view url);

// `url` resolved against `base`, exactly as `urllib.parse.urljoin(base, url)` of Debian 12's Python 3.11 does it on
// str (protocol, section 5). Both are UTF-8, and Python's None is "". Nothing where Python raises ValueError: the host
// of either has a bad bracket or address in brackets, or a character that NFKC would turn into one of / ? # @ : and
// where one of them is longer than a URL of a bot may be (max_url_bytes).
std::optional<std::string> urljoin(std::string_view base, std::string_view url);

}  // namespace necsus
