// How much memory the bodies of all requests may take together.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "necsus/limits/fair_shares.hpp"

namespace necsus {

/// Shared out by client: one that sends many large bodies at once leaves some room to the others.
class BodyMemory {
  public:
    BodyMemory(Executor executor, std::size_t most_bytes) : shares_(executor, most_bytes, generosity) {}

    /// A body up to this is always taken: what people write goes through, however many pictures are on their way.
    static constexpr std::size_t small_body_bytes = 16U << 10U;

    /// What one body takes, given back when this goes. It must not outlive the memory.
    class Part {
      public:
        Part() = default;
        Part(BodyMemory& memory, std::string client) : memory_(&memory), client_(std::move(client)) {}

        /// The body has `bytes` now. False, and nothing changes, if there is no room for so many.
        bool grow_to(std::size_t bytes) {
            if (bytes <= small_body_bytes) return true;
            if (share_) return share_.grow(bytes);
            share_ = memory_->shares_.take_at_once(client_, bytes);
            return static_cast<bool>(share_);
        }

      private:
        BodyMemory* memory_ = nullptr;
        std::string client_;
        FairShares::Share share_;
    };

    std::size_t used_bytes() const { return shares_.in_use(); }

  private:
    /// A school is one client: it may have seven eighths, if nobody else has any.
    static constexpr std::size_t generosity = 7;

    FairShares shares_;
};

}  // namespace necsus
