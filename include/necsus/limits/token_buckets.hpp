// Token buckets, one for each key: so many at once, and so many a second (RFC 2697 has the idea).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string_view>
#include <unordered_map>

#include "necsus/limits/secret_hash.hpp"

namespace necsus {

struct Rate {
    double per_second = 1;
    double burst = 1;  // at once, after a while of silence; at least 1
};

/// Of each key only a hash is kept. A full bucket is the same as none, so those that
/// are full again are dropped, two with each `take`; past `max_buckets` the one that was used longest ago is.
class TokenBuckets {
  public:
    using Time = std::chrono::steady_clock::time_point;
    using Duration = std::chrono::steady_clock::duration;

    TokenBuckets(Rate rate, std::size_t max_buckets);
    TokenBuckets(const TokenBuckets&) = delete;
    TokenBuckets& operator=(const TokenBuckets&) = delete;

    /// Takes a token: zero. If there is none, the time until there is one.
    Duration take(std::string_view key, Time now);

    /// One that was taken was not needed after all.
    void give_back(std::string_view key);

    const Rate& rate() const { return rate_; }
    std::size_t size() const { return places_.size(); }

  private:
    struct Bucket {
        std::uint64_t key;
        Time full_at;  // says how many tokens are missing now
    };
    using Buckets = std::list<Bucket>;

    Bucket& bucket_of(std::uint64_t key, Time now);
    void drop_first();

    Rate rate_;
    SecretHash hash_;
    std::size_t max_buckets_;
    Duration one_, all_;  // the time in which one token comes, in which all come
    Buckets buckets_;     // the one that was used last at the end
    std::unordered_map<std::uint64_t, Buckets::iterator> places_;
};

}  // namespace necsus
