// Deletes the rows of cleared messages for as long as others can wait, in turns of the loop between which they get
// theirs; and then what is left of them in the file (docs/dev/protocol.md, section 10).
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

    /// Completes when nothing is left to delete, or when deleting has failed: the server is about to end.
    awaitable<void> finished();

  private:
    struct Statements;

    awaitable<void> run();
    awaitable<bool> delete_some();

    Executor executor_;
    Database& database_;
    std::unique_ptr<Statements> statements_;
    Signal ended_;
    bool running_ = false;
    bool some_left_ = false;  // there may be more to delete
};

}  // namespace necsus
