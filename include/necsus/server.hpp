// The parts of the server, put together, and the way it ends.
#pragma once

#include <memory>

#include "necsus/config.hpp"

namespace necsus {

class Server {
  public:
    /// Opens the database and listens. Throws DatabaseError or ListenError with a sentence for the admin.
    explicit Server(Config config);
    ~Server();

    /// Serves until SIGTERM, SIGINT or SIGHUP, then stops: accepts no more, lets bots answer within the grace time,
    /// closes websockets with 1001. Returns when everything has ended.
    void run();

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace necsus
