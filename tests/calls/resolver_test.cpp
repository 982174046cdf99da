#include "necsus/calls/resolver.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>
#include <future>
#include <optional>
#include <vector>

#include "support/process/child_process.hpp"
#include "support/unit/run.hpp"

using namespace necsus;
using namespace std::chrono_literals;
using Answer = Resolver::Answer;
using Catch::Matchers::Contains;

namespace {

const boost::system::error_code no_such_host = asio::error::host_not_found;
const boost::system::error_code failed = asio::error::host_not_found_try_again;
const boost::system::error_code timed_out = asio::error::timed_out;

/// A resolver, a name server of its own (see name_server.py), and files as the system has them.
struct ResolverCase {
    ResolverCase() {
        files.write("resolv.conf", "");
        files.write("hosts", "127.0.0.1 localhost\n");
        options.name_servers = "127.0.0.1:" + server.wait_for_output("port ");
        options.resolv_conf = files.file("resolv.conf");
        options.hosts = files.file("hosts");
        options.nsswitch = files.file("nsswitch.conf");
    }
    ~ResolverCase() {
        if (resolver) resolver->stop();
    }

    std::future<Answer> ask(const std::string& host, Clock::duration patience = 1h) {
        if (!resolver) resolver.emplace(loop.get_executor(), workers, options);
        return start(loop, resolver->resolve(host, Clock::now() + patience));
    }

    /// Runs the loop until it is answered.
    Answer wait_for(std::future<Answer>& asked) {
        auto until = Clock::now() + 30s;
        loop.restart();
        while (asked.wait_for(0s) != std::future_status::ready) {
            REQUIRE(Clock::now() < until);
            loop.run_one_for(1s);
            if (loop.stopped()) loop.restart();
        }
        return asked.get();
    }

    Answer answer(const std::string& host, Clock::duration patience = 1h) {
        auto asked = ask(host, patience);
        return wait_for(asked);
    }

    /// How often the name server was asked for `host`, of both kinds together.
    std::size_t questions(const std::string& host) const {
        auto printed = server.output();
        std::size_t count = 0;
        for (auto at = printed.find("asked " + host + " "); at != std::string::npos; ++count) {
            at = printed.find("asked " + host + " ", at + 1);
        }
        return count;
    }

