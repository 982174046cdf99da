#include "necsus/calls/resolver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>

#include "answer_memory.hpp"
#include "dns_client.hpp"
#include "hosts_file.hpp"
#include "numeric_host.hpp"
#include "system_names.hpp"

namespace necsus {

namespace {

using Answer = Resolver::Answer;
using boost::system::error_code;

/// There are name servers that never answer a question for IPv6 addresses. After this time IPv4 is asked for alone.
constexpr auto patience_with_v6 = std::chrono::seconds(2);

constexpr std::string_view silent = "the name server does not answer";
constexpr std::string_view crowded = "too many other names are being looked up";

Answer failure(error_code error, std::string detail = {}) {
    Answer answer;
    answer.error = error;
    answer.detail = std::move(detail);
    return answer;
}

Answer late(Clock::duration waited, std::string_view why) {
    auto tenths = std::chrono::round<std::chrono::duration<int, std::deci>>(waited);
    auto seconds = std::max(0.1, std::chrono::duration<double>(tenths).count());
    return failure(asio::error::timed_out, fmt::format("{:g} second{}: {}", seconds, seconds == 1 ? "" : "s", why));
}

/// What needs nobody to be asked (RFC 6761, 6.3 and 6.4).
std::optional<Answer> reserved_name(std::string_view host) {
    if (host.ends_with('.')) host.remove_suffix(1);
    Answer answer;
    if (host == "localhost" || host.ends_with(".localhost")) {
        answer.addresses = {asio::ip::address_v4::loopback(), asio::ip::address_v6::loopback()};
        return answer;
    }
    if (host == "invalid" || host.ends_with(".invalid")) return failure(asio::error::host_not_found);
    return std::nullopt;
}

}  // namespace

/// Handlers that the loop still has may outlive it, and hold it weakly.
struct Resolver::Parts : std::enable_shared_from_this<Parts> {
    /// What those who wait for a look-up may look at afterwards: the look-up owns them, so they can't own it.
    struct Result {
        Answer answer;
        bool begun = false;
    };

    struct Lookup {
        Lookup(Executor executor, std::string host_in)
            : host(std::move(host_in)), finished(executor), timer(executor) {}

        std::string host;
        std::shared_ptr<Result> result = std::make_shared<Result>();
        Signal finished;
        Timer timer;
        Clock::time_point deadline;
        int questions = 0;  // under way
        bool over = false;
    };
    using Shared = std::shared_ptr<Lookup>;

    Parts(Executor executor_in, Workers& workers, ResolverOptions options_in)
        : executor(executor_in),
          options(std::move(options_in)),
          hosts(options.hosts),
          system(workers, options.nsswitch),
          dns(executor_in, options.name_servers, options.resolv_conf) {}

    std::optional<Answer> known(const std::string& host);
    Lookup& lookup_of(const std::string& host);
    void begin(const Shared& lookup);
    void ask(const Shared& lookup, DnsClient::Family family);
    void wait(const Shared& lookup, Clock::time_point until);
    void time_passed(const Shared& lookup);
    void answered(const Shared& lookup, DnsClient::Family family, Answer answer);
    void finish(const Shared& lookup, Answer answer);
    void begin_next();

