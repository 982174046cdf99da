// What tests send and receive is recorded, for tests/contract to hold against api.yaml. That runs this test itself, so
// that there is an answer and a frame to be checked whichever tests were chosen.
#include <catch2/catch.hpp>

#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

TEST_CASE("a message is posted, and comes back from the room's list and by its websocket", "[record]") {
    ServerProcess server;
    Room room(server.port(), "recorded");
    auto message = room.say("hello");
    CHECK(room.messages() == std::vector<Json>{message});
    WebSocketClient socket(server.port(), "/ws/recorded");
    CHECK(socket.next_event() == Json{{"kind", "message"}, {"data", message}});
}
