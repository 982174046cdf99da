// What came of a call to a bot: its answer, or one of the ways in which that can fail, told apart (protocol, section
// 6).
#pragma once

#include <string>

namespace necsus {

/// What came of a call.
struct CallOutcome {
    enum class Kind {
        answered,             // `status`, `reason`, `body` and so on are set
        no_such_host,         // the host's name is unknown
        lookup_failed,        // the name server did not say
        lookup_timed_out,     // … and not in time: the bot was not called; `detail` says why
        address_not_allowed,  // the bot was not called at its address, `detail`: see address_rules.hpp
        crowded,              // not called: as many calls to its host as may be are there; `detail` says how many
        no_place,         // not called: other calls to its host left no place in time; `detail` says how many there are
        no_memory,        // not called: too many large payloads are on their way
        refused,          // nothing listens there
        unreachable,      // no way there
        tls_failed,       // `detail` says why
        proxy_failed,     // the proxy that the call goes through could not be reached, or refused; `detail` says which
        timed_out,        // the deadline passed
        too_large,        // the answer passed the limit
        cut_off,          // the connection ended inside the answer
        closed,           // the connection ended before an answer
        not_http,         // what came is not HTTP
        bad_compression,  // a Content-Encoding that its body does not keep
        no_descriptors,   // the server itself has as many files and connections open as it may: nothing was sent
        stopped           // the server is stopping and could not wait longer
    };
    Kind kind = Kind::answered;
    int status = 0;
    std::string reason;    // as sent, or the usual one
    std::string location;  // of a redirect
    std::string charset;   // of Content-Type, in lower case; empty if it names none
    std::string encoding;  // Content-Encoding, in which the body came and still is (unpack.hpp); mostly empty
    std::string body;
    std::string detail;  // for people
};

/// One word for the log.
std::string to_text(CallOutcome::Kind kind);

/// An outcome without an answer.
CallOutcome failed_call(CallOutcome::Kind kind, std::string detail = {});

}  // namespace necsus