    Executor executor;
    ResolverOptions options;
    HostsFile hosts;
    SystemNames system;
    DnsClient dns;
    AnswerMemory memory;
    std::unordered_map<std::string, Shared> lookups;  // by name; those that wait for their turn included
    std::deque<Shared> waiting;
    std::size_t under_way = 0;  // those with questions, also when nobody waits for the answer any more
};

std::optional<Answer> Resolver::Parts::known(const std::string& host) {
    Answer answer;
    if (auto address = numeric_address(host)) {
        answer.addresses = {*address};
        return answer;
    }
    if (auto reserved = reserved_name(host)) return reserved;
    answer.addresses = hosts.addresses_of(host);
    if (!answer.addresses.empty()) return answer;
    return memory.answer_for(host, Clock::now());
}

Resolver::Parts::Lookup& Resolver::Parts::lookup_of(const std::string& host) {
    auto& lookup = lookups[host];
    if (lookup) return *lookup;
    lookup = std::make_shared<Lookup>(executor, host);
    if (under_way < options.max_lookups) {
        begin(lookup);
    } else {
        waiting.push_back(lookup);
        wait(lookup, Clock::now() + options.timeout);
    }
    return *lookup;
}

void Resolver::Parts::begin(const Shared& lookup) {
    ++under_way;
    lookup->result->begun = true;
    lookup->deadline = Clock::now() + options.timeout;
    wait(lookup, std::min(lookup->deadline, Clock::now() + patience_with_v6));
    ask(lookup, DnsClient::Family::any);
}

void Resolver::Parts::ask(const Shared& lookup, DnsClient::Family family) {
    ++lookup->questions;
    auto done = [weak = weak_from_this(), lookup, family](Answer answer) {
        if (auto self = weak.lock()) self->answered(lookup, family, std::move(answer));
    };
    if (system.knows(lookup->host)) {
        system.ask(lookup->host, lookup->deadline, std::move(done));
    } else {
        dns.ask(lookup->host, family, std::move(done));
    }
}

void Resolver::Parts::wait(const Shared& lookup, Clock::time_point until) {
    lookup->timer.expires_at(until);
    lookup->timer.async_wait([weak = weak_from_this(), lookup](error_code cancelled) {
        auto self = weak.lock();
        if (!cancelled && self && !lookup->over) self->time_passed(lookup);
    });
}

void Resolver::Parts::time_passed(const Shared& lookup) {
    if (!lookup->result->begun) {
        std::erase(waiting, lookup);
        return finish(lookup, late(options.timeout, crowded));
    }
    if (Clock::now() >= lookup->deadline) {
        auto answer = late(options.timeout, silent);
        memory.remember(lookup->host, answer, Clock::now());
        return finish(lookup, std::move(answer));
    }
    wait(lookup, lookup->deadline);
    if (!system.knows(lookup->host)) ask(lookup, DnsClient::Family::v4);
}

void Resolver::Parts::answered(const Shared& lookup, DnsClient::Family family, Answer answer) {
    bool is_last = --lookup->questions == 0;
    // That there are no IPv4 addresses isn't yet the answer; that there are some is.
    bool counts = family == DnsClient::Family::any || !answer.error;
    if (counts && !lookup->over) {
        if (answer.error == asio::error::timed_out) {
            auto began = lookup->deadline - options.timeout;
            answer = late(Clock::now() - began, silent);
        }
        memory.remember(lookup->host, answer, Clock::now());
        finish(lookup, std::move(answer));
    }
    if (!is_last) return;
    --under_way;
    begin_next();
}

void Resolver::Parts::finish(const Shared& lookup, Answer answer) {
    lookup->over = true;
    lookup->timer.cancel();
    lookup->result->answer = std::move(answer);
    lookup->finished.fire();
    lookups.erase(lookup->host);
}

void Resolver::Parts::begin_next() {
    while (!waiting.empty() && under_way < options.max_lookups) {
        auto lookup = std::move(waiting.front());
        waiting.pop_front();
        if (lookup->finished.awaited()) {
            begin(lookup);
        } else {
            finish(lookup, {});
        }
    }
}

Resolver::Resolver(Executor executor, Workers& workers, ResolverOptions options)
    : parts_(std::make_shared<Parts>(executor, workers, std::move(options))) {}

Resolver::~Resolver() = default;

awaitable<Answer> Resolver::resolve(std::string host, Clock::time_point deadline) {
    if (!parts_) co_return failure(asio::error::operation_aborted);
    auto known = parts_->known(host);
    if (known) co_return std::move(*known);
    auto& lookup = parts_->lookup_of(host);
    auto result = lookup.result;
    auto began = Clock::now();
    bool finished = co_await lookup.finished.fired_by(deadline);
    if (finished) co_return result->answer;
    auto why = result->begun ? silent : crowded;
    co_return late(Clock::now() - began, why);
}

void Resolver::stop() {
    if (!parts_) return;
    auto parts = std::exchange(parts_, nullptr);
    while (!parts->lookups.empty()) {
        auto lookup = parts->lookups.begin()->second;
        parts->finish(lookup, failure(asio::error::operation_aborted));
    }
}

}  // namespace necsus
