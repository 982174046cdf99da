// Deletes the rows of cleared messages, a few at a time, in turns of the loop between which others get theirs.
#pragma once

#include <memory>

#include "necsus/async.hpp"
#include "necsus/storage/database.hpp"

namespace necsus {

class Purge {
  public:
    Purge(Executor executor, Database& database);
    ~Purge();

    /// Something was cleared, or may have been left by an earlier run: goes on in the background until nothing is.
    void start();

  private:
    struct Statements;

    awaitable<void> run();
    awaitable<bool> delete_some();

    Executor executor_;
    Database& database_;
    std::unique_ptr<Statements> statements_;
    bool running_ = false;
    bool some_left_ = false;  // there may be more to delete
};

}  // namespace necsus
