#include "calls/hosts_file.hpp"

#include <catch2/catch.hpp>

#include "support/temp_folder.hpp"

using namespace necsus;

namespace {

using Texts = std::vector<std::string>;

Texts found(const std::string& text, const std::string& name) {
    Texts texts;
    for (const auto& address : addresses_in(text, name)) texts.push_back(address.to_string());
    return texts;
}

}  // namespace

TEST_CASE("a hosts file gives a name the addresses of all its lines, in their order") {
    const std::string text =
        "# 1.1.1.1 bot\n"
        "127.0.0.1\tlocalhost\n"
        "  10.0.0.1   bot bot.example # mybot\r\n"
        "::2 bot\n"
        "10.0.0.3 chatbot bot2 bot-3 a.bot#b\n"
        "nonsense bot\n"
        "10.0.0.4#bot\n"
        "bot\n"
        "\n"
        "10.0.0.5\tother\tbot";
    CHECK(found(text, "bot") == Texts{"10.0.0.1", "::2", "10.0.0.5"});
    CHECK(found(text, "bot.example") == Texts{"10.0.0.1"});
    CHECK(found(text, "a.bot") == Texts{"10.0.0.3"});
    for (const auto* name : {"mybot", "b", "bo", "10.0.0.1", "", "nobody", "3", "example"}) {
        INFO(name);
        CHECK(found(text, name).empty());
    }
}

TEST_CASE("a hosts file is read again when it has changed, and may be missing") {
    TempFolder folder;
    HostsFile hosts(folder.file("hosts"));
    CHECK(hosts.addresses_of("bot").empty());
    folder.write("hosts", "10.0.0.1 Bot\n");
    CHECK(hosts.addresses_of("bot").size() == 1);
    folder.write("hosts", "10.0.0.1 bot\n10.0.0.2 BOT\n");
    CHECK(hosts.addresses_of("bot").size() == 2);
    std::filesystem::remove(folder / "hosts");
    CHECK(hosts.addresses_of("bot").empty());
}
