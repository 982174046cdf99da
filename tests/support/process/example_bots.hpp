// The Flask bots of example_bots/, running.
#pragma once

#include <string>

#include "child_process.hpp"

namespace necsus::test {

class ExampleBots {
  public:
    ExampleBots() : process_({python(), "-m", "example_bots", "--port", "0"}, NECSUS_SOURCE_DIR) {
        home_ = process_.wait_for_output("Example bots on ");
    }

    /// "http://localhost:PORT"
    const std::string& home() const { return home_; }
    std::string url(const std::string& path) const { return home_ + path; }
    /// What the bots have printed: Flask's log.
    const ChildProcess& process() const { return process_; }

  private:
    ChildProcess process_;
    std::string home_;
};

}  // namespace necsus::test
