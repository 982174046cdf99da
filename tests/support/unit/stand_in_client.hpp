// A bot client that calls nobody: it writes down each call and answers as it is told.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "necsus/calls/client.hpp"

namespace necsus {

class StandInClient final : public BotClient {
  public:
    struct Call {
        std::string url;  // scheme, host and path
        std::string json;
        bool operator==(const Call&) const = default;
    };

    static CallOutcome outcome(std::string body, int status = 200) {
        CallOutcome made;
        made.status = status;
        made.reason = status == 200 ? "OK" : "";
        made.body = std::move(body);
        return made;
    }

    awaitable<CallOutcome> post(BotCall made) override {
        const auto& endpoint = made.endpoint;
        Call call{(endpoint.tls ? "https://" : "http://") + endpoint.host_header + endpoint.target,
                  std::move(made.json)};
        calls.push_back(call);
        if (thinking) co_await thinking(call);
        co_return answer(call);
    }
    std::chrono::milliseconds timeout() const override { return std::chrono::seconds(120); }
    UnpackLimits unpack_limits() const override { return {}; }

    std::vector<Call> calls;
    std::function<CallOutcome(const Call&)> answer = [](const Call&) { return outcome(R"({"text":"yes"})"); };
    /// What happens between a call and its answer.
    std::function<awaitable<void>(Call)> thinking;
};

inline std::ostream& operator<<(std::ostream& out, const StandInClient::Call& call) {
    return out << call.url << " " << call.json;
}

}  // namespace necsus
