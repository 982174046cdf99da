// What name servers answered, for some seconds: enough to spare a busy bot its look-ups and a dead name its questions,
// and short enough that a name that was mended works at once.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "necsus/calls/resolver.hpp"

namespace necsus {

class AnswerMemory {
  public:
    void remember(const std::string& host, Resolver::Answer answer, Clock::time_point now);
    std::optional<Resolver::Answer> answer_for(const std::string& host, Clock::time_point now) const;

    std::size_t size() const { return answers_.size(); }

  private:
    struct Remembered {
        Resolver::Answer answer;
        Clock::time_point until;
    };

    std::unordered_map<std::string, Remembered> answers_;
};

}  // namespace necsus
