#include "system_names.hpp"

#include <netdb.h>
#include <unistd.h>

#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstring>
#include <fstream>
#include <sstream>

#include "necsus/text/fields.hpp"

namespace necsus {

namespace {

using Answer = Resolver::Answer;

boost::system::error_code error_of_lookup(int code) {
    if (code == 0) return {};
    if (code == EAI_NONAME || code == EAI_NODATA) return asio::error::host_not_found;
    return asio::error::host_not_found_try_again;
}

/// Blocks.
Answer look_up(const std::string& host) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    auto code = getaddrinfo(host.c_str(), nullptr, &hints, &found);
    Answer answer;
    answer.error = error_of_lookup(code);
    if (answer.error) answer.detail = gai_strerror(code);
    for (auto* entry = found; entry != nullptr; entry = entry->ai_next) {
        asio::ip::tcp::endpoint endpoint;
        if (entry->ai_addrlen > endpoint.capacity()) continue;
        endpoint.resize(entry->ai_addrlen);
        std::memcpy(endpoint.data(), entry->ai_addr, entry->ai_addrlen);
        answer.addresses.push_back(endpoint.address());
    }
    if (found != nullptr) freeaddrinfo(found);
    return answer;
}

std::string name_of_machine() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? lowercase(name.data()) : "";
}

}  // namespace

bool has_hosts_service(std::string_view text, std::string_view service) {
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line.substr(0, line.find('#')));
        std::string word;
        if (!(words >> word) || word != "hosts:") continue;
        while (words >> word) {
            if (word.starts_with(service)) return true;
        }
    }
    return false;
}

SystemNames::SystemNames(Workers& workers, std::string nsswitch)
    : workers_(workers), file_(std::move(nsswitch)), own_name_(name_of_machine()) {}

bool SystemNames::knows(std::string_view host) {
    if (file_.happened()) {
        std::ifstream file(file_.path());
        std::stringstream text;
        text << file.rdbuf();
        has_mdns_ = has_hosts_service(text.str(), "mdns");
        has_own_name_ = has_hosts_service(text.str(), "myhostname");
    }
    return (has_mdns_ && host.ends_with(".local")) || (has_own_name_ && host == own_name_);
}

void SystemNames::ask(std::string host, Clock::time_point deadline, std::function<void(Answer)> done) {
    auto answer = std::make_shared<Answer>();
    answer->error = asio::error::timed_out;
    workers_.run(
        [answer, host = std::move(host), deadline] {
            if (Clock::now() < deadline) *answer = look_up(host);
        },
        [answer, done = std::move(done)] { done(std::move(*answer)); });
}

}  // namespace necsus
