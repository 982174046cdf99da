#!/usr/bin/env python3
"""Holds what the end-to-end tests have recorded against api.yaml.

check_records.py API.YAML FOLDER [COMMAND …]: COMMAND is run first, with its record added; so there is one to check,
whichever tests were run. Records that are as documented are deleted.
"""

import collections
import os
import pathlib
import subprocess
import sys

import records
from document import Document
from rules import Rules

MOST_PRINTED = 40


def check(document, folder):
    """Prints what is wrong; returns how much."""
    rules = Rules(document)
    problems = collections.defaultdict(list)
    for file in sorted(folder.iterdir()):
        for connection in records.connections(file):
            for about, problem in rules.problems_of(connection):
                problems[problem, about].append(connection.test)
    for (problem, about), tests in list(problems.items())[:MOST_PRINTED]:
        print(f"{about}: {problem}\n    in {len(tests)} places, such as: {tests[0]}")
    if len(problems) > MOST_PRINTED:
        print(f"and {len(problems) - MOST_PRINTED} more")

    print(", ".join(f"{count} {what}" for what, count in rules.counts.items()) + " were held against api.yaml")
    successes = [(str(one), status) for one in document.operations() for status in one.responses if status < "400"]
    unseen = [" ".join(one) for one in successes if one not in rules.seen]
    print("Documented successes that this run did not see: " + (", ".join(unseen) or "none"))
    if 0 in (rules.counts["answers"], rules.counts["frames"]):
        print("Nothing was recorded, so nothing was checked.")
        return 1
    return len(problems)


def main(api, folder, *command):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if command:
        subprocess.run(command, env={**os.environ, "TEST_RECORDS": str(folder)}, check=True, stdout=sys.stderr)
    wrong = check(Document(api), folder)
    if wrong == 0:
        for file in folder.iterdir():
            file.unlink()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
