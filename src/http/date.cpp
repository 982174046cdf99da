#include "date.hpp"

#include <array>
#include <ctime>

namespace necsus {

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

const std::string& http_date_now() {
    static std::time_t second = 0;
    static std::string date;
    auto now = std::time(nullptr);
    if (now != second) {
        second = now;
        date = http_date(now);
    }
    return date;
}

namespace {

constexpr int century = 100;

/// RFC 9110: a year of two digits is of this century, unless that is more than 50 years ahead.
int whole_year(int year_of_century, std::time_t now) {
    std::tm today{};
    gmtime_r(&now, &today);
    auto year = today.tm_year - today.tm_year % century + year_of_century;
    return year > today.tm_year + century / 2 ? year - century : year;
}

}  // namespace

std::optional<std::int64_t> parse_http_date(const std::string& date) {
    // The last two are RFC 850's and asctime's. The program never sets a locale, so the names are English.
    constexpr const char* rfc_850 = "%A, %d-%b-%y %H:%M:%S GMT";
    for (const auto* format : {"%a, %d %b %Y %H:%M:%S GMT", rfc_850, "%a %b %e %H:%M:%S %Y"}) {
        std::tm parts{};
        const char* end = ::strptime(date.c_str(), format, &parts);
        if (end == nullptr || end != date.c_str() + date.size()) continue;
        if (format == rfc_850) parts.tm_year = whole_year(parts.tm_year % century, std::time(nullptr));
        return timegm(&parts);
    }
    return std::nullopt;
}

}  // namespace necsus
