"""What the sources cite and the pages link to, and which of it isn't there. Each check yields one line for a fault."""

import os
import re
import unicodedata
from pathlib import Path

CONTRACTS = {name: f"docs/dev/{name}.md" for name in ("protocol", "client", "design")}
SKIPPED_FOLDERS = {".git", "build", "node_modules", "dist", "__pycache__", "test-results", "playwright-report"}
SKIPPED_PATHS = ("tests/fuzz/corpus", "tests/data", "tests/docs", "client/package-lock.json")

NUMBER = r"\d+(?:\.\d+)*"
NUMBERS = rf"{NUMBER}(?:(?:,\s+(?:and\s+)?|\s+and\s+|\s+to\s+|[-–]){NUMBER})*"
# Between two words of a comment, which may go on in the next line.
GAP = r"(?:\s|//|#|--|\*)+"
# "(protocol, section 5)", "docs/dev/protocol.md, section 9", "(design, sections 2 and 3)"
CITATION = re.compile(rf"\b(?P<name>[a-z]+)(?:\.md)?,?{GAP}sections?{GAP}(?P<numbers>{NUMBERS})", re.IGNORECASE)
# (docs/dev/design.md, "Bots and their connections"), or the beginning of that heading
BY_NAME = re.compile(rf"\b(?P<name>[a-z]+)\.md,{GAP}\"(?P<heading>[^\"\n]+)\"", re.IGNORECASE)
# In the client's own folder and in a contract itself the name may be left out.
BARE = re.compile(rf"\bsections?{GAP}(?P<numbers>{NUMBERS})", re.IGNORECASE)
OF_A_STANDARD = re.compile(r"\bRFC\s*\d+\W+$", re.IGNORECASE)
# '1.4 2.14 5.7 tries are …' as the title of a browser test.
TEST_TITLE = re.compile(r"\b(?:test|describe)\(\s*['\"`](?P<numbers>\d+\.\d+(?:\s+\d+\.\d+)*)\s")

HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
NUMBERED_HEADING = re.compile(rf"^({NUMBER})(?:\.?\s|$)")
NUMBERED_POINT = re.compile(r"^(\d+)\.\s")
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
LINK_DEFINITION = re.compile(r"^\s*\[[^\]]+\]:\s*<?(\S+?)>?\s*$")
CODE_SPAN = re.compile(r"(`+)(.+?)\1")
# A path of the project in a code span; patterns and placeholders are none.
PAGE = re.compile(r"\bdocs/[\w/-]+\.md\b")
PATH = re.compile(r"(?:src|include|tests|client|docs|scripts|tools|bench|cmake|backups|example_bots)/[\w./-]+")


def text_files(root):
    """(path from the root, text) of every file that is text."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
        for name in sorted(names):
            path = Path(folder, name)
            relative = path.relative_to(root).as_posix()
            if not relative.startswith(SKIPPED_PATHS):
                try:
                    yield relative, path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    continue


def lines_of_prose(markdown):
    """(number, line) of a page, without its blocks of code."""
    fence = None
    for number, line in enumerate(markdown.splitlines(), 1):
        mark = re.match(r"\s*(```+|~~~+)", line)
        if fence:
            fence = None if mark and line.strip() == fence else fence
        elif mark:
            fence = mark[1]
        else:
            yield number, line


def sections_of(markdown):
    """The numbers that can be cited: of headings, and of the points of a list below a part ("2.13")."""
    found = set()
    part = None
    for _, line in lines_of_prose(markdown):
        heading = HEADING.match(line)
        number = NUMBERED_HEADING.match(heading[2]) if heading else NUMBERED_POINT.match(line)
        if heading:
            part = number[1] if number else None
        if number and heading:
            found.add(number[1])
        elif number and part and "." not in part:
            found.add(f"{part}.{number[1]}")
    return found


def headings_of(markdown):
    """Without their numbers, in lowercase."""
    headings = (HEADING.match(line) for _, line in lines_of_prose(markdown))
    return [re.sub(rf"^{NUMBER}\.?\s+", "", heading[2]).lower() for heading in headings if heading]


def expanded(numbers):
    """The sections that "2 to 4, 7 and 9" means."""
    found = []
    parts = re.split(rf"({NUMBER})", numbers)
    for between, number in zip(parts[::2], parts[1::2]):
        if between.strip() in {"to", "-", "–"}:
            *chapter, first = found[-1].split(".")
            last = number.split(".")[-1]
            found += [".".join([*chapter, str(n)]) for n in range(int(first) + 1, int(last) + 1)]
        else:
            found.append(number)
    return found


def citations(path, text):
    """(line, contract, section) for each that is cited; contract None if it can't be told which is meant."""

    def line_at(position):
        return text.count("\n", 0, position) + 1

    named = {}
    for match in CITATION.finditer(text):
        if match["name"].lower() in CONTRACTS:
            named[match.start("numbers")] = match["name"].lower()
    for match in BARE.finditer(text):
        name = named.get(match.start("numbers"))
        if not name and OF_A_STANDARD.search(text[: match.start()]):
            continue
        if not name:
            own = [contract for contract, page in CONTRACTS.items() if page == path]
            name = own[0] if own else "client" if path.startswith("client/") else None
        for section in expanded(match["numbers"]):
            yield line_at(match.start()), name, section
    if path.startswith("client/") and path.endswith(".spec.ts"):
        for match in TEST_TITLE.finditer(text):
            for section in match["numbers"].split():
                yield line_at(match.start()), "client", section


