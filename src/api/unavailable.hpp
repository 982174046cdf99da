// What clients are told when the database fails.
#pragma once

#include <string_view>

#include "necsus/http/response.hpp"
#include "necsus/storage/database.hpp"

namespace necsus {

/// One word, for programs.
std::string_view to_text(DatabaseTrouble trouble);
/// For people.
std::string_view sentence_of(DatabaseTrouble trouble);

/// 503: it is no fault of the request, which may be sent again.
Response unavailable(DatabaseTrouble trouble);

}  // namespace necsus
