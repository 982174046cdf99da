#include "necsus/limits/token_buckets.hpp"

#include <algorithm>

namespace necsus {

namespace {

TokenBuckets::Duration seconds(double count) {
    return std::chrono::duration_cast<TokenBuckets::Duration>(std::chrono::duration<double>(count));
}

}  // namespace

TokenBuckets::TokenBuckets(Rate rate, std::size_t max_buckets)
    : rate_(rate),
      max_buckets_(max_buckets),
      one_(seconds(1 / rate.per_second)),
      all_(seconds(rate.burst / rate.per_second)) {}

TokenBuckets::Duration TokenBuckets::take(std::string_view key, Time now) {
    for (int i = 0; i < 2 && !buckets_.empty() && buckets_.front().full_at <= now; ++i) drop_first();
    auto& bucket = bucket_of(hash_(key), now);
    auto full_at = std::max(bucket.full_at, now) + one_;
    auto wait = full_at - now - all_;
    if (wait > Duration::zero()) return wait;
    bucket.full_at = full_at;
    return Duration::zero();
}

void TokenBuckets::give_back(std::string_view key) {
    auto found = places_.find(hash_(key));
    if (found != places_.end()) found->second->full_at -= one_;
}

TokenBuckets::Bucket& TokenBuckets::bucket_of(std::uint64_t key, Time now) {
    auto found = places_.find(key);
    if (found != places_.end()) {
        buckets_.splice(buckets_.end(), buckets_, found->second);
        return buckets_.back();
    }
    if (places_.size() >= max_buckets_) drop_first();
    buckets_.push_back({key, now});
    places_.emplace(key, std::prev(buckets_.end()));
    return buckets_.back();
}

void TokenBuckets::drop_first() {
    places_.erase(buckets_.front().key);
    buckets_.pop_front();
}

}  // namespace necsus
