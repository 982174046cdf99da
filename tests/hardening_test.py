#!/usr/bin/env python3
"""The program as it is released has what CMakeLists.txt calls hardening.

Usage: hardening_test.py NECSUS
"""

import platform
import subprocess
import sys
import unittest

NECSUS = None  # the server program, from the command line


def readelf(*options):
    command = ["readelf", "--wide", *options, NECSUS]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


class Hardening(unittest.TestCase):
    def test_it_is_loaded_at_a_random_address(self):
        self.assertRegex(readelf("--file-header"), r"Type:\s+DYN")
        self.assertRegex(readelf("--dynamic"), r"FLAGS_1.*\bPIE\b")

    def test_what_is_resolved_at_the_start_is_read_only_then(self):
        self.assertIn("GNU_RELRO", readelf("--program-headers"))
        self.assertRegex(readelf("--dynamic"), r"BIND_NOW|FLAGS_1.*\bNOW\b")

    def test_no_memory_can_be_written_and_run(self):
        for line in readelf("--program-headers").splitlines():
            if line.strip().startswith(("LOAD", "GNU_STACK")):
                self.assertNotIn("RWE", line)

    def test_stack_library_calls_and_containers_are_checked(self):
        symbols = readelf("--dyn-syms")
        self.assertIn("__stack_chk_fail", symbols)
        self.assertRegex(symbols, r"__\w+_chk@")
        self.assertIn("__glibcxx_assert_fail", symbols)

    @unittest.skipUnless(platform.machine() == "x86_64", "the processor has no such thing")
    def test_what_may_be_jumped_to_is_marked_for_the_processor(self):
        # The file as a whole has no note of it, as long as Debian's SQLiteCpp, which is linked into it, is without.
        endbr64 = b"\xf3\x0f\x1e\xfa"
        with open(NECSUS, "rb") as program:
            self.assertGreater(program.read().count(endbr64), 1000)


if __name__ == "__main__":
    NECSUS = sys.argv.pop(1)
    unittest.main()
