#include "support/process/program.hpp"

#include <cstdlib>

namespace necsus::test {

bool sanitized() {
    return std::getenv("SANITIZED_PROGRAM") != nullptr;
}

std::string program() {
    const char* other = std::getenv("SANITIZED_PROGRAM");
    return other != nullptr ? other : NECSUS_PROGRAM;
}

}  // namespace necsus::test
