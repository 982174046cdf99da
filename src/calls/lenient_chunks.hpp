// A chunked body whose lines may end in a bare LF (RFC 9112, 7.1), for programs that end all their lines so.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace necsus {

class LenientChunks {
  public:
    enum class State { more, done, bad, too_large };

    explicit LenientChunks(std::size_t max_bytes) : max_bytes_(max_bytes) {}

    /// Takes in what came; what lies behind the end is dropped.
    State put(std::string_view bytes);

    /// What the chunks hold.
    std::string& body() { return body_; }

  private:
    enum class Part { size, data, data_end, trailer };

    State read_line(char c);
    State end_line();

    std::size_t max_bytes_;
    Part part_ = Part::size;
    std::string line_;
    std::size_t left_ = 0;  // of the chunk in hand
    std::string body_;
};

}  // namespace necsus
