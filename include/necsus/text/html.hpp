// Escaping: what comes from outside is shown as it was written, never run.
#pragma once

#include <string>
#include <string_view>

namespace necsus {

/// `&`, `<`, `>`, `"` and `'` as character references.
std::string escape_html(std::string_view text);

}  // namespace necsus
