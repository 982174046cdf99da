// How explanations name what they are about. All of it is HTML: what came from outside is escaped.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "necsus/model/bot.hpp"

namespace necsus {

/// No more of it than anybody reads.
std::string shown(std::string_view text);

std::string code(std::string_view text);

/// A bot is named in bold.
std::string bold_name(const Bot& bot);

/// Its URL.
std::string endpoint_of(const Bot& bot);

/// "1 second", "0.5 seconds"
std::string seconds(std::chrono::milliseconds time);

}  // namespace necsus
