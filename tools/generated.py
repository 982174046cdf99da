"""What the generators in this folder share: each writes one file of the project, or says whether that is up to date."""

import argparse
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def write_or_check(path, make, description):
    """Writes what `make` returns to `path`, which counts from the project's root; with --check it only compares."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if the file is not up to date")
    check_only = parser.parse_args().check
    if sys.version_info[:2] != (3, 11):
        sys.exit(f"{path} is made by Python 3.11, Debian 12's /usr/bin/python3; this is {sys.version.split()[0]}")
    text = make()
    if not check_only:
        (ROOT / path).write_text(text, encoding="utf-8")
    elif (ROOT / path).read_text(encoding="utf-8") != text:
        sys.exit(f"{path} is not up to date: run {pathlib.Path(sys.argv[0]).name}, in tools/, without --check")
