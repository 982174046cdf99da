// Lists of any length, read a page at a time. A page takes its share of the memory for answers before it is read, and
// gives it back when the next one is asked for, or when the list goes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "necsus/api/app.hpp"
#include "necsus/async.hpp"

namespace necsus {

class ElementPages {
  public:
    struct Page {
        std::vector<std::string> elements;  // each as JSON
        bool is_last = false;
    };

    virtual ~ElementPages() = default;
    /// Not after the last. Throws DatabaseError, NoPageMemory, WorkersBusy.
    virtual awaitable<Page> next() = 0;
};

/// The messages of `range`, or the newest `newest` of them. `client` is whose memory they take.
class MessagePages final : public ElementPages {
  public:
    MessagePages(App& app, std::string client, MessageRange range, std::optional<std::int64_t> newest);
    awaitable<Page> next() override;

  private:
    awaitable<void> find_newest();
    awaitable<Page> next_large();

    App& app_;
    std::string client_;
    MessageRange range_;
    std::optional<std::int64_t> newest_;
    std::size_t large_bytes_ = 0;  // of the next message, if it is a large one
    FairShares::Share share_;
};

/// The bots of one room as they are, since its members edit them; those of all rooms without the passwords in their
/// URLs.
class BotPages final : public ElementPages {
  public:
    BotPages(App& app, std::string client, BotRange range);
    awaitable<Page> next() override;

  private:
    App& app_;
    std::string client_;
    BotRange range_;
    std::size_t next_bytes_ = 0;
    FairShares::Share share_;
};

}  // namespace necsus
