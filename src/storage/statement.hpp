// Shared by the repositories: one use of a prepared statement, and rows as our own types.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "necsus/storage/database.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

/// The same as our own.
DatabaseError database_error(const SQLite::Exception& error);

/// Binds its arguments in order and, when it goes, resets the statement: an open one would hold back the WAL.
/// Texts are bound without a copy and must outlive the use.
class StatementUse {
  public:
    template <class... Values>
    explicit StatementUse(SQLite::Statement& statement, const Values&... values) : statement_(statement) {
        int index = 0;
        (bind(++index, values), ...);
    }
    ~StatementUse() {
        statement_.tryReset();
        try {
            statement_.clearBindings();
        } catch (const SQLite::Exception&) {  // cannot fail for a statement that exists
        }
    }
    StatementUse(const StatementUse&) = delete;
    StatementUse& operator=(const StatementUse&) = delete;

    /// Throws DatabaseError, as `run` does.
    bool next_row() {
        try {
            return statement_.executeStep();
        } catch (const SQLite::Exception& error) {
            throw database_error(error);
        }
    }
    /// Runs a statement that returns no rows; the number of rows it changed.
    int run() {
        try {
            return statement_.exec();
        } catch (const SQLite::Exception& error) {
            throw database_error(error);
        }
    }

    std::int64_t integer(int column) { return statement_.getColumn(column).getInt64(); }
    /// Valid UTF-8: other programs, and the original once, may have written anything.
    std::string text(int column) {
        auto value = statement_.getColumn(column);
        const auto* bytes = static_cast<const char*>(value.getBlob());
        return valid_utf8({bytes, static_cast<std::size_t>(value.getBytes())});
    }
    /// As it is: to find its row by it, or to mend it elsewhere.
    std::string bytes(int column) {
        auto value = statement_.getColumn(column);
        const auto* begin = static_cast<const char*>(value.getBlob());
        return begin == nullptr ? std::string() : std::string(begin, size(column));
    }
    std::optional<std::string> optional_bytes(int column) {
        return is_null(column) ? std::nullopt : std::optional(bytes(column));
    }
    std::size_t size(int column) { return static_cast<std::size_t>(statement_.getColumn(column).getBytes()); }
    std::optional<std::int64_t> optional_integer(int column) {
        return is_null(column) ? std::nullopt : std::optional(integer(column));
    }
    std::optional<std::string> optional_text(int column) {
        return is_null(column) ? std::nullopt : std::optional(text(column));
    }

  private:
    bool is_null(int column) { return statement_.isColumnNull(column); }

    void bind(int index, std::int64_t value) { statement_.bind(index, value); }
    void bind(int index, const std::string& value) { statement_.bindNoCopy(index, value); }
    template <class T>
    void bind(int index, const std::optional<T>& value) {
        if (value) {
            bind(index, *value);
        } else {
            statement_.bind(index);
        }
    }

    SQLite::Statement& statement_;
};

}  // namespace necsus
