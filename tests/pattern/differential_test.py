#!/usr/bin/env python3
"""Patterns and texts made at random: ours must answer as Python's re does.

usage: differential_test.py PROGRAM [--cases N] [--seed S] [--seconds T]      (PROGRAM: necsus_pattern_answers)
"""

import argparse
import collections
import json
import random
import re
import signal
import subprocess
import sys
import time
import warnings

from pattern_grammar import Grammar

CHUNK = 2000
PYTHON_SECONDS = 0.1
SHOWN = 10
POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+")
ASKS_OF_GROUP = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")
SCOPED_TYPE = re.compile(r"\(\?[imsx]*[au]")


class TooSlow(Exception):
    pass


def too_slow(*_):
    raise TooSlow


def searched(compiled, text):
    return compiled.search(text)


def matched_somewhere(compiled, text):
    """What search() does, without looking for places first where a match could begin."""
    matches = (compiled.match(text, start) for start in range(len(text) + 1))
    return next((match for match in matches if match), None)


def answer_of(pattern, text, search):
    try:
        match = search(re.compile(pattern, re.IGNORECASE), text)
    except (re.error, OverflowError, ValueError) as error:
        return {"outcome": "error", "error": str(error)}
    if match is None:
        return {"outcome": "no_match"}
    return {"outcome": "match", "params": match.groupdict(), "span": list(match.span())}


def pythons_answer(pattern, text, search=searched):
    """None if it takes too long (re looks at signals while it searches), or if re finds that it went wrong."""
    try:
        signal.setitimer(signal.ITIMER_REAL, PYTHON_SECONDS)
        try:
            return answer_of(pattern, text, search)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except (TooSlow, SystemError):
        return None


def our_answers(program, cases):
    lines = "".join(json.dumps({"pattern": pattern, "text": text}) + "\n" for pattern, text in cases)
    run = subprocess.run([program], input=lines, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{program} ended with {run.returncode}: {run.stderr}")
    return [json.loads(line) for line in run.stdout.split("\n") if line]


def asks_about_an_open_group(parsed, open_groups=frozenset()):
    """True if somewhere in re's own tree a condition stands inside the group that it asks about."""
    if isinstance(parsed, re._parser.SubPattern):
        return any(asks_about_an_open_group(node, open_groups) for node in parsed)
    if not isinstance(parsed, (tuple, list)):
        return False
    if len(parsed) == 2 and parsed[0] is re._constants.SUBPATTERN:
        return asks_about_an_open_group(parsed[1][3], open_groups | {parsed[1][0]})
    if len(parsed) == 2 and parsed[0] is re._constants.GROUPREF_EXISTS and parsed[1][0] in open_groups:
        return True
    return any(asks_about_an_open_group(part, open_groups) for part in parsed)


def is_pythons_defect(pattern, text, python, ours):
    # From \U80000000 on the complaint is chr()'s own.
    if python.get("error") == "Python int too large to convert to C int":
        return ours["outcome"] == "error"
    # A way that failed inside a possessive repeat leaves its groups set; before 3.11.5 even the position is wrong.
    if POSSESSIVE_GROUP.search(pattern):
        only_groups_differ = python["outcome"] == ours["outcome"] == "match" and python["span"] == ours["span"]
        return only_groups_differ or ASKS_OF_GROUP.search(pattern) is not None or sys.version_info < (3, 11, 5)
    # To find where a match could begin, search() takes a category as the flags outside of (?a:…) say.
    if SCOPED_TYPE.search(pattern):
        return pythons_answer(pattern, text, matched_somewhere) == ours
    # While a group is open, re may still see the end that it had on a way that failed.
    return asks_about_an_open_group(re._parser.parse(pattern, re.IGNORECASE))


def verdict(pattern, text, python, ours):
    """The outcome if both have the same; else why it doesn't count, or "different"."""
    if python is None:
        return "without Python's answer"
    if ours["outcome"] in ("timed_out", "too_large"):
        return "given up by us"
    if python == ours:
        return python["outcome"]
    return "Python's defect" if is_pythons_defect(pattern, text, python, ours) else "different"


def compare(program, cases):
    """The cases that differ, as (case, Python's answer, ours), and the verdicts on all."""
    pythons = [pythons_answer(*case) for case in cases]
    answers = list(zip(cases, pythons, our_answers(program, cases)))
    verdicts = [verdict(*case, python, ours) for case, python, ours in answers]
    return [answer for answer, said in zip(answers, verdicts) if said == "different"], verdicts


def shortened(program, difference):
    """The same difference with as little as possible around it."""
    while True:
        (pattern, text), _, _ = difference
        shorter = [(pattern[:i] + pattern[i + n :], text) for n in (4, 2, 1) for i in range(len(pattern))]
        shorter += [(pattern, text[:i] + text[i + n :]) for n in (4, 1) for i in range(len(text))]
        found, _ = compare(program, shorter)
        if not found:
            return difference
        difference = min(found, key=lambda one: len(one[0][0]) + len(one[0][1]))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("--cases", type=int, default=3000)
    arguments.add_argument("--seed", type=int, default=None)
    arguments.add_argument("--seconds", type=float, default=None, help="stop earlier, after this time")
    options = arguments.parse_args()
    seed = random.randrange(1 << 32) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, too_slow)

    grammar = Grammar(random.Random(seed))
    began = time.monotonic()
    counts = collections.Counter()
    found = []
    done = 0
    while done < options.cases and not (options.seconds and time.monotonic() - began > options.seconds):
        cases = [grammar.pattern_and_text() for _ in range(min(CHUNK, options.cases - done))]
        different, verdicts = compare(options.program, cases)
        found += different
        done += len(cases)
        counts.update(verdicts)
    for difference in found[:SHOWN]:
        (pattern, text), python, ours = shortened(options.program, difference)
        print(f"pattern {pattern!r}\n   text {text!r}\n python {python}\n   ours {ours}")
    print(f"{done} cases: " + ", ".join(f"{count} {what}" for what, count in counts.most_common()))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
