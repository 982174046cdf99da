#!/usr/bin/env python3
"""Patterns and texts made at random: ours must answer as Python's re does.

usage: differential_test.py PROGRAM [--cases N] [--seed S]      (PROGRAM: pattern_answers)
"""

import argparse
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


def is_pythons_defect(pattern, text, python, ours):
    # Ways that failed inside a possessive repeat leave their groups set.
    if POSSESSIVE_GROUP.search(pattern) and python["outcome"] == ours["outcome"] == "match":
        return python["span"] == ours["span"]
    # To find where a match could begin, search() takes a category as the flags outside of (?a:…) say.
    if SCOPED_TYPE.search(pattern):
        return pythons_answer(pattern, text, matched_somewhere) == ours
    return False


def differ(pattern, text, python, ours):
    if python is None or ours["outcome"] in ("timed_out", "too_large"):
        return False
    return python != ours and not is_pythons_defect(pattern, text, python, ours)


def differences(program, cases):
    pythons = [pythons_answer(*case) for case in cases]
    found = []
    for case, python, ours in zip(cases, pythons, our_answers(program, cases)):
        if differ(*case, python, ours):
            found.append((case, python, ours))
    return found, pythons


def shortened(program, difference):
    """The same difference with as little as possible around it."""
    while True:
        (pattern, text), _, _ = difference
        shorter = [(pattern[:i] + pattern[i + n :], text) for n in (4, 2, 1) for i in range(len(pattern))]
        shorter += [(pattern, text[:i] + text[i + n :]) for n in (4, 1) for i in range(len(text))]
        found, _ = differences(program, shorter)
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
    outcomes = {}
    found = []
    done = 0
    while done < options.cases and not (options.seconds and time.monotonic() - began > options.seconds):
        cases = [grammar.pattern_and_text() for _ in range(min(CHUNK, options.cases - done))]
        new, pythons = differences(options.program, cases)
        found += new
        done += len(cases)
        for answer in pythons:
            outcome = answer["outcome"] if answer else "none"
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
    for difference in found[:SHOWN]:
        (pattern, text), python, ours = shortened(options.program, difference)
        print(f"pattern {pattern!r}\n   text {text!r}\n python {python}\n   ours {ours}")
    print(f"{done} cases, {outcomes}, {len(found)} differences")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
