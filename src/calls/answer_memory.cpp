#include "answer_memory.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>

namespace necsus {

namespace {

using std::chrono::seconds;

constexpr std::size_t max_answers = 1'000;
constexpr seconds least_good{10}, most_good{60};
constexpr seconds no_such_host{2};
constexpr seconds failed{5};  // no name server said anything

seconds time_for(const Resolver::Answer& answer) {
    if (!answer.error) return std::clamp(answer.good_for, least_good, most_good);
    return answer.error == asio::error::host_not_found ? no_such_host : failed;
}

}  // namespace

void AnswerMemory::remember(const std::string& host, Resolver::Answer answer, Clock::time_point now) {
    if (answers_.size() >= max_answers) {
        std::erase_if(answers_, [now](const auto& one) { return one.second.until <= now; });
    }
    if (answers_.size() >= max_answers) {
        answers_.erase(std::ranges::min_element(answers_, {}, [](const auto& one) { return one.second.until; }));
    }
    auto until = now + time_for(answer);
    answers_.insert_or_assign(host, Remembered{std::move(answer), until});
}

std::optional<Resolver::Answer> AnswerMemory::answer_for(const std::string& host, Clock::time_point now) const {
    auto found = answers_.find(host);
    if (found == answers_.end() || found->second.until <= now) return std::nullopt;
    return found->second.answer;
}

}  // namespace necsus
