// Which program is under test.
#pragma once

#include <string>

namespace necsus::test {

/// The path of the server: what $SANITIZED_PROGRAM names, else what was built together with these tests. So the tests,
/// which talk to it from outside, are compiled once for both.
std::string program();

/// Whether it runs under sanitizers. They keep for long what was freed: its memory tells nothing then.
bool sanitized();

}  // namespace necsus::test
