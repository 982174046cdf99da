// What the system says of the server's process (proc(5)).
#pragma once

namespace bench {

/// Bytes of main memory that it occupies. Throws a Failure if there is no such process.
double resident_bytes(int process);

/// Processor time that it has used up to now, by all its threads, in seconds; exact to a hundredth.
double cpu_seconds(int process);

}  // namespace bench
