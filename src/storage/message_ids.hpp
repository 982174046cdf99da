// The ids of new messages. SQLite would note each on a page of its own (sqlite_sequence), and we on another up to which
// message the file is ours (necsus_progress): so both are noted for some ids ahead.
#pragma once

#include <memory>

#include "necsus/model/message.hpp"
#include "necsus/storage/database.hpp"

namespace necsus {

class MessageIds {
  public:
    explicit MessageIds(Database& database);
    ~MessageIds();

    /// For a message that is inserted in this write. Greater than all before, also than those that another program has
    /// inserted meanwhile: those get ids past what was noted.
    MessageId next();

    /// The next one, whoever makes it, need leave no gap. Inside a write.
    void give_back();

  private:
    struct Statements;

    void note(MessageId last);

    std::unique_ptr<Statements> statements_;
    MessageId last_ = 0;
};

}  // namespace necsus
