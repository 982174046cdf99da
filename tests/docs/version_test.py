#!/usr/bin/env python3
"""One version: CMake's. The program says it, and api.yaml, the client's package and the changelog agree.

Usage: version_test.py NECSUS
"""

import json
import pathlib
import re
import subprocess
import sys
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
NECSUS = None  # the server program, from the command line


def find(pattern, file):
    found = re.search(pattern, (PROJECT / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert found, f"{file} says no version"
    return found[1]


class OneVersion(unittest.TestCase):
    version = find(r"^project\(necsus VERSION ([\d.]+)", "CMakeLists.txt")

    def test_it_has_three_numbers(self):
        self.assertRegex(self.version, r"^\d+\.\d+\.\d+$")

    def test_the_program_says_it(self):
        done = subprocess.run([NECSUS, "--version"], capture_output=True, text=True, timeout=60, check=True)
        self.assertEqual(done.stdout, f"necsus {self.version}\n")

    def test_the_contract_says_it(self):
        self.assertEqual(find(r"^  version: ([\d.]+)$", "api.yaml"), self.version)

    def test_the_client_says_it(self):
        package = json.loads((PROJECT / "client/package.json").read_text(encoding="utf-8"))
        lock = json.loads((PROJECT / "client/package-lock.json").read_text(encoding="utf-8"))
        said = (package["version"], lock["version"], lock["packages"][""]["version"])
        self.assertEqual(said, (self.version,) * 3)

    def test_the_changelog_s_newest_entry_is_it(self):
        self.assertEqual(find(r"^## ([\d.]+) - (?:unreleased|\d{4}-\d\d-\d\d)$", "CHANGELOG.md"), self.version)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    NECSUS = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
