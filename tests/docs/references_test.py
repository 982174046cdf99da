#!/usr/bin/env python3
"""Every section that a source or a test cites exists, and so does every file and heading that a page links to.

Usage: references_test.py [unittest's options]
"""

import tempfile
import unittest
from collections import Counter
from pathlib import Path

import references

PROJECT = Path(__file__).resolve().parents[2]


class TheProject(unittest.TestCase):
    def assert_none(self, faults):
        self.assertFalse(faults, "\n" + "\n".join(faults))

    def test_cites_sections_that_exist(self):
        self.assert_none(list(references.wrong_citations(PROJECT)))

    def test_links_to_files_and_headings_that_exist(self):
        self.assert_none(list(references.wrong_links(PROJECT)))

    def test_names_files_that_exist(self):
        self.assert_none(list(references.wrong_paths(PROJECT)))

    def test_cites_at_all(self):
        """So that the checks above can't pass for want of anything to look at."""
        files = list(references.text_files(PROJECT))
        cited = Counter(name for file in files for _, name, _ in references.citations(*file))
        self.assertGreater(cited["protocol"], 40)
        self.assertGreater(cited["client"], 130)
        self.assertGreater(sum(len(list(references.links(text))) for path, text in files if path.endswith(".md")), 50)


PROTOCOL = """# Protocol
## 1 HTTP
1. a point
2026 is no point, and
## 2 Data
```
## 3 In code
```
"""
CLIENT = """# 1. Parity
## 1.1 Addresses
# 2. Bugs
**Data**
1. one
2. two
## Without a number
7. and so these points have none
# 3. Looks
"""


