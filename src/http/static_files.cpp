#include "necsus/http/static_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <optional>
#include <system_error>

#include "date.hpp"
#include "necsus/text/fields.hpp"

namespace necsus {

namespace {

std::string content_type_of(std::string_view name) {
    constexpr std::pair<std::string_view, std::string_view> types[] = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".yaml", "text/yaml; charset=utf-8"},  // browsers store application/yaml instead of showing it (RFC 9512, 2.1)
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
    };
    for (const auto& [extension, type] : types) {
        if (name.ends_with(extension)) return std::string(type);
    }
    return "application/octet-stream";
}

/// A path that can only lead downwards, through visible names.
bool is_safe(std::string_view name) {
    if (name.empty() || name.find('\0') != std::string_view::npos || name.find('\\') != std::string_view::npos) {
        return false;
    }
    while (!name.empty()) {
        auto part = name.substr(0, name.find('/'));
        name.remove_prefix(std::min(part.size() + 1, name.size()));
        if (part.empty() || part.starts_with('.')) return false;
    }
    return true;
}

struct File {
    int descriptor = -1;
    std::int64_t size = 0;
    timespec changed{};

    File() = default;
    File(File&& other) noexcept
        : descriptor(std::exchange(other.descriptor, -1)), size(other.size), changed(other.changed) {}
    File& operator=(File&&) = delete;
    ~File() {
        if (descriptor >= 0) ::close(descriptor);
    }

    std::string read() const {
        std::string content(static_cast<std::size_t>(size), '\0');
        std::size_t done = 0;
        while (done < content.size()) {
            auto got = ::read(descriptor, content.data() + done, content.size() - done);
            if (got < 0) throw std::system_error(errno, std::generic_category(), "reading a file");
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        content.resize(done);
        return content;
    }
};

/// What was opened, or -1 if there is no such file. That it can't be opened now (out of descriptors) is another matter.
int opened(int descriptor) {
    bool is_missing = errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == ENAMETOOLONG;
    if (descriptor < 0 && !is_missing) throw std::system_error(errno, std::generic_category(), "opening a file");
    return descriptor;
}

/// Opens `name` below `root` folder by folder, following no symbolic link.
std::optional<File> open_below(const std::filesystem::path& root, const std::filesystem::path& name) {
    int folder = opened(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    for (auto part = name.begin(); part != name.end() && folder >= 0; ++part) {
        bool last = std::next(part) == name.end();
        int flags = last ? O_RDONLY | O_NONBLOCK : O_PATH | O_DIRECTORY;
        int next = ::openat(folder, part->c_str(), flags | O_NOFOLLOW | O_CLOEXEC);
        int error = errno;
        ::close(folder);
        errno = error;
        folder = opened(next);
    }
    File file;
    file.descriptor = folder;
    struct stat status {};
    if (folder < 0 || ::fstat(folder, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    file.size = status.st_size;
    file.changed = status.st_mtim;
    return file;
}

std::string etag_of(const File& file, std::string_view encoding) {
    return fmt::format("\"{:x}-{:x}-{:x}{}{}\"", file.changed.tv_sec, file.changed.tv_nsec, file.size,
                       encoding.empty() ? "" : "-", encoding);
}

bool etag_listed(std::string_view list, std::string_view etag) {
    for (auto item : comma_separated(list)) {
        if (item.starts_with("W/")) item.remove_prefix(2);  // weak comparison: RFC 9110, 13.1.2
        if (item == "*" || item == etag) return true;
    }
    return false;
}

bool is_unchanged(const Request& request, const File& file, std::string_view etag) {
    if (request.has_header("if-none-match")) return etag_listed(request.header("if-none-match"), etag);
    auto since = parse_http_date(std::string(request.header("if-modified-since")));
    return since && file.changed.tv_sec <= *since;
}

/// True if the client takes `encoding`: named, and not with q=0 (RFC 9110, 12.5.3).
bool accepts(std::string_view header, std::string_view encoding) {
    for (auto element : comma_separated(header)) {
        if (!list_holds(element, encoding)) continue;
        auto q = std::min(element.find("q="), element.find("Q="));
        return q == std::string_view::npos || element.find_first_of("123456789", q) != std::string_view::npos;
    }
    return false;
}

}  // namespace

bool has_content_hash(std::string_view name) {
    auto file = name.substr(name.rfind('/') + 1);
    auto dash = file.rfind('-');
    // The hash itself may hold a dash: look where it must begin, eight letters before the first dot.
    auto dot = file.find('.');
    if (dash == std::string_view::npos || dot == std::string_view::npos || dot < 9) return false;
    auto hash = file.substr(dot - 8, 8);
    bool only_letters = std::all_of(hash.begin(), hash.end(), [](unsigned char c) { return std::islower(c) != 0; });
    if (only_letters) return false;  // a word: "room-settings.js"
    return file[dot - 9] == '-' && std::all_of(hash.begin(), hash.end(), [](unsigned char c) {
               return std::isalnum(c) != 0 || c == '_' || c == '-';
           });
}

StaticFiles::StaticFiles(std::filesystem::path root) : root_(std::move(root)) {}

Response StaticFiles::serve(const Request& request, std::string_view name) const {
    auto missing = [&] { return refusal(404, "There is no file " + std::string(name) + "."); };
    if (!is_safe(name)) return missing();
    auto plain = open_below(root_, name);
    if (!plain) return missing();

    Response response;
    response.content_type = content_type_of(name);
    if (name.find("assets/") != std::string_view::npos && has_content_hash(name)) {
        response.cache_control = "public, max-age=31536000, immutable";
    }
    auto* file = &*plain;
    std::optional<File> compressed;
    std::string encoding;
    bool varies = false;
    for (auto [extension, token] : {std::pair{".br", "br"}, std::pair{".gz", "gzip"}}) {
        auto sibling = open_below(root_, std::string(name) + extension);
        if (!sibling) continue;
        varies = true;
        if (encoding.empty() && accepts(request.header("accept-encoding"), token)) {
            encoding = token;
            compressed.emplace(std::move(*sibling));
            file = &*compressed;
        }
    }
    auto etag = etag_of(*file, encoding);
    response.with("ETag", etag).with("Last-Modified", http_date(file->changed.tv_sec));
    if (varies) response.with("Vary", "Accept-Encoding");
    if (is_unchanged(request, *file, etag)) {
        response.status = 304;
        response.content_type.clear();
        return response;
    }
    if (!encoding.empty()) response.with("Content-Encoding", encoding);
    auto& being_sent = being_sent_[std::string(name).append(etag)];
    response.file = being_sent.lock();
    if (!response.file) {
        response.file = std::make_shared<const std::string>(file->read());
        being_sent = response.file;
    }
    return response;
}

}  // namespace necsus
