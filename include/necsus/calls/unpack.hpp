// Content-Encoding gzip and deflate, for bots that compress unasked (RFC 9110, 8.4.1).
#pragma once

#include <cstddef>

#include "necsus/calls/client.hpp"

namespace necsus {

/// `answer` with its body unpacked, or what is wrong with it (`too_large`, `bad_compression`). Takes some 4 ms for each
/// MiB that comes out: not for the loop.
///
/// As clients in Python do it: words in `encoding` that name no coding change nothing; an empty body is empty however
/// it is encoded; several gzip members in a row are one body; what follows the last, and is none, is ignored.
CallOutcome unpacked(CallOutcome answer, const UnpackLimits& limits);

}  // namespace necsus
