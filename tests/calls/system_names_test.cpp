#include "calls/system_names.hpp"

#include <unistd.h>

#include <array>
#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

#include "necsus/text/fields.hpp"
#include "support/temp_folder.hpp"

using namespace necsus;

TEST_CASE("which services look up hosts is read from nsswitch.conf") {
    const std::string text =
        "# hosts: mdns\n"
        "passwd: files mdns\n"
        "hosts:\tfiles mdns4_minimal [NOTFOUND=return] dns # myhostname\n";
    CHECK(has_hosts_service(text, "mdns"));
    CHECK(has_hosts_service(text, "files"));
    CHECK_FALSE(has_hosts_service(text, "myhostname"));
    CHECK_FALSE(has_hosts_service("", "files"));
}

TEST_CASE("the system is asked for what no name server knows, where it has ways to know it") {
    TempFolder folder;
    asio::io_context loop;
    Workers workers(loop.get_executor(), 1);
    SystemNames names(workers, folder.file("nsswitch.conf"));
    std::array<char, 256> own_name{};
    REQUIRE(gethostname(own_name.data(), own_name.size() - 1) == 0);
    const auto own = lowercase(own_name.data());

    CHECK_FALSE(names.knows("pi.local"));  // there is no such file
    folder.write("nsswitch.conf", "hosts: files dns\n");
    CHECK_FALSE(names.knows("pi.local"));
    CHECK_FALSE(names.knows(own));
    folder.write("nsswitch.conf", "hosts: files mdns4 dns myhostname\n");
    CHECK(names.knows("pi.local"));
    CHECK(names.knows(own));
    CHECK_FALSE(names.knows("pi.local.example"));
    CHECK_FALSE(names.knows("bot.example"));
}

TEST_CASE("what the system says is an answer like others, and what comes too late is not asked for") {
    TempFolder folder;
    asio::io_context loop;
    Workers workers(loop.get_executor(), 1);
    SystemNames names(workers, folder.file("nsswitch.conf"));
    std::vector<Resolver::Answer> answers;
    auto take = [&](Resolver::Answer answer) { answers.push_back(std::move(answer)); };
    names.ask("localhost", Clock::now() + std::chrono::hours(1), take);
    names.ask("localhost", Clock::now() - std::chrono::hours(1), take);
    loop.run();
    REQUIRE(answers.size() == 2);
    CHECK_FALSE(answers[0].addresses.empty());
    CHECK(answers[1].error == asio::error::timed_out);
}
