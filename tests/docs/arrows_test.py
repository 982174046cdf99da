#!/usr/bin/env python3
"""Sources include only what docs/dev/design.md, section 2, lets them: its two tables are what is read here.

Usage: arrows_test.py [unittest's options]
"""

import os
import re
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
EVERYBODY_S = {"async", "log", "workers", "version"}
ROW = re.compile(r"^\| `([\w/]+)` \|([^|]*)\|", re.MULTILINE)
CLASS = re.compile(r"^(?:class|struct|enum class) (\w+)\b(?!::)[^;]*?\{", re.MULTILINE)
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)


def tables(design):
    """(folder: those it may include), (file: those that it never includes)."""
    section = design.split("\n## 2 ")[1].split("\n## ")[0]
    rows = {name: set(re.findall(r"`([\w/]+)`", cell)) for name, cell in ROW.findall(section)}
    return ({k: v for k, v in rows.items() if "/" not in k}, {k: v for k, v in rows.items() if "/" in k})


def includes(project):
    """(root, including, included) of our own files, as "bots/reply": its header and its source are one."""
    for root in ("src", "include/necsus"):
        for file in sorted((project / root).rglob("*.[ch]pp")):
            source = str(file.relative_to(project / root).with_suffix(""))
            for included in INCLUDE.findall(file.read_text(encoding="utf-8")):
                beside = os.path.relpath(os.path.normpath(file.parent / included), project / root)
                target = included.removeprefix("necsus/") if included.startswith("necsus/") else beside
                yield root, source, str(Path(target).with_suffix(""))


def wrong_arrows(project):
    may, never = tables((project / "docs/dev/design.md").read_text(encoding="utf-8"))
    for _, source, target in includes(project):
        folder, other = source.split("/")[0], target.split("/")[0]
        if folder in may and other not in may[folder] | EVERYBODY_S | {folder}:
            yield f"{source} includes {target}, and {folder} may not include {other}"
        if target in never.get(source, ()):
            yield f"{source} includes {target}, which it never should"


def needless_headers(project):
    """Those in include/necsus that no other folder includes, directly or by way of another header there."""
    root = project / "include/necsus"
    public = {str(header.relative_to(root).with_suffix("")) for header in root.glob("*/*.hpp")}
    needed = set()
    for root, source, target in includes(project):
        if root == "include/necsus" or source.split("/")[0] != target.split("/")[0]:
            needed.add(target)
    return sorted(public - needed)


def doubled_names(project):
    """Of classes in headers, which stand in one namespace: to the linker two of one name are one."""
    seen = {}
    for root in ("src", "include/necsus"):
        for header in sorted((project / root).rglob("*.hpp")):
            for name in CLASS.findall(header.read_text(encoding="utf-8")):
                seen.setdefault(name, []).append(header.name)
    return {name: headers for name, headers in seen.items() if len(headers) > 1}


class Arrows(unittest.TestCase):
    def test_no_two_classes_have_one_name(self):
        self.assertEqual(doubled_names(PROJECT), {})

    def test_the_tables_are_about_the_folders_there_are(self):
        may, never = tables((PROJECT / "docs/dev/design.md").read_text(encoding="utf-8"))
        self.assertEqual(set(may), {folder.name for folder in (PROJECT / "src").iterdir() if folder.is_dir()})
        files = {source for _, source, _ in includes(PROJECT)}
        self.assertLessEqual(set(never) | set().union(*never.values()), files)
        self.assertTrue(never)

    def test_sources_include_what_they_may(self):
        faults = list(wrong_arrows(PROJECT))
        self.assertFalse(faults, "\n" + "\n".join(faults))

    def test_headers_that_only_their_folder_includes_lie_beside_its_sources(self):
        self.assertEqual(needless_headers(PROJECT), [])

    def test_wrong_arrows_and_needless_headers_are_found(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for path, text in {
                "docs/dev/design.md": "\n## 2 A\n| `low` | | |\n| `high` | `low` | |\n| `low/a` | `low/b` | |\n## 3\n",
                "src/low/a.cpp": '#include "necsus/low/a.hpp"\n#include "b.hpp"\n#include "necsus/log.hpp"\n',
                "include/necsus/low/a.hpp": '#include "necsus/high/c.hpp"\n#include <vector>\n',
                "include/necsus/low/b.hpp": "",
                "src/high/c.cpp": '#include "necsus/low/a.hpp"\n#include "necsus/server.hpp"\n',
            }.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
            self.assertEqual(
                list(wrong_arrows(root)),
                [
                    "high/c includes server, and high may not include server",
                    "low/a includes low/b, which it never should",
                    "low/a includes high/c, and low may not include high",
                ],
            )
            self.assertEqual(needless_headers(root), ["low/b"])


if __name__ == "__main__":
    unittest.main()