class ItsOwnChecks(unittest.TestCase):
    """A small project that is right, and what the checks say when something in it is wrong."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("docs/dev/protocol.md", PROTOCOL)
        self.write("docs/dev/client.md", CLIENT)
        self.write("docs/dev/design.md", "# Design\n## Threads and *one* loop\n")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def faults_of_citing(self, path, text):
        self.write(path, text)
        return list(references.wrong_citations(self.root))

    def test_a_part_s_points_and_headings_outside_code_can_be_cited(self):
        self.assertEqual(references.sections_of(PROTOCOL), {"1", "1.1", "2"})
        self.assertEqual(references.sections_of(CLIENT), {"1", "1.1", "2", "2.1", "2.2", "3"})

    def test_lists_and_ranges_mean_each_section(self):
        for text, sections in (
            ("5", ["5"]),
            ("5, 6", ["5", "6"]),
            ("5 and 10", ["5", "10"]),
            ("8, 10, and 11", ["8", "10", "11"]),
            ("2 to 4", ["2", "3", "4"]),
            ("1-3", ["1", "2", "3"]),
            ("2.10 to 2.12 and 5.5", ["2.10", "2.11", "2.12", "5.5"]),
        ):
            with self.subTest(text):
                self.assertEqual(references.expanded(text), sections)

    def test_right_citations_pass(self):
        for path, text in (
            ("src/a.cpp", "// What is sent (protocol, section 2).\n"),
            ("src/a.cpp", "// Protocol, sections 1 and 2; RFC 9110, section 99.1; (RFC 3986, section 3.2.2)\n"),
            (
                "src/a.cpp",
                "// docs/dev/protocol.md, section 1\n// A row of the table of protocol section 2, except that\n",
            ),
            (
                "src/a.cpp",
                '// (docs/dev/design.md, "Threads"); (design,\n// "threads and *one* loop"); f(client, "x y")\n',
            ),
            ("client/tests/a.spec.ts", "test('1.1 2.2 a title', () => {})\n// sections 2.1 to 2.2\n"),
            ("client/tests/a.spec.ts", "test.describe(\n  `2.1 ${name}`, () => {})\ntest('20 are no section', f)\n"),
        ):
            with self.subTest(text):
                self.assertEqual(self.faults_of_citing(path, text), [])

    def test_wrong_citations_are_found(self):
        protocol, client = "docs/dev/protocol.md has no section", "docs/dev/client.md has no section"
        for path, text, fault in (
            ("src/a.cpp", "\n// What is sent (protocol, section 3).\n", f"src/a.cpp:2: {protocol} 3"),
            ("src/a.hpp", "// protocol, sections 1 and 7\n", f"src/a.hpp:1: {protocol} 7"),
            ("src/a.hpp", "// protocol, sections 1 to 3\n", f"src/a.hpp:1: {protocol} 3"),
            ("src/a.hpp", "// (docs/dev/protocol.md,\n// section 9)\n", f"src/a.hpp:2: {protocol} 9"),
            ("src/a.hpp", "// protocol, section\n// 9\n", f"src/a.hpp:1: {protocol} 9"),
            ("src/a.hpp", "// style, section 1\n", "src/a.hpp:1: section 1 of what?"),
            ("src/a.sql", "-- design, section 1\n", "src/a.sql:1: docs/dev/design.md has no section 1"),
            ("src/a.cpp", '// (docs/dev/design.md, "Loops")\n', "src/a.cpp:1: docs/dev/design.md has no heading Loops"),
            ("tests/a.py", "# see section 2\n", "tests/a.py:1: section 2 of what?"),
            ("client/tests/a.spec.ts", "test('1.1 2.3 a title', f)\n", f"client/tests/a.spec.ts:1: {client} 2.3"),
            ("client/tests/a.spec.ts", "test(`9.1 ${x}`, f)\n", f"client/tests/a.spec.ts:1: {client} 9.1"),
            ("client/src/a.ts", "// section 1.7\n", f"client/src/a.ts:1: {client} 1.7"),
            ("docs/dev/protocol.md", PROTOCOL + "See section 12.\n", f"docs/dev/protocol.md:9: {protocol} 12"),
        ):
            with self.subTest(text):
                self.assertEqual(self.faults_of_citing(path, text), [fault])
                (self.root / path).unlink()
                self.setUp()

    def test_right_links_pass(self):
        self.write("docs/other.md", "# The *other* page: `code`, [linked](dev/protocol.md)!\n## Twice\n## Twice\n")
        self.write(
            "docs/page.md",
            "[a](other.md) [b](other.md#the-other-page-code-linked) [c](#here) [d](../docs/other.md#twice-1)\n"
            "[e](https://nowhere.example/x#y) `[f](nowhere.md)` [g](dev) [`h`](dev/design.md#threads-and-one-loop)\n"
            "```\n[i](nowhere.md)\n```\n# Here\n",
        )
        self.assertEqual(list(references.wrong_links(self.root)), [])

    def test_wrong_links_are_found(self):
        self.write("docs/other.md", "# Other\n```\n# In code\n```\n")
        for link, fault in (
            ("nowhere.md", "leads to no file"),
            ("other.md#others", "leads to no heading"),
            ("other.md#in-code", "leads to no heading"),
            ("#there", "leads to no heading"),
            ("../other.md", "leads to no file"),
        ):
            with self.subTest(link):
                self.write("docs/page.md", f"# Here\n\nSee [`it`]({link}), please.\n")
                self.assertEqual(list(references.wrong_links(self.root)), [f"docs/page.md:3: {link} {fault}"])

    def test_files_that_are_not_there_are_found(self):
        self.write("src/a.cpp", "")
        self.write("docs/page.md", "`src/a.cpp`, `src/b.cpp`, `src/*.cpp`, `src/…`\n```\n`src/c.cpp`\n```\n")
        self.write("src/a.cpp", "// More in docs/page.md.\n// More in docs/dev/nowhere.md\n")
        self.assertEqual(
            sorted(references.wrong_paths(self.root)),
            ["docs/page.md:1: there is no src/b.cpp", "src/a.cpp:2: there is no docs/dev/nowhere.md"],
        )


if __name__ == "__main__":
    unittest.main()
