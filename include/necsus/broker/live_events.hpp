// The events that somebody has not sent yet, in the order of publishing: what all backlogs together take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>

#include "necsus/model/room_event.hpp"

namespace necsus {

/// Numbers of events ascend with time.
using EventNumber = std::uint64_t;
inline constexpr EventNumber no_event = 0;

class LiveEvents {
  public:
    struct Kept {
        EventNumber number;
        std::size_t bytes;
    };

    /// Counted while anybody has it, and once, however many do. It may outlive the list.
    class Event {
      public:
        Event(Frame frame, LiveEvents& events);
        ~Event();
        Event(const Event&) = delete;
        Event& operator=(const Event&) = delete;

        const Frame& frame() const { return frame_; }
        EventNumber number() const { return place_->number; }

      private:
        struct Shared;
        friend class LiveEvents;

        Frame frame_;
        std::shared_ptr<Shared> shared_;
        std::list<Kept>::iterator place_;
    };

    LiveEvents();

    std::shared_ptr<const Event> add(Frame frame) { return std::make_shared<const Event>(std::move(frame), *this); }

    std::size_t bytes() const;
    /// The oldest first.
    const std::list<Kept>& kept() const;
    /// Of those that are older than this one.
    std::size_t bytes_before(EventNumber number) const;

  private:
    std::shared_ptr<Event::Shared> shared_;
    EventNumber last_number_ = no_event;
};

using LiveEvent = std::shared_ptr<const LiveEvents::Event>;

}  // namespace necsus
