// A JSON array of any length as an answer: read and sent page by page.
#pragma once

#include <memory>

#include "element_pages.hpp"
#include "necsus/http/request.hpp"
#include "necsus/http/response.hpp"

namespace necsus {

/// 200 with all elements. A short array is sent as one, with its length; for HEAD nothing is read.
awaitable<Response> json_array(std::unique_ptr<ElementPages> pages, bool head_only);

}  // namespace necsus
