// GET /healthz: whether the loop turns (or there is no answer) and the database can be written (docs/dev/protocol.md,
// section 9).
#include "necsus/api/routes.hpp"
#include "necsus/text/json_text.hpp"
#include "unavailable.hpp"

namespace necsus {

namespace {

Response unhealthy(DatabaseTrouble trouble) {
    JsonObject json;
    json.add("status", std::string(to_text(trouble)));
    json.add("message", std::string(sentence_of(trouble)));
    auto response = ok(std::move(json).finish());
    response.status = 503;
    return response;
}

}  // namespace

awaitable<Response> get_health(App& app, Request) {
    try {
        co_await app.database.prove_writable();
        co_return ok(R"({"status":"ok"})");
    } catch (const DatabaseError& error) {
        co_return unhealthy(error.trouble);
    }
}

}  // namespace necsus
