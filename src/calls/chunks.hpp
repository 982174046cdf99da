// A chunked body (RFC 9112, 7.1), whose lines may also end in a bare LF, as some programs end all of theirs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace necsus {

/// Makes a body that has become long as roomy as it may ever be: pages that nothing is written to cost nothing, and to
/// copy megabytes each time that it has doubled would hold the loop.
void make_room(std::string& body, std::size_t max_bytes);

class Chunks {
  public:
    enum class State {
        more,
        done,
        bad,
        too_large,  // more than `max_bytes`
        too_wordy   // far more bytes around the chunks (sizes, extensions, trailer) than in them
    };

    explicit Chunks(std::size_t max_bytes) : max_bytes_(max_bytes) {}

    /// Takes in what came, off the front of `bytes`; what lies behind the end stays.
    State put(std::string_view& bytes);

    /// What the chunks hold.
    std::string& body() { return body_; }

  private:
    enum class Part { size, data, data_end, trailer };

    State read_line(char c);
    State end_line();

    std::size_t max_bytes_;
    Part part_ = Part::size;
    std::string line_;
    std::size_t left_ = 0;      // of the chunk in hand
    std::size_t overhead_ = 0;  // what was no data
    std::string body_;
};

}  // namespace necsus