    test::ChildProcess server{{test::python(), NECSUS_SOURCE_DIR "/tests/support/process/name_server.py"}};
    TempFolder files;
    asio::io_context loop;
    Workers workers{loop.get_executor(), 1};
    ResolverOptions options;
    std::optional<Resolver> resolver;
};

std::vector<std::string> texts(const Answer& answer) {
    std::vector<std::string> texts;
    for (const auto& address : answer.addresses) texts.push_back(address.to_string());
    return texts;
}

using Addresses = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(ResolverCase, "a name server's answer is taken, by whatever way it leads to an address") {
    auto [host, expected] = GENERATE(table<std::string, Addresses>({
        {"good.example", {"127.0.0.1"}},
        {"good-with_signs.example", {"127.0.0.1"}},
        {"late.example", {"127.0.0.1"}},
        {"lost.example", {"127.0.0.1"}},
        {"alias.example", {"127.0.0.1"}},
        {"forged.example", {"127.0.0.1"}},
        {"six.example", {"::1"}},
        {"mixed.example", {"169.254.169.254", "127.0.0.1"}},
    }));
    INFO(host);
    auto found = answer(host);
    CHECK_FALSE(found.error);
    CHECK_THAT(texts(found), Catch::UnorderedEquals(expected));
}

TEST_CASE_METHOD(ResolverCase,
                 "more addresses than fit into a packet come over TCP, and more than anybody tries are left out") {
    auto found = answer("many.example");
    CHECK_FALSE(found.error);
    CHECK(found.addresses.size() == 16);
}

TEST_CASE_METHOD(ResolverCase, "a name that does not exist is told apart from a name server that fails") {
    auto [host, error] = GENERATE(table<std::string, boost::system::error_code>({
        {"missing.example", no_such_host},
        {"empty.example", no_such_host},
        {"dangling.example", no_such_host},
        {"circle.example", no_such_host},
        {"broken.example", failed},
        {"refused.example", failed},
        {"cut.example", failed},
    }));
    INFO(host);
    auto found = answer(host);
    CHECK(found.error == error);
    CHECK(found.addresses.empty());
}

TEST_CASE_METHOD(ResolverCase, "garbage is no answer") {
    auto found = answer("garbage.example");
    CHECK(found.error);
    CHECK(found.addresses.empty());
}

TEST_CASE_METHOD(ResolverCase, "a name server that never answers holds up nobody else, and is told with the seconds") {
    options.timeout = 3s;
    std::vector<std::future<Answer>> dead;
    for (int i = 0; i < 100; ++i) dead.push_back(ask("never-" + std::to_string(i) + ".example"));
    auto begun = Clock::now();
    CHECK_FALSE(answer("good.example").error);
    CHECK(Clock::now() - begun < 2s);
    for (auto& one : dead) {
        auto found = wait_for(one);
        CHECK(found.error == timed_out);
        CHECK(found.detail == "3 seconds: the name server does not answer");
    }
}

TEST_CASE_METHOD(ResolverCase, "who can't wait for the answer is told what kept it") {
    auto found = answer("never.example", 300ms);
    CHECK(found.error == timed_out);
    CHECK_THAT(found.detail, Contains("second") && Contains("name server does not answer"));
}

TEST_CASE_METHOD(ResolverCase, "where questions for IPv6 are never answered, IPv4 is enough") {
    auto begun = Clock::now();
    CHECK(texts(answer("deaf.example")) == Addresses{"127.0.0.1"});
    CHECK(Clock::now() - begun < 6s);
}

TEST_CASE_METHOD(ResolverCase,
                 "who asks for the same name shares one look-up, and its answer is remembered for a while") {
    auto host = GENERATE(as<std::string>{}, "late.example", "missing.example");
    auto first = ask(host);
    auto second = ask(host);
    auto answered = wait_for(first);
    CHECK(wait_for(second).error == answered.error);
    auto count = questions(host);
    CHECK(count == 2);  // IPv4 and IPv6
    CHECK(texts(answer(host)) == texts(answered));
    CHECK(questions(host) == count);
}

TEST_CASE_METHOD(ResolverCase, "past the bound names wait for their turn, the oldest first") {
    options.max_lookups = 1;
    auto first = ask("late-1.example");
    auto second = ask("late-2.example");
    auto third = ask("late-3.example");
    CHECK_FALSE(wait_for(third).error);
    CHECK(first.wait_for(0s) == std::future_status::ready);
    CHECK(second.wait_for(0s) == std::future_status::ready);
    auto printed = server.output();
    CHECK(printed.find("late-2.example") < printed.find("late-3.example"));
}

TEST_CASE_METHOD(ResolverCase, "a turn that does not come is told") {
    options.max_lookups = 1;
    options.timeout = 1s;
    auto first = ask("never-1.example");
    auto second = ask("good.example");
    CHECK(wait_for(first).detail == "1 second: the name server does not answer");
    CHECK(wait_for(second).detail == "1 second: too many other names are being looked up");
}

TEST_CASE_METHOD(ResolverCase, "a name server where nothing listens fails at once") {
    auto listening = options.name_servers;
    options.name_servers = "127.0.0.1:1";
    auto begun = Clock::now();
    CHECK(answer("good.example").error == failed);
    CHECK(Clock::now() - begun < 3s);

    resolver.emplace(loop.get_executor(), workers, [&] {
        options.name_servers = "127.0.0.1:1, " + listening;
        return options;
    }());
    CHECK_FALSE(answer("good.example").error);
}

TEST_CASE_METHOD(ResolverCase,
                 "addresses need no name server, however they are spelled, nor do names that are reserved") {
    auto [host, expected] = GENERATE(table<std::string, Addresses>({
        {"127.0.0.1", {"127.0.0.1"}},
        {"127.1", {"127.0.0.1"}},
        {"0x7f.1", {"127.0.0.1"}},
        {"2130706433", {"127.0.0.1"}},
        {"::ffff:1.2.3.4", {"::ffff:1.2.3.4"}},
        {"::1", {"::1"}},
        {"localhost", {"127.0.0.1", "::1"}},
        {"bots.localhost", {"127.0.0.1", "::1"}},
        {"localhost.", {"127.0.0.1", "::1"}},
        {"nobody.invalid", {}},
    }));
    INFO(host);
    auto found = answer(host);
    CHECK(texts(found) == expected);
    CHECK(found.error == (expected.empty() ? no_such_host : boost::system::error_code()));
    CHECK_THAT(server.output(), !Contains("asked"));
}

TEST_CASE_METHOD(ResolverCase, "the hosts file comes first, as it is now") {
    files.write("hosts", "127.0.0.7 good.example other # good.example\n::7 good.example\n");
    CHECK(texts(answer("good.example")) == Addresses{"127.0.0.7", "::7"});
    files.write("hosts", "127.0.0.8 new.example\n");
    CHECK(texts(answer("new.example")) == Addresses{"127.0.0.8"});
    CHECK(texts(answer("good.example")) == Addresses{"127.0.0.1"});
}

TEST_CASE_METHOD(ResolverCase, "search domains and ndots are the system's") {
    files.write("resolv.conf", "search a.example b.example\noptions ndots:2\n");
    CHECK_FALSE(answer("good").error);
    CHECK_FALSE(answer("good.dotted").error);
    CHECK_FALSE(answer("good.very.dotted").error);
    CHECK(questions("good.a.example") == 2);
    CHECK(questions("good.dotted.a.example") == 2);
    CHECK(questions("good.very.dotted") == 2);
    CHECK(answer("missing").error == no_such_host);
    CHECK(questions("missing.b.example") == 2);
}

TEST_CASE_METHOD(ResolverCase,
                 "what was asked of name servers that are no longer the system's is asked of the new ones") {
    files.write("resolv.conf", "search old.example\n");
    auto asked = ask("late");
    auto other = ask("never");
    loop.run_one_for(1s);
    files.write("resolv.conf", "search later.example\n");
    auto next = ask("good");
    CHECK_FALSE(wait_for(next).error);
    CHECK_FALSE(wait_for(asked).error);
    CHECK(questions("good.later.example") == 2);
    CHECK(questions("late.later.example") == 2);
}

TEST_CASE_METHOD(ResolverCase, "a system without name servers, or with a broken list of them, is survived") {
    options.name_servers.clear();
    auto text =
        GENERATE(as<std::string>{}, "", "nameserver\n", "nameserver 999.1.1.1\n", "search\noptions\n\n;\n", "\0\xff\n");
    files.write("resolv.conf", text);
    if (text == "") std::filesystem::remove(options.resolv_conf);
    auto asked = ask("good.example", 100ms);
    auto found = wait_for(asked);
    CHECK(found.addresses.empty() == static_cast<bool>(found.error));
}

TEST_CASE_METHOD(ResolverCase, "a resolver that stops ends those who wait, and looks nothing up any more") {
    auto waiting = ask("never.example");
    loop.run_one_for(1s);
    resolver->stop();
    CHECK(wait_for(waiting).error == asio::error::operation_aborted);
    CHECK(answer("good.example").error == asio::error::operation_aborted);
    finish(loop);  // nothing is left in it
}
