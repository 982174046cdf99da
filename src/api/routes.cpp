#include "necsus/api/routes.hpp"

namespace necsus {

std::vector<Route> routes() {
    return {
        {"GET", "/api/messages", get_messages},
        {"GET", "/api/bots", get_bots},
        {"POST", "/api/actions/message", post_message},
        {"POST", "/api/actions/message-form", post_message_form},
        {"POST", "/api/actions/bot", post_bot},
        {"DELETE", "/api/actions/bot", delete_bot},
        {"POST", "/api/actions/clear-room-messages", clear_room_messages},
        {"POST", "/api/actions/clear-room-state", clear_room_state},
        {"GET", "/ws/*", refuse_plain_stream},
        {"GET", "/", get_lobby},
        {"GET", "/client/*", get_client_file},
        {"GET", "/docs", get_docs_redirect},
        {"GET", "/docs/*", get_docs_file},
        {"GET", "/api/spec", get_api_spec},
        {"", "/api/*", nullptr},
        {"GET", "/*", get_room_page},
    };
}

}  // namespace necsus
