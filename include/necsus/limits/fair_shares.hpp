// Something of which there is only so much (places at a host, bytes of memory), shared out by group (room): a group
// that has much leaves some of it to others, and those who wait get theirs in turns, one group after the other.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

#include "necsus/async.hpp"

namespace necsus {

class FairShares {
    struct Group;

  public:
    /// There is `amount` in all. A group that has some gets more as long as it has no more than `generosity` times what
    /// is free: so there is always some left for others, the more the less it is.
    FairShares(Executor executor, std::size_t amount, std::size_t generosity)
        : executor_(executor), amount_(amount), generosity_(generosity) {}

    /// Given back when it goes.
    class Share {
      public:
        Share() = default;
        Share(Share&& other) noexcept
            : shares_(std::exchange(other.shares_, nullptr)),
              group_(other.group_),
              amount_(std::exchange(other.amount_, 0)) {}
        Share& operator=(Share&& other) noexcept {
            std::swap(shares_, other.shares_);
            std::swap(group_, other.group_);
            std::swap(amount_, other.amount_);
            return *this;
        }
        ~Share() { shrink(0); }
        explicit operator bool() const { return shares_ != nullptr; }

        /// Gives back what is over `amount`.
        void shrink(std::size_t amount);
        /// Has `amount` from now on. False, and nothing changes, if there is not so much to be had at once.
        bool grow(std::size_t amount);
        std::size_t amount() const { return amount_; }

      private:
        friend class FairShares;
        Share(FairShares& shares, Group& group, std::size_t amount)
            : shares_(&shares), group_(&group), amount_(amount) {}

        FairShares* shares_ = nullptr;
        Group* group_ = nullptr;
        std::size_t amount_ = 0;
    };

    /// Who wants more than there is at all gets all. Empty if `deadline` comes first, or `close`.
    awaitable<Share> take(std::string group, std::size_t amount, Clock::time_point deadline);

    /// The same for who can't wait: empty if there is not so much at once. It overtakes those of its group who wait.
    Share take_at_once(std::string group, std::size_t amount);

    /// Turns away who waits, and who comes: needed before the loop goes.
    void close();

    std::size_t in_use() const { return in_use_; }
    std::size_t waiting() const { return waiting_; }

  private:
    struct Waiting {
        Waiting(Executor executor, std::size_t wanted_amount) : turn(executor), amount(wanted_amount) {}
        Signal turn;
        std::size_t amount;
    };
    struct Group {
        std::string name;
        std::size_t has = 0;
        std::list<Waiting> waiting;
        std::list<Group*>::iterator turn;  // in turns_, while some wait
    };

    bool may_have(const Group& group, std::size_t amount) const;
    void give(Group& group, std::size_t amount);
    std::list<Waiting>::iterator line_up(Group& group, std::size_t amount);
    void leave(Group& group, std::list<Waiting>::iterator waiting);
    void give_back(Group& group, std::size_t amount);
    void hand_out();
    void tidy(Group& group);

    Executor executor_;
    std::size_t amount_, generosity_;
    std::size_t in_use_ = 0;
    std::size_t waiting_ = 0;
    bool closed_ = false;
    std::unordered_map<std::string, Group> groups_;
    std::list<Group*> turns_;  // of the groups in which some wait; the first is next
};

}  // namespace necsus