def wrong_citations(root):
    pages = {name: (root / page).read_text(encoding="utf-8") for name, page in CONTRACTS.items()}
    sections = {name: sections_of(text) for name, text in pages.items()}
    headings = {name: headings_of(text) for name, text in pages.items()}
    for path, text in text_files(root):
        for match in BY_NAME.finditer(text):
            known = headings.get(match["name"].lower())
            if known and not any(heading.startswith(match["heading"].lower()) for heading in known):
                line = text.count("\n", 0, match.start()) + 1
                yield f"{path}:{line}: {CONTRACTS[match['name'].lower()]} has no heading {match['heading']}"
        for line, name, section in citations(path, text):
            if name is None:
                yield f"{path}:{line}: section {section} of what?"
            elif section not in sections[name]:
                yield f"{path}:{line}: {CONTRACTS[name]} has no section {section}"


def anchors_of(markdown):
    """What links can lead to: the headings as GitHub turns them into anchors."""
    found = {}
    for _, line in lines_of_prose(markdown):
        heading = HEADING.match(line)
        if heading:
            text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[2]).lower()
            kept = (c for c in text if c in " -_" or unicodedata.category(c)[0] in "LNM")
            anchor = "".join(kept).replace(" ", "-")
            count = found.setdefault(anchor, 0)
            found[anchor] += 1
            if count:
                found[f"{anchor}-{count}"] = 1
    return set(found)


def links(markdown):
    """(line, target) of every link, those in code left out."""
    for number, line in lines_of_prose(markdown):
        plain = CODE_SPAN.sub(lambda code: "`" * len(code[0]), line)
        for match in [*LINK.finditer(plain), *LINK_DEFINITION.finditer(plain)]:
            yield number, match[1]


def wrong_links(root):
    pages = {path: text for path, text in text_files(root) if path.endswith(".md")}
    for path, text in pages.items():
        for line, link in links(text):
            if re.match(r"[a-z][a-z0-9+.-]*:", link):
                continue  # another site's
            target, _, anchor = link.partition("#")
            file = (root / path).parent / target if target else root / path
            if not file.exists():
                yield f"{path}:{line}: {link} leads to no file"
            elif anchor:
                markdown = file.read_text(encoding="utf-8") if file.suffix == ".md" else ""
                if anchor not in anchors_of(markdown):
                    yield f"{path}:{line}: {link} leads to no heading"


def wrong_paths(root):
    """Files that a page names in a code span, or a comment as docs/….md, and that have moved."""
    for path, text in text_files(root):
        if not path.endswith(".md"):
            for match in PAGE.finditer(text):
                if not (root / match[0]).exists():
                    line = text.count("\n", 0, match.start()) + 1
                    yield f"{path}:{line}: there is no {match[0]}"
        else:
            for line, prose in lines_of_prose(text):
                for span in CODE_SPAN.finditer(prose):
                    named = span[2].split()[0] if span[2].split() else ""
                    if PATH.fullmatch(named) and not (root / named).exists():
                        yield f"{path}:{line}: there is no {named}"
