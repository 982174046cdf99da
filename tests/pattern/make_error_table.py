#!/usr/bin/env python3
"""Writes error_table.inc: patterns that Python refuses, and its words. Run with CPython 3.11.5 or newer of 3.11:

    tests/pattern/make_error_table.py > tests/pattern/error_table.inc
"""

import re
import warnings

# In the order of re/_parser. Those with a newline get a line and a column.
PATTERNS = [
    # The end of the pattern
    "\\", "a\\", "(a\\", "[\\", "a\n\\", "(?#\\",
    # Group names
    "(?P<", "(?P<a", "(?P<>a)", "(?P<1>a)", "(?P<a-b>x)", "(?P<a b>x)", "(?P< a>x)", "(?P<é!>x)", "(?P<a\n>x)", "(?P<'>x)",
    "(?P<'\">x)", "(?P<\">x)", "(?P<\\w>x)", "(?P<\x07>x)", "(?P<\u200b>x)", "(?P<😀>x)", "(?P<\U000e0001>x)", "(?P<½>x)",
    "(?P<a>x)(?P<a>y)", "(?P<größe>x)(?P<größe>y)", "(?P<a>x)\n(?P<a>y)", "(?P<n>(?P<n>x))",
    "(?P=", "(?P=a", "(?P=)", "(?P=a)", "(?P=1)", "(?P=größe)", "(?P<a>(?P=a))", "a\n(?P=b)", "(?P=a\n", "(?P<a>x)(?P=A)",
    # (?…
    "(?", "(?P", "a\n(?", "(?Px)", "(?P>a)", "(?P'a'x)", "(?P\\a", "(?P(a)x)", "(?<", "(?<a>x)", "(?<\\a", "(?<\n",
    "(?*a)", "(?'a'x)", "(?|a)", "(?R)", "(?1)", "(?&a)", "(?+1)", "(?C)", "(?\\d)", "(?\n)", "(?é)", "(?😀)", "(?)", "(?[a])",
    "(?#", "(?#a", "a(?#b\nc", "x\n(?#a",
    # Flags
    "(?i", "(?ims", "(?z)", "(?iz)", "(?i z)", "(?i", "(?iP)", "(?i1)", "(?ié)", "(?i½)", "(?iⅧ)", "(?i\\i)", "(?i\n)", "(?i😀)",
    "(?L)", "(?L:a)", "(?iL)", "(?au)", "(?ua)", "(?au:a)", "(?a)(?u)", "(?u)b|(?a)", "(?t)a*", "(?t)a+?", "(?t)(?:ab){2}",
    "(?t)a++", "(?t:a)", "(?it:a)", "(?-t:a)", "(?-", "(?-)", "(?-:a)", "(?-z:a)", "(?-é:a)", "(?--i:a)", "(?-\\i:a)", "(?-i",
    "(?-i)", "(?-iz:a)", "(?-i-s:a)", "(?-iº:a)", "(?-i²:a)", "(?-a:b)", "(?-u:b)", "(?-L:b)", "(?i-a:b)", "(?i-i:b)",
    "(?is-ms:b)", "(?m-", "(?m-)", "(?i\n-s)", "a(?i)", "(a(?i))", "a\n(?i)b", "^(?m)", "a|(?i)b", "((?i)b)", "\n(?s)", " (?x)a",
    # Conditions
    "(?(", "(?(1", "(?()a)", "(?(0)a)", "(?(1)a)", "(?(00)a)", "(?(-1)a)", "(?(-0)a)", "(?(+1)a)", "(?( 1 )a)", "(?(1_0)a)",
    "(?(1__0)a)", "(?(1_)a)", "(?(_)a)", "(?(٣)a)", "(?(²)a)", "(?(½)a)", "(?(\x1c1)a)", "(?(\x851)a)", "(?(a)b)", "(?(a-b)c)",
    "(?(a\n)b)", "(?(99999999999999999999)a)", "(?(1073741822)a)", "(?(1073741823)a)", "(a)(?(2)b|c)", "(a)(?(1)b|c|d)",
    "(a)(?(1)b|c", "(a)(?(1)b", "(a)(?(1)b|c||d)", "a\n(?(3)b)", "(?(2)a)(?(1)b)", "(?(3)a)\n(?(2)b)", "(?(1)a(?(1)b))",
    # Parentheses
    "(", "(a", "((a)", "a(b\n", "a\n(b", "(?:a", "(?=a", "(?<!a", "(?>a", "(?i:a", ")", "a)", "(a))", "a\nb)", "a|b)", "(?P<a>",
    # Look-behinds
    "(?<=a*)", "(?<=a|bc)", "(?<!a?)b", "(?<=(?:a|bc)d)", "(?<=a{2,3})", "(?<=(a)(?(1)b|cd))", "(?<=(a)\\1)", "(a(?<=\\1))",
    "(?<=(?P<n>a)(?P=n))", "(?P<n>a(?<=(?P=n)))", "(?<=(a)(?(1)b))", "(?<=(?(1)a|b))(c)", "(a+)(?<=\\1)", "(?<=.*)\n",
    "(?<=(?<=(a))\\1)", "(?<=(?:a{4294967294}){3})", "(?<=(?:a{4294967294}){3}b?)",
    # Repeats
    "*", "+a", "?", "{2}", "{,}", "a|*", "(*)", "(?:+)", "^*", "$?", "\\b+", "\\B{2}", "\\A*", "\\Z?", "a\n*b\n**", "(?i)*", "(?#a)+",
    "a**", "a*??", "a+++", "a{2}{3}", "a?*", "a{2}*", "a*\n**", "(?x)a * *", "(?x)a * +", "a{3,2}", "a{3,2}?",
    "a\nb{10,1}", "a{4294967295}", "a{4294967294,4294967295}", "a{99999999999999999999}", "a{,4294967295}", "(?=a)**",
    # Classes
    "[", "[]", "[^", "[^]", "[a", "[a-", "[]a", "a[b\n", "a\n[b", "[\\]", "(?x)[ #\n", "[b-a]", "[a-\\d]", "[\\w-a]",
    "[\\s-\\S]", "[\\x62-\\x61]", "[é-a]", "[😀-a]", "[\n-\t]", "[a-\\]", "[--+]", "[a-\\x41]", "[^z-a-]", "[b-\0a]", "(?\0)",
    # Escapes
    "\\q", "\\Q", "\\e", "\\c", "\\y", "\\p{L}", "\\X", "\\R", "\\K", "\\G", "\\h", "\\z", "\\g<1>", "\\k<a>", "a\n\\q", "(\\i)",
    "[\\q]", "[\\A]", "[\\Z]", "[\\B]", "[\\z]", "[\\8]", "[\\9]", "[\\400]", "[\\777]", "[a\n\\c]",
    "\\x", "\\x1", "\\xg", "\\x{41}", "[\\x]", "[\\x4]", "\\u", "\\u123", "\\u{1}", "[\\u12]", "\\U", "\\U0001", "\\U00110000",
    "[\\U00110000]", "[\\U0000004]", "\\x٣٣", "\\u12\n34",
    "\\1", "\\2(a)", "(a)\\2", "(\\1)", "\\8", "\\9", "\\10", "(a)\\18", "\\99", "\\400", "\\777", "\\378", "(a\\1)", "\n\\1", "((a)\\1)",
    "\\N", "\\Na", "\\N{", "\\N{}", "\\N{x", "[\\N]", "\\N{NO SUCH NAME}", "\\N\n{BULLET}",
]


def quoted(text):
    """As a C++ string literal. Octal escapes end after three digits, whatever follows."""
    # Two question marks in a row could begin a trigraph.
    plain = {ord("\n"): "\\n", ord("\\"): "\\\\", ord('"'): '\\"'}
    octal = (plain.get(b) or (chr(b) if 32 <= b < 127 else f"\\{b:03o}") for b in text.encode())
    return '"' + "".join(octal).replace("??", "?\\?") + '"'


def main():
    warnings.simplefilter("ignore")
    print("// Made by make_error_table.py: a pattern, and why Python refuses it.")
    for pattern in dict.fromkeys(PATTERNS):
        try:
            re.compile(pattern, re.IGNORECASE)
        except (re.error, OverflowError, ValueError) as error:
            print(f"{{{quoted(pattern)}s, {quoted(str(error))}s}},")
        else:
            raise SystemExit(f"Python takes {pattern!r}")


if __name__ == "__main__":
    main()
