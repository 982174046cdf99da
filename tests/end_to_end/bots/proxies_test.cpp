// Bots that are called through a proxy (protocol, section 11).
#include <catch2/catch.hpp>

#include "support/process/complaint.hpp"
#include "support/process/https_bot.hpp"

using namespace necsus::test;
using Catch::Contains;

namespace {

/// proxy.py, which says what that can do.
class ProxyProcess {
  public:
    explicit ProxyProcess(std::vector<std::string> options = {}) {
        options.insert(options.begin(), {python(), NECSUS_SOURCE_DIR "/tests/support/process/proxy.py"});
        process_ = std::make_unique<ChildProcess>(options);
        port_ = process_->wait_for_output("port ");
    }

    std::string url(const std::string& scheme = "http", const std::string& user = "") const {
        return scheme + "://" + user + "localhost:" + port_;
    }
    std::string address() const { return "localhost:" + port_; }

    /// What stands behind `text` in the line of a request.
    std::string request(const std::string& text) const { return process_->wait_for_output(text); }
    std::string requests() const { return process_->output(); }

  private:
    std::unique_ptr<ChildProcess> process_;
    std::string port_;
};

ServerOptions with(std::vector<std::pair<std::string, std::string>> environment) {
    ServerOptions options;
    options.environment = std::move(environment);
    return options;
}

std::string port_of(const FakeBot& bot) {
    return std::to_string(bot.port());
}

}  // namespace

TEST_CASE("an http bot is called through the proxy with its whole URL, and localhost is not") {
    ProxyProcess proxy;
    FakeBot bot(answers({{"text", "hello"}}));
    Complaints complaints(with({{"http_proxy", proxy.url()}}));
    auto& room = complaints.room();
    room.install("far", "http://bot.example:" + port_of(bot) + "/a b?c#d");
    room.install("near", bot.url());

    CHECK(room.answer_to("far")["text"] == "hello");
    CHECK(proxy.request("POST ") == "http://bot.example:" + port_of(bot) + "/a%20b?c nobody");
    auto seen = proxy.requests();
    CHECK(room.answer_to("near")["text"] == "hello");
    CHECK(proxy.requests() == seen);
    auto requests = bot.requests();
    CHECK_THAT(requests[0].head, Contains("Host: bot.example:" + port_of(bot) + "\r\n"));
}

TEST_CASE("an https bot is called through a tunnel, which is kept as its connection is") {
    ProxyProcess proxy;
    HttpsBot bot("DNS:bot.example");
    auto options = bot.patiently_trusted();
    options.environment.emplace_back("HTTPS_PROXY", proxy.address());  // a scheme is not needed
    ServerProcess server(options);
    Room room(server.port());
    room.install("bot", bot.url("bot.example"));

    CHECK(room.answer_to("bot 1")["text"] == "/bot bot.example 1 bot 1");
    CHECK(room.answer_to("bot 2")["text"] == "/bot bot.example 1 bot 2");
    CHECK(proxy.request("CONNECT ") == "bot.example:" + bot.port() + " nobody");
}

TEST_CASE("through a tunnel, too, the bot's certificate is what counts") {
    ProxyProcess proxy;
    HttpsBot bot("DNS:bot.example");
    auto options = bot.trusted();
    options.environment.emplace_back("HTTPS_PROXY", proxy.url());
    Complaints complaints(options);
    CHECK_THAT(complaints.about(bot.url("other.example")), Contains("TLS") && Contains("certificate"));
}

TEST_CASE("a proxy that itself speaks TLS is spoken to so") {
    HttpsBot bot("DNS:bot.example,DNS:localhost");
    ProxyProcess proxy({"--tls", bot.file("cert.pem"), bot.file("key.pem"), "--password", "me:p:ss"});
    FakeBot plain(answers({{"text", "hello"}}));
    auto options = bot.patiently_trusted();
    options.environment.emplace_back("ALL_PROXY", proxy.url("https", "me:p%3Ass@"));
    ServerProcess server(options);
    Room room(server.port());
    room.install("secure", bot.url("bot.example"));
    room.install("plain", "http://bot.example:" + port_of(plain));

    CHECK(room.answer_to("secure 1")["text"] == "/bot bot.example 1 secure 1");
    CHECK(room.answer_to("secure 2")["text"] == "/bot bot.example 1 secure 2");
    CHECK(room.answer_to("plain")["text"] == "hello");
    CHECK(plain.requests()[0].head.find("Proxy-Authorization") == std::string::npos);
}

