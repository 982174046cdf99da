// The routing table and api.yaml list the same routes in the same order.
#include "necsus/api/routes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "necsus/text/fields.hpp"
#include "support/unit/classroom.hpp"

using namespace necsus;

namespace {

/// "get /ws/*" and so on, in order: the keys of `paths` (two spaces deep) and their methods (four).
std::vector<std::string> documented_routes() {
    const std::vector<std::string> methods{"get", "put", "post", "delete", "patch"};
    std::ifstream document(NECSUS_TEST_DATA "/../../api.yaml");
    std::vector<std::string> routes;
    std::string line, path;
    while (std::getline(document, line) && line != "paths:") {
    }
    while (std::getline(document, line) && (line.empty() || line.starts_with(' '))) {
        if (line.starts_with("  /")) {
            path = line.substr(2, line.rfind(':') - 2);
            auto parameter = path.find('{');
            if (parameter != std::string::npos) path.replace(parameter, std::string::npos, "*");
        }
        for (const auto& method : methods) {
            if (line == "    " + method + ":") routes.push_back(method + " " + path);
        }
    }
    return routes;
}

struct Table {
    Classroom room;
    PageMemory page_memory{room.loop.get_executor(), 1U << 20U};
    App app{room.store.database, room.store.messages, room.store.bots, room.rooms,      room.dispatcher,
            room.forms,          room.store.workers,  page_memory,     StaticFiles("/")};
    std::vector<Route> routes = necsus::routes(app);
};

}  // namespace

TEST_CASE_METHOD(Table, "the routes are those of api.yaml, in its order") {
    std::vector<std::string> table;
    for (const auto& route : routes) {
        bool answers = route.answer != nullptr;  // a websocket's row stands beside its plain GET, which is documented
        if (answers) table.push_back(lowercase(route.method) + " " + std::string(route.path));
    }
    CHECK(table.size() > 10);
    CHECK(table == documented_routes());
}

TEST_CASE_METHOD(Table, "a websocket is documented where one is opened") {
    auto documented = documented_routes();
    for (const auto& route : routes) {
        if (route.method != websocket_method) continue;
        CHECK(std::count(documented.begin(), documented.end(), "get " + std::string(route.path)) == 1);
    }
}
