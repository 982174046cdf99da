#include "necsus/http/response.hpp"

#include "necsus/text/json_text.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

Response ok(std::string json) {
    Response response;
    response.body = std::move(json);
    return response;
}

Response refusal(int status, std::string_view message) {
    Response response;
    response.status = status;
    JsonObject json;
    json.add("message", std::string_view(valid_utf8(message)));
    response.body = std::move(json).finish();
    return response;
}

Response refusal_for_now(int status, std::string_view message, std::int64_t seconds) {
    auto response = refusal(status, message);
    response.with("Retry-After", std::to_string(seconds));
    return response;
}

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 301:
            return "Moved Permanently";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 426:
            return "Upgrade Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        default:
            return "";
    }
}

}  // namespace necsus
