#include "necsus/calls/unpack.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "necsus/text/fields.hpp"

namespace necsus {

namespace {

using Kind = CallOutcome::Kind;

constexpr int gzip_or_zlib = 32 + MAX_WBITS;
constexpr int gzip = 16 + MAX_WBITS;
constexpr int raw_deflate = -MAX_WBITS;  // what some servers send as "deflate"

/// More on top of each other, which no server does, only make work.
constexpr std::size_t max_codings = 5;
/// gzip members in a row, each of which costs something though it may be empty; programs that write many are rare.
constexpr int max_members = 1000;
/// What comes out may be as large as this whatever the ratio: long texts of one letter are no attack.
constexpr std::size_t always_allowed_bytes = 1U << 20U;

/// IANA's registry of HTTP content codings, without those that are understood here.
constexpr std::array<std::string_view, 9> foreign_codings = {"aes128gcm", "br",  "compress",     "x-compress", "dcb",
                                                             "dcz",       "exi", "pack200-gzip", "zstd"};

enum class Inflated { done, too_large, too_many, damaged };

class Inflater {
  public:
    Inflater(std::string_view packed, int window_bits) {
        // zlib's interface takes a pointer to non-const, and doesn't write to it.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
        stream_.avail_in = static_cast<uInt>(packed.size());
        ready_ = inflateInit2(&stream_, window_bits) == Z_OK;
    }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    Inflated all(std::string& out, std::size_t max_bytes) {
        auto outcome = member(out, max_bytes);
        for (int members = 1; outcome == Inflated::done && stream_.avail_in > 0; ++members) {
            if (members == max_members) return Inflated::too_many;
            auto before = out.size();
            inflateReset2(&stream_, gzip);
            outcome = member(out, max_bytes);
            bool is_garbage = outcome == Inflated::damaged && out.size() == before;
            if (is_garbage) return Inflated::done;
        }
        return outcome;
    }

  private:
    Inflated member(std::string& out, std::size_t max_bytes) {
        std::array<char, 16384> chunk;
        for (int state = ready_ ? Z_OK : Z_MEM_ERROR; state != Z_STREAM_END;) {
            if (state != Z_OK) return Inflated::damaged;
            stream_.next_out = reinterpret_cast<Bytef*>(chunk.data());
            stream_.avail_out = chunk.size();
            state = inflate(&stream_, Z_NO_FLUSH);
            out.append(chunk.data(), chunk.size() - stream_.avail_out);
            if (out.size() > max_bytes) return Inflated::too_large;
        }
        return Inflated::done;
    }

    z_stream stream_{};
    bool ready_ = false;
};

/// Undoes one coding of `body`.
Inflated undo(std::string& body, std::string_view coding, std::size_t max_bytes) {
    std::string out;
    auto outcome = Inflater(body, gzip_or_zlib).all(out, max_bytes);
    if (outcome == Inflated::damaged && coding == "deflate") {
        out.clear();
        outcome = Inflater(body, raw_deflate).all(out, max_bytes);
    }
    body = std::move(out);
    return outcome;
}

bool is_known(std::string_view coding) {
    return coding == "gzip" || coding == "x-gzip" || coding == "deflate";
}

bool is_foreign(std::string_view coding) {
    return std::find(foreign_codings.begin(), foreign_codings.end(), coding) != foreign_codings.end();
}

CallOutcome bad(std::string_view why, std::string_view encoding) {
    return failed_call(Kind::bad_compression, fmt::format("{}: Content-Encoding: {}", why, encoding));
}

}  // namespace

CallOutcome unpacked(CallOutcome answer, const UnpackLimits& limits) {
    auto encoding = lowercase(answer.encoding);
    std::vector<std::string_view> codings;
    for (auto name : comma_separated(encoding)) {
        if (is_foreign(name)) return bad("only gzip and deflate are understood", encoding);
        if (is_known(name)) codings.push_back(name);  // others ("utf-8", "none", a media type) are there by mistake
    }
    if (codings.size() > max_codings) return bad(fmt::format("it is packed more than {} times", max_codings), encoding);

    auto most_by_ratio = std::max(always_allowed_bytes, answer.body.size() * limits.max_ratio);
    auto most = std::min(limits.max_bytes, most_by_ratio);
    std::reverse(codings.begin(), codings.end());  // the last was put on last
    for (auto coding : codings) {
        if (answer.body.empty()) break;
        auto outcome = undo(answer.body, coding, most);
        if (outcome == Inflated::damaged) return bad("it is damaged, or not packed so", encoding);
        if (outcome == Inflated::too_many) {
            return bad(fmt::format("it has more than {} gzip members", max_members), encoding);
        }
        if (outcome == Inflated::too_large) {
            auto why = most == limits.max_bytes
                           ? fmt::format("unpacked it has more than {} bytes", limits.max_bytes)
                           : fmt::format("it unpacks to more than {} times its size", limits.max_ratio);
            return failed_call(Kind::too_large, why);
        }
    }
    answer.encoding.clear();
    return answer;
}

}  // namespace necsus
