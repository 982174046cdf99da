#include "necsus/http/response.hpp"

#include <array>
#include <ctime>

#include "necsus/text/json_text.hpp"
#include "necsus/text/utf8.hpp"
#include "necsus/version.hpp"

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

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 202:
            return "Accepted";
        case 301:
            return "Moved Permanently";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
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

std::string response_head(const Response& response, std::string_view date, bool keep_alive, bool chunked,
                          std::int64_t content_length, bool cross_origin) {
    std::string head;
    head.reserve(320);
    auto line = [&](std::string_view name, std::string_view value) {
        head.append(name).append(": ").append(value).append("\r\n");
    };
    head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    head.append(reason_phrase(response.status)).append("\r\n");
    line("Server", std::string("NeCSuS/").append(version));
    line("Date", date);
    line("Cache-Control", response.cache_control);
    if (cross_origin) line("Access-Control-Allow-Origin", "*");
    if (!response.content_type.empty()) line("Content-Type", response.content_type);
    for (const auto& [name, value] : response.headers) line(name, value);
    if (chunked) line("Transfer-Encoding", "chunked");
    if (content_length >= 0) line("Content-Length", std::to_string(content_length));
    line("Connection", keep_alive ? "keep-alive" : "close");
    head.append("\r\n");
    return head;
}

std::string http_date(std::int64_t seconds) {
    auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::array<char, 64> text{};
    auto length = std::strftime(text.data(), text.size(), "XXX, %d XXX %Y %H:%M:%S GMT", &parts);
    std::string date(text.data(), length);
    // Not strftime's %a and %b: those follow the locale.
    date.replace(0, 3, days[static_cast<std::size_t>(parts.tm_wday)]);
    date.replace(8, 3, months[static_cast<std::size_t>(parts.tm_mon)]);
    return date;
}

}  // namespace necsus
