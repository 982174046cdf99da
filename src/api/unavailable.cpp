#include "unavailable.hpp"

#include <fmt/format.h>

namespace necsus {

std::string_view to_text(DatabaseTrouble trouble) {
    switch (trouble) {
        case DatabaseTrouble::locked:
        case DatabaseTrouble::crowded:
            return "locked";
        case DatabaseTrouble::full:
            return "full";
        case DatabaseTrouble::moved:
            return "moved";
        default:
            return "failed";
    }
}

std::string_view sentence_of(DatabaseTrouble trouble) {
    switch (trouble) {
        case DatabaseTrouble::locked:
            return "Another program has locked the server's database for longer than the server waits "
                   "(--lock-patience).";
        case DatabaseTrouble::crowded:
            return "Another program has locked the server's database, and too many requests wait for it already "
                   "(--max-lock-waiters).";
        case DatabaseTrouble::full:
            return "The disk of the server's database is full.";
        case DatabaseTrouble::moved:
            return "The file of the server's database was deleted, replaced or cut off: tell whoever runs the server.";
        default:
            return "The server cannot use its database at the moment.";
    }
}

namespace {

/// When it is worth to try again: a lock is gone soon, for the rest somebody must come.
int seconds_until(DatabaseTrouble trouble) {
    bool is_locked = trouble == DatabaseTrouble::locked || trouble == DatabaseTrouble::crowded;
    return is_locked ? 2 : 15;
}

}  // namespace

Response unavailable(DatabaseTrouble trouble) {
    auto seconds = seconds_until(trouble);
    return refusal_for_now(
        503, fmt::format("{} Nothing was stored; try again in {} seconds.", sentence_of(trouble), seconds), seconds);
}

}  // namespace necsus
