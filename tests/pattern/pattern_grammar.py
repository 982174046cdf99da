"""Makes patterns in Python's re syntax, and texts that they may match."""

import unicodedata

LETTERS = "aAbBcCxXiIkKsS"
DIGITS = "0123456789"
# Letters with a partner of the other case, or with more than one; signs; beyond U+FFFF; line ends; NUL.
CASED = "äÄßẞéÉıİſKÅåσςΣµμǅǆθϑϴΐΐŚśЖжᲀfiſtst"
BEYOND_BMP = "😀🎉𐐀𐐨𐐁𐐩𝒜𞤀𞤢"
OTHERS = " \t\n\r_-.,!?#'\"@/:;<>=&~|%\0\x1c\x85\xa0٣९²½Ⅷ日本\u2028\u200d"
SPECIAL = "\\.^$*+?{}[]()|"
NAMES = ["name", "word", "n", "x", "_1", "größe", "名前", "count"]
CATEGORIES = {"d": "7٣", "D": "x ", "s": " \n\u2003", "S": "a.", "w": "aZ_9é", "W": " -!"}
# A bot's usual vocabulary.
PHRASES = ["hello", "hi", "what is", "my name is", "roll", "d", "!help", "add", "to the list", "weather in", "Grüße"]
# fmt: off
# What people mistype; most of it makes the pattern an error.
MISTAKES = [
    "", "", "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "\\", "^", "\n", "(?", "(?P", "(?P<", "(?P=", "(?P<n>",
    "(?(", "(?<", "(?<=", "(?i", "(?-", "(?a-u:", "(?#", "{2,1}", "{3", "\\x", "\\u12", "\\400", "\\8", "\\9", "\\Q",
    "[b-a]", "[\\w-x]", "[a", "(?L)", "(?t)", "(?au)", "(?i-i:", "(?i)", "(?z)", "(?P<1>", "(?(0)", "(?(x)",
    "\\U00110000", "(?( 1)", "(?(+1)", "(?(1_0)", "(?(-1)", "(?(١)", "(?P=x)", "(?P>x)", "(?<x>", "**", "{1}{2}",
    "(?xyz)",
]
# fmt: on


class Grammar:
    def __init__(self, random):
        self.random = random

    def pattern_and_text(self):
        self.groups = []  # samples of the groups so far, None while open
        self.names = {}  # by the group's index
        self.verbose = False
        pattern, sample = self.alternatives(self.random.choice([1, 2, 2, 3, 3, 4]))
        if self.one_in(6):
            pattern = self.global_flags() + pattern
        if self.one_in(10):
            pattern = self.realistic()
            sample = self.random.choice(PHRASES) + " " + sample
        if self.one_in(5):
            pattern = self.spoiled(pattern)
        return pattern, self.text_around(sample)

    def one_in(self, times):
        return self.random.randrange(times) == 0

    # Texts

    def text_around(self, sample):
        text = sample[:60]
        for _ in range(self.random.choice([0, 0, 1, 2])):
            at = self.random.randrange(len(text) + 1)
            text = (
                text[:at] + self.random.choice(["", self.character(), text[:3]]) + text[at + self.random.randrange(2) :]
            )
        if self.one_in(3):
            text = self.noise() + text
        if self.one_in(3):
            text += self.noise()
        return text

    def noise(self):
        return "".join(self.character() for _ in range(self.random.randrange(6)))

    def character(self):
        pool = self.random.choices([LETTERS, DIGITS, CASED, BEYOND_BMP, OTHERS, SPECIAL], [12, 3, 4, 1, 4, 1])[0]
        return self.random.choice(pool)

    def other_case(self, text):
        return self.random.choice([text, text, text.lower(), text.upper(), text.swapcase()])

    # Patterns: each answers the pattern and a text that it may match

    def alternatives(self, depth):
        options = [self.sequence(depth) for _ in range(self.random.choice([1, 1, 1, 2, 2, 3]))]
        if self.one_in(12):
            options.append(("", ""))
        return "|".join(pattern for pattern, _ in options), self.random.choice(options)[1]

    def sequence(self, depth):
        parts = [self.item(depth) for _ in range(self.random.choice([0, 1, 1, 2, 2, 3, 4]))]
        return "".join(pattern for pattern, _ in parts), "".join(sample for _, sample in parts)

    def item(self, depth):
        if self.one_in(12):
            return self.anchor()
        if depth > 0 and self.one_in(3):
            pattern, sample = self.group(depth - 1)
        else:
            pattern, sample = self.unit()
        return self.repeated(pattern, sample) if self.one_in(3) else (pattern, sample)

    def repeated(self, pattern, sample):
        low, more = self.random.randrange(4), self.random.randrange(3)
        suffix, count = self.random.choice(
            [("*", low), ("+", low + 1), ("?", low % 2), (f"{{{low}}}", low), (f"{{{low},}}", low + more)]
            + [(f"{{,{low}}}", low // 2), (f"{{{low},{low + more}}}", low + more // 2), ("{,}", low)]
        )
        suffix += self.random.choices(["", "?", "+"], [6, 3, 1])[0]
        return pattern + suffix, sample * count

    def unit(self):
        kind = self.random.choices(
            [self.literal, self.phrase, self.any, self.category, self.escape, self.character_class, self.reference],
            [12, 2, 3, 4, 3, 5, 4],
        )[0]
        return kind()

    def literal(self):
        c = self.character()
        escape = c in SPECIAL or (not c.isalnum() and c != "_" and self.one_in(4)) or (self.verbose and not c.isalnum())
        return ("\\" + c if escape and not c.isspace() or self.verbose and c.isspace() else c), self.other_case(c)

    def phrase(self):
        words = self.random.choice(PHRASES)
        return words, self.other_case(words)

    def any(self):
        return ".", self.character()

    def category(self):
        letter = self.random.choice(list(CATEGORIES))
        return "\\" + letter, self.random.choice(CATEGORIES[letter])

    def escape(self):
        c = self.character()
        code = ord(c)
        forms = [f"\\U{code:08x}"]
        if code < 0x10000:
            forms.append(f"\\u{code:04X}")
        if code < 0x100:
            forms += [f"\\x{code:02x}", f"\\{code:03o}" if code < 64 or code > 0o77 else f"\\0{code:o}"]
        if code < 8:
            forms.append(f"\\{code}" if code == 0 else f"\\0{code}")
        if unicodedata.name(c, None):
            forms.append(f"\\N{{{self.other_case(unicodedata.name(c))}}}")
        control = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\f": "\\f", "\v": "\\v"}.get(c)
        return control or self.random.choice(forms), self.other_case(c)

    def anchor(self):
        return self.random.choice(["^", "$", r"\A", r"\Z", r"\b", r"\b", r"\B"]), self.random.choice(
            ["", "", "\n", " "]
        )

    def reference(self):
        """Mostly to a group that is there and closed."""
        if self.one_in(40):
            return f"\\{self.random.randrange(1, 4)}", ""
        closed = [number for number, sample in enumerate(self.groups) if sample is not None]
        if not closed:
            return self.literal()
        number = self.random.choice(closed)
        name = self.names.get(number)
        sample = self.other_case(self.groups[number])
        return f"(?P={name})" if name and self.one_in(2) else f"\\{number + 1}", sample

    def character_class(self):
        members, sample = [], "a"
        for _ in range(self.random.choice([1, 1, 2, 2, 3, 5])):
            member, sample = self.class_member()
            members.append(member)
        if self.one_in(8):
            members.append("-")
        if self.one_in(10):
            members.insert(0, self.random.choice(["]", "-", "[", "^"]))
        negated = self.one_in(5)
        return "[" + "^" * negated + "".join(members) + "]", self.character() if negated else self.other_case(sample)

    def class_member(self):
        c = self.character()
        if self.one_in(3):
            letter = self.random.choice(list(CATEGORIES))
            return "\\" + letter, self.random.choice(CATEGORIES[letter])
        if self.one_in(3):
            low, high = sorted([c, self.random.choice([self.character(), chr(min(ord(c) + 5, 0x10FFFF))])])
            return f"{self.class_character(low)}-{self.class_character(high)}", self.random.choice([low, high])
        if self.one_in(8):
            return self.random.choice([r"\b", r"\n", r"\x41", r"\101", r"\7", r"\u017f", r"\U00010428"]), c
        return self.class_character(c), c

    def class_character(self, c):
        return "\\" + c if c in "]\\^-[" or (not c.isalnum() and c != "_" and self.one_in(6)) else c

    def group(self, depth):
        kind = self.random.choices(
            [
                self.capture,
                self.named,
                self.plain,
                self.flagged,
                self.atomic,
                self.look,
                self.conditional,
                self.comment,
            ],
            [6, 5, 5, 3, 2, 4, 2, 1],
        )[0]
        return kind(depth)

    def capture(self, depth, opening="("):
        number = len(self.groups)
        self.groups.append(None)
        pattern, sample = self.alternatives(depth)
        self.groups[number] = sample
        return f"{opening}{pattern})", sample

    def named(self, depth):
        fresh = [name for name in NAMES if name not in self.names.values()]
        if not fresh:
            return self.capture(depth)
        name = self.random.choice(fresh)
        self.names[len(self.groups)] = name
        return self.capture(depth, f"(?P<{name}>")

    def plain(self, depth):
        pattern, sample = self.alternatives(depth)
        return f"(?:{pattern})", sample

    def atomic(self, depth):
        pattern, sample = self.alternatives(depth)
        return f"(?>{pattern})", sample

    def flagged(self, depth):
        on = self.random.choice(["", "i", "s", "m", "x", "a", "u", "im", "sx"])
        off = self.random.choice(["", "", "i", "s", "m", "x", "im"])
        if set(on) & set(off) and not self.one_in(20):
            off = ""
        if not on + off:
            on = "i"
        flags = on + ("-" + off if off else "")
        outer = self.verbose
        self.verbose = ("x" in on or outer) and "x" not in off
        pattern, sample = self.alternatives(depth)
        if self.verbose:
            pattern = self.random.choice(["", " ", "\n"]) + pattern + self.random.choice(["", " ", " # note\n"])
        self.verbose = outer
        return f"(?{flags}:{pattern})", sample

    def look(self, depth):
        opening = self.random.choice(["(?=", "(?!", "(?<=", "(?<!"])
        if "<" in opening and not self.one_in(4):
            parts = [self.unit() for _ in range(self.random.randrange(4))]
            pattern, sample = "".join(p for p, _ in parts), "".join(s for _, s in parts)
        else:
            pattern, sample = self.alternatives(depth)
        return f"{opening}{pattern})", sample if opening == "(?<=" or self.one_in(3) else ""

    def conditional(self, depth):
        if not self.groups:
            return self.capture(depth)
        condition = str(self.random.randrange(1, len(self.groups) + 1 + self.one_in(10)))
        if self.names and self.one_in(2):
            condition = self.random.choice(list(self.names.values()))
        pattern, sample = self.sequence(depth)
        if self.one_in(2):
            other, other_sample = self.sequence(depth)
            pattern += "|" + other
            sample = self.random.choice([sample, other_sample])
        return f"(?({condition}){pattern})", sample

    def comment(self, _):
        return self.random.choice(["(?#)", "(?#note)", "(?# (a|b]* )"]), ""

    def global_flags(self):
        return self.random.choice(
            ["(?i)", "(?m)", "(?s)", "(?a)", "(?ms)", "(?u)", "(?x)", "(?ai)", "(?m)(?s)", "(?x) (?m)"]
        )

    def realistic(self):
        forms = ["{p}", "^{p}", r"\b{p}\b", "{p} (?P<word>.+)", r"^{p}\s+(?P<count>\d+)\s*(?P<what>\w+)?$"]
        forms += ["(?:{p}|{q}),? ?(?P<name>[a-z]+)[.!?]*", r"(?P<a>\d+)\s*(?P<op>[-+*/])\s*(?P<b>\d+)", "({p}|{q})"]
        forms += [r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)", r"#(?P<tag>\w+)", r"@(?P<user>\S+)", "{p}.*{q}"]
        form = self.random.choice(forms)
        return form.replace("{p}", self.random.choice(PHRASES)).replace("{q}", self.random.choice(PHRASES))

    def spoiled(self, pattern):
        """Typing mistakes: most make it an error, some don't."""
        for _ in range(self.random.choice([1, 1, 2, 3])):
            at = self.random.randrange(len(pattern) + 1)
            new = self.random.choice([*MISTAKES, self.character()])
            pattern = pattern[:at] + new + pattern[at + self.random.randrange(3) :]
        return pattern
