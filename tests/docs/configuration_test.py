#!/usr/bin/env python3
"""docs/configuration.md lists the flags that the program has, with their variables, defaults and bounds.

Usage: configuration_test.py NECSUS
"""

import pathlib
import re
import subprocess
import sys
import unittest

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/configuration.md"
NECSUS = None  # the server program, from the command line

# "--port UINT:0 to 65535=6277 (Env:NECSUS_PORT)"
HELP = re.compile(
    r"^\s+(?:-\w,)?--(?P<name>[\w-]+)(?: \w+(?P<bounds>:[^=]*)?=(?P<default>\S+) \(Env:(?P<variable>\w+)\))?", re.M
)
ROW = re.compile(r"^\| `--([\w-]+)` \|([^|]*)\|([^|]*)\|([^|]*)\|", re.M)


def in_words(number):
    """2^30 for 1073741824, as the page has it."""
    value = int(number) if number.isdigit() else 0
    is_power = value >= 2**20 and value & (value - 1) == 0
    return f"2^{value.bit_length() - 1}" if is_power else number


class Configuration(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = subprocess.run([NECSUS, "--help"], capture_output=True, text=True, timeout=60, check=True)
        cls.flags = {flag["name"]: flag for flag in HELP.finditer(done.stdout)}
        cls.rows = {name: cells for name, *cells in ROW.findall(PAGE.read_text(encoding="utf-8"))}

    def test_the_page_has_the_program_s_flags_and_no_others(self):
        self.assertGreater(len(self.flags), 20)
        self.assertEqual(set(self.rows), set(self.flags))

    def test_variables_defaults_and_bounds_are_the_program_s(self):
        for name, flag in self.flags.items():
            if flag["variable"]:
                variable, default, allowed = self.rows[name]
                with self.subTest(name):
                    self.assertEqual(variable.strip(), f"`{flag['variable']}`")
                    if name != "share":  # a folder beside the program
                        self.assertIn(f"`{flag['default']}`", default)
                    for bound in re.findall(r"[\w.]+", (flag["bounds"] or "").replace(" to ", " ")):
                        self.assertRegex(allowed, rf"(?<![\w.^]){re.escape(in_words(bound))}(?![\w.])")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    NECSUS = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
