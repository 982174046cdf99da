#include "shape.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/Savepoint.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <vector>

namespace necsus {

namespace {

/// Our names in `sqlite_schema`, in which case does not count.
constexpr const char* our_tables =
    "('messages', 'bots', 'clears', 'necsus_conversations', 'necsus_progress', 'necsus_activations',"
    " 'necsus_idempotency_keys')";

struct Index {
    const char* name;
    const char* table;
    const char* columns;
};

constexpr std::array<Index, 3> our_indexes = {{
    {"messages_byroom", "messages", "room,id"},
    {"necsus_bots_byroom", "bots", "room,id"},
    {"necsus_conversations_bybot", "necsus_conversations", "bot_id"},
}};

struct Trial {
    const char* table;
    std::vector<const char*> writes;
    const char* as_written;  // 1 if the rows are what was written
};

/// What the repositories do, with what they write: no two rows need differ, nearly all may be null, empty or long,
/// texts stay texts if they look like numbers, and rooms are told apart by every byte.
const std::vector<Trial>& trials() {
    static const std::vector<Trial> all = {
        {"messages",
         {"DELETE FROM messages WHERE room = 'necsus trial'",
          "INSERT INTO messages (id, room, author, kind, text, \"when\", image, media, js, css, from_bot, base_url,"
          " state) SELECT coalesce(max(id), 0) + 10, 'necsus trial', '007', 'bot', '1e3', '1600000000.25', '007', "
          "'007',"
          " '007', '007', 7, '007', '{}' FROM messages",
          "INSERT INTO messages (id, room, author, kind, text, \"when\", image, media, js, css, from_bot, base_url,"
          " state) SELECT max(id) + 10, room, author, kind, text, \"when\", image, media, js, css, from_bot, base_url,"
          " state FROM messages WHERE room = 'necsus trial'",
          "INSERT INTO messages (id, room, author, kind, text, \"when\", image, media, js, css, from_bot, base_url,"
          " state) SELECT max(id) + 10, room, hex(zeroblob(5000)), 'system', hex(zeroblob(50000)), \"when\", image,"
          " media, js, css, from_bot, base_url, state FROM messages WHERE room = 'necsus trial'",
          "INSERT INTO messages (id, room, author, kind, text, \"when\", image, media, js, css, from_bot, base_url,"
          " state) SELECT max(id) + 10, 'necsus trial', '', 'user', '', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL"
          " FROM messages",
          "UPDATE messages SET media = NULL WHERE room = 'necsus trial'",
          "UPDATE messages SET image = NULL WHERE room = 'necsus trial'",
          "DELETE FROM messages WHERE room = 'necsus trial' AND text = ''"},
         "SELECT count(*) = 3 AND min(typeof(id) = 'integer' AND id = rowid AND typeof(room) = 'text'"
         " AND room <> 'Necsus trial' AND room <> 'necsus trial '"
         " AND typeof(author) = 'text' AND author IN ('007', hex(zeroblob(5000))) AND kind IN ('bot', 'system')"
         " AND typeof(text) = 'text' AND text IN ('1e3', hex(zeroblob(50000))) AND CAST(\"when\" AS TEXT) = "
         "'1600000000.25'"
         " AND image IS NULL AND media IS NULL AND typeof(js) = 'text' AND js = '007' AND typeof(css) = 'text'"
         " AND css = '007' AND from_bot = 7 AND typeof(base_url) = 'text' AND base_url = '007' AND state = '{}')"
         " FROM messages WHERE room = 'necsus trial'"},
        {"bots",
         {"DELETE FROM bots WHERE room IN ('necsus trial', 'other trial')",
          "INSERT INTO bots (id, room, name, responds_to, url) VALUES (NULL, 'necsus trial', '007', '007', '007'),"
          " (NULL, 'necsus trial', '007', '007', '007'), (NULL, 'necsus trial', '', NULL, '')",
          "INSERT INTO bots (id, room, name, responds_to, url) SELECT max(id), 'other trial', '', NULL, '' FROM bots"
          " WHERE true ON CONFLICT (id) DO UPDATE SET room = excluded.room",
          "DELETE FROM bots WHERE room = 'other trial'"},
         "SELECT count(*) = 2 AND min(id = rowid) AND min(typeof(room) = 'text' AND typeof(name) = 'text'"
         " AND typeof(responds_to) = 'text' AND typeof(url) = 'text' AND room <> 'Necsus trial'"
         " AND room <> 'necsus trial ') FROM bots WHERE room = 'necsus trial'"},
        {"clears",
         {"INSERT OR REPLACE INTO clears (room, last_cleared_id) VALUES ('007', 1), ('007', 2), ('trial', 2),"
          " ('Trial', 2), ('trial ', 2)"},
         "SELECT count(*) = 4 AND min(typeof(room) = 'text' AND last_cleared_id = 2 AND rowid IS NOT NULL)"
         " FROM clears WHERE room IN ('007', 'trial', 'Trial', 'trial ')"},
        {"necsus_conversations",
         {"INSERT OR REPLACE INTO necsus_conversations (room, bot_id, state, message_id) VALUES ('007', 1, '1', 1),"
          " ('007', 7, '007', NULL), ('trial', 7, '007', NULL), ('Trial', 7, '007', NULL), ('trial ', 8, '', 1)",
          "DELETE FROM necsus_conversations WHERE bot_id = 8 AND room = 'trial '"},
         "SELECT count(*) = 3 AND min(typeof(room) = 'text' AND bot_id = 7 AND typeof(state) = 'text')"
         " FROM necsus_conversations WHERE room IN ('007', 'trial', 'Trial', 'trial ')"},
        {"necsus_progress",
         {"INSERT OR REPLACE INTO necsus_progress (only_row, last_message_id) VALUES (1, 6)",
          "UPDATE necsus_progress SET last_message_id = 7"},
         "SELECT count(*) = 1 AND last_message_id = 7 FROM necsus_progress"},
        {"necsus_activations",
         {"INSERT INTO necsus_activations (room, bot_name) VALUES ('007', '007'), ('necsus trial', '007'),"
          " ('necsus trial', '007')",
          "UPDATE necsus_activations SET message_id = -7, bot_id = NULL, answered_bot_id = 7, room = NULL,"
          " bot_name = NULL WHERE id = last_insert_rowid()",
          "DELETE FROM necsus_activations WHERE room = 'necsus trial'"},
         "SELECT (SELECT count(*) = 1 AND min(id = rowid AND bot_id IS NULL AND answered_bot_id = 7 AND room IS NULL)"
         " FROM necsus_activations WHERE message_id = -7) AND (SELECT count(*) >= 1 AND min(typeof(room) = 'text'"
         " AND typeof(bot_name) = 'text') FROM necsus_activations WHERE room = '007')"},
        {"necsus_idempotency_keys",
         {"INSERT OR REPLACE INTO necsus_idempotency_keys (room, key, posted_at, message) VALUES ('007', '007', 1, 1),"
          " ('007', '007', 7, 7), ('007', 'k', 7, 7), ('007', 'K', 7, 7), ('trial', 'k ', 7, 7), ('Trial', 'k', 7, 7)",
          "DELETE FROM necsus_idempotency_keys WHERE room = 'Trial' AND key = 'k'"},
         "SELECT count(*) = 4 AND min(typeof(room) = 'text' AND typeof(key) = 'text' AND posted_at = 7"
         " AND CAST(message AS INTEGER) = 7) FROM necsus_idempotency_keys WHERE (room, key) IN (VALUES ('007', '007'),"
         " ('007', 'k'), ('007', 'K'), ('trial', 'k '), ('Trial', 'k'))"},
    };
    return all;
}

[[noreturn]] void refuse(const std::string& what, const std::string& why = {}) {
    throw ForeignDatabase(fmt::format("its {} is another program's{}", what, why.empty() ? "" : " (" + why + ")"));
}

void try_table(SQLite::Database& connection, const Trial& trial) {
    std::string why = "it gives back something else than what was written";
    try {
        SQLite::Savepoint savepoint(connection, "trial");
        for (const auto* write : trial.writes) connection.exec(write);
        if (connection.execAndGet(trial.as_written).getInt() == 1) return;
    } catch (const SQLite::Exception& error) {
        auto code = error.getErrorCode();
        if (code != SQLITE_ERROR && code != SQLITE_CONSTRAINT && code != SQLITE_MISMATCH) throw;
        why = error.what();
    }
    refuse(fmt::format("table {}", trial.table), why);
}

/// The first row's first column; empty if there is none.
std::string first(SQLite::Database& connection, const std::string& sql) {
    SQLite::Statement rows(connection, sql);
    return rows.executeStep() ? rows.getColumn(0).getString() : "";
}

void check_index(SQLite::Database& connection, const Index& index) {
    SQLite::Statement is_ours(connection,
                              "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND lower(name) = ?1"
                              " AND lower(tbl_name) = ?2 AND sql NOT LIKE '%WHERE%' AND ?3 ="
                              " (SELECT group_concat(lower(name)) FROM"
                              " (SELECT name FROM pragma_index_info(?1) ORDER BY seqno))");
    is_ours.bind(1, index.name);
    is_ours.bind(2, index.table);
    is_ours.bind(3, index.columns);
    if (!is_ours.executeStep()) refuse(fmt::format("index {}", index.name));
}

}  // namespace

void check_owner(SQLite::Database& connection) {
    auto mark = connection.execAndGet("PRAGMA application_id").getInt();
    if (mark != 0) throw ForeignDatabase(fmt::format("it is another program's (its application_id is {})", mark));
    auto encoding = first(connection, "PRAGMA encoding");
    if (encoding != "UTF-8") throw ForeignDatabase(fmt::format("another program made it, with texts in {}", encoding));

    auto other_kind =
        first(connection, fmt::format("SELECT CASE WHEN type = 'table' THEN 'virtual ' ELSE '' END || type"
                                      " || ' ' || name FROM sqlite_schema WHERE lower(name) IN {}"
                                      " AND (type <> 'table' OR sql LIKE 'CREATE VIRTUAL%')",
                                      our_tables));
    if (!other_kind.empty()) refuse(other_kind);

    auto stranger =
        first(connection, fmt::format("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                                      " AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE lower(name) IN {})",
                                      our_tables));
    if (!stranger.empty()) throw ForeignDatabase(fmt::format("it is another program's: it has a table {}", stranger));
}

void check_tables(SQLite::Database& connection) {
    for (const auto& trial : trials()) try_table(connection, trial);
    for (const auto& index : our_indexes) check_index(connection, index);
    // What it refuses may be what no trial has.
    auto trigger = first(connection, fmt::format("SELECT name || ' of ' || tbl_name FROM sqlite_schema"
                                                 " WHERE type = 'trigger' AND lower(tbl_name) IN {}"
                                                 " AND sql LIKE '%RAISE%(%'",
                                                 our_tables));
    if (!trigger.empty()) refuse(fmt::format("trigger {}", trigger), "it may refuse what is posted");
}

}  // namespace necsus