TEST_CASE("whom NO_PROXY lists is called directly") {
    ProxyProcess proxy;
    Complaints complaints(with({{"ALL_PROXY", proxy.url()}, {"NO_PROXY", ".invalid,10.0.0.0/8"}}));
    auto told = complaints.about("http://bot.invalid/");
    CHECK_THAT(told, !Contains("proxy"));
    CHECK(proxy.requests().find("POST") == std::string::npos);
}

TEST_CASE("an address with a dot behind it is no name for a proxy to look up") {
    ProxyProcess proxy;
    auto options = with({{"ALL_PROXY", proxy.url()}});
    options.flags = {"--private-bots", "refuse"};
    Complaints complaints(options);
    auto host = GENERATE(as<std::string>(), "169.254.169.254.", "10.1.", "127.0.0.1.", "127.1.", "0x7f.0x0.0x0.0x1.");
    auto scheme = GENERATE(as<std::string>(), "http", "https");
    CAPTURE(host, scheme);
    CHECK_THAT(complaints.about(scheme + "://" + host + "/bot"), Contains("was not called"));
    CHECK(proxy.requests().find("nobody") == std::string::npos);
}

TEST_CASE("what is judged is what a proxy is asked for: an address in its usual form") {
    ProxyProcess proxy;
    FakeBot bot(answers({{"text", "hello"}}));
    Complaints complaints(with({{"ALL_PROXY", proxy.url()}}));
    complaints.room().install("bot", "http://0127.1.:" + port_of(bot) + "/bot");  // octal here, and not for everybody
    CHECK(complaints.room().answer_to("bot")["text"] == "hello");
    CHECK(proxy.request("POST ") == "http://87.0.0.1:" + port_of(bot) + "/bot nobody");
}

TEST_CASE("a proxy that wants a password, or another one, is told apart, and the password to nobody") {
    ProxyProcess proxy({"--password", "me:secret"});
    auto user = GENERATE(as<std::string>(), "", "me:wrong-secret@");
    Complaints complaints(with({{"ALL_PROXY", proxy.url("http", user)}}));
    auto url = GENERATE(as<std::string>(), "http://bot.example/", "https://bot.example/");
    auto told = complaints.about(url);
    CHECK_THAT(told, Contains("TestBot") && Contains(url) && Contains("the proxy at " + proxy.address()) &&
                         Contains("ALL_PROXY") && Contains("password") && Contains("407") && !Contains("secret"));
}

TEST_CASE("what a proxy says instead of calling the bot is told with its status") {
    ProxyProcess proxy;
    auto options = with({{"HTTPS_PROXY", proxy.url()}});
    options.flags = {"--bot-timeout", "2"};
    Complaints complaints(options);
    auto [host, words] = GENERATE(table<std::string, std::string>({
        {"forbidden.example", "refused to call the host of the bot: status 403 (Forbidden)"},
        {"dead.example", "could not reach the host of the bot: status 502 (Bad Gateway)"},
        {"mute.example", "did not answer in time"},
        {"strange.example", "does not answer as a proxy"},
        {"hasty.example", "does not answer as a proxy"},
    }));
    CHECK_THAT(complaints.about("https://" + host + "/bot"), Contains("TestBot") && Contains("HTTPS_PROXY") &&
                                                                 Contains(proxy.address()) && Contains(words) &&
                                                                 Contains("not about your code"));
}

TEST_CASE("a proxy that is not there is told, and not taken for the bot") {
    auto [url, words] = GENERATE(table<std::string, std::string>({
        {"http://127.0.0.1:1", "the connection was refused"},
        {"http://nowhere.invalid:3128", "could not be found"},
        {"socks5://127.0.0.1:1080", "must be an http:// or https:// URL"},
    }));
    Complaints complaints(with({{"ALL_PROXY", url}}));
    CHECK_THAT(complaints.about("http://bot.example/"),
               Contains("TestBot") && Contains("ALL_PROXY") && Contains(words) && !Contains("Is the URL correct"));
}

TEST_CASE("the log says at the start which proxies there are, and no password") {
    ServerProcess server(
        with({{"HTTPS_PROXY", "http://me:secret@proxy.example:3128"}, {"HTTP_PROXY", "socks5://me:secret@p"}}));
    server.wait_for_log("bots are called through a proxy");
    server.wait_for_log("no bot can be called through this proxy");
    auto log = server.log();
    CHECK_THAT(log, Contains("proxy.example:3128") && Contains("HTTP_PROXY") && !Contains("secret"));
}
