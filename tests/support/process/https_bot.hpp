// A bot behind https, with a certificate of an authority of our own (https_bot.py).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "child_process.hpp"
#include "server_process.hpp"

namespace necsus::test {

/// A certificate authority of our own, and a bot with a certificate from it.
class HttpsBot {
  public:
    /// `names` as in a certificate: "DNS:localhost,IP:127.0.0.1". It is good for so many days from now.
    explicit HttpsBot(const std::string& names, int days = 2) {
        const std::vector<std::string> new_key{"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"};
        openssl({"req", "-x509", "-subj", "/CN=Test authority", "-keyout", "ca-key.pem", "-out", "ca.pem"}, new_key);
        openssl({"req", "-new", "-subj", "/CN=bot", "-addext", "subjectAltName=" + names, "-keyout", "key.pem", "-out",
                 "request.pem"},
                new_key);
        openssl({"x509", "-req", "-in", "request.pem", "-copy_extensions", "copyall", "-CA", "ca.pem", "-CAkey",
                 "ca-key.pem", "-CAcreateserial", "-days", std::to_string(days), "-out", "cert.pem"});
        bot_ = std::make_unique<ChildProcess>(
            std::vector<std::string>{python(), NECSUS_SOURCE_DIR "/tests/support/process/https_bot.py", "cert.pem",
                                     "key.pem"},
            folder_.path().string());
        port_ = bot_->wait_for_output("port ");
    }

    const std::string& port() const { return port_; }
    /// A file of its folder: "ca.pem", "cert.pem", "key.pem".
    std::string file(const std::string& name) const { return folder_.file(name); }

    std::string url(const std::string& host, const std::string& path = "/bot") const {
        return "https://" + host + ":" + port_ + path;
    }

    /// Options of a server that trusts the authority.
    ServerOptions trusted() const {
        ServerOptions options;
        options.environment = {{"SSL_CERT_FILE", folder_.file("ca.pem")}};
        return options;
    }

    /// … and keeps idle connections for longer than any test takes.
    ServerOptions patiently_trusted() const {
        auto options = trusted();
        options.flags = {"--bot-idle-timeout", "600"};
        return options;
    }

  private:
    void openssl(std::vector<std::string> words, const std::vector<std::string>& more = {}) {
        words.insert(words.begin(), "openssl");
        words.insert(words.end(), more.begin(), more.end());
        run_command(words, folder_.path().string());
    }

    TempFolder folder_;
    std::unique_ptr<ChildProcess> bot_;
    std::string port_;
};

}  // namespace necsus::test
