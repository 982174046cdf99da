// Files of one folder over HTTP: validators, 304, pre-compressed siblings, and nothing from outside the folder.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "necsus/http/request.hpp"
#include "necsus/http/response.hpp"

namespace necsus {

class StaticFiles {
  public:
    explicit StaticFiles(std::filesystem::path root);

    /// Answers `request` with the file `name` (relative, decoded) or with 404. If `name.br` or `name.gz` is there and
    /// the client accepts it, that is sent. Files whose name holds a content hash are immutable (RFC 8246).
    Response serve(const Request& request, std::string_view name) const;

  private:
    std::filesystem::path root_;
    /// By path and version. However many read one, and however slowly, it is in memory once.
    mutable std::unordered_map<std::string, std::weak_ptr<const std::string>> being_sent_;
};

/// True for a name as bundlers make it: "room-B4x9_dQ2.js" has eight letters of hash before its extension.
bool has_content_hash(std::string_view name);

}  // namespace necsus
