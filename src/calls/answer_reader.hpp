// Bytes that came from a bot (or from a proxy) to its answer, or to what is wrong with it. Knows no socket.
#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "necsus/calls/client.hpp"

namespace necsus {

class AnswerReader {
  public:
    enum class Body { as_sent, none };

    /// With Body::none the answer ends with its head, as that of a proxy to CONNECT does (RFC 9110, 9.3.6).
    explicit AnswerReader(std::size_t max_body_bytes, Body body = Body::as_sent);
    ~AnswerReader();
    AnswerReader(const AnswerReader&) = delete;
    AnswerReader& operator=(const AnswerReader&) = delete;

    /// Takes in what came. True when there is no more to read, since the answer is whole or is none.
    bool put(std::string_view bytes);
    /// Nothing more comes, and this is why: some answers end so.
    void end(boost::system::error_code error);

    CallOutcome take_outcome() { return std::move(outcome_); }
    bool nothing_behind() const { return nothing_behind_; }
    /// It promised to keep the connection, and nothing came behind the answer.
    bool keeps_connection() const { return keeps_connection_; }

  private:
    struct Parser;

    bool read_heads();
    bool read_head(std::string_view head);
    bool read_body(std::string_view bytes);
    bool read_chunks(std::string_view& bytes);
    bool fail(CallOutcome::Kind kind, std::string why);
    bool fail(boost::system::error_code error);
    void finish(bool nothing_behind);

    std::size_t max_body_bytes_;
    Body body_;
    std::unique_ptr<Parser> parser_;  // of the answer's head, once that is whole
    std::string pending_;             // of heads
    std::size_t seen_ = 0;            // of it, without the end of one
    std::size_t head_bytes_ = 0;      // of those before
    CallOutcome outcome_;
    bool nothing_behind_ = false;
    bool keeps_connection_ = false;
};

}  // namespace necsus
