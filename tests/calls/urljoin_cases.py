#!/usr/bin/env python3
"""Writes urljoin_cases.inc, the table in url_test.cpp: Python itself says how each pair is joined.

    tests/calls/urljoin_cases.py            writes the table anew, after a case was added below
    tests/calls/urljoin_cases.py --check    changes nothing; fails if the table is not what Python says

Run it with the Python 3.11 of Debian 12: others judge brackets in host names differently.
"""

import pathlib
import sys
from urllib.parse import urljoin

TABLE = pathlib.Path(__file__).with_suffix('.inc')
BOT = 'http://localhost:1234/bots/form'

# What a form's action can be, on a bot with an ordinary URL.
ACTIONS = [
    None, '', 'foo', 'foo/', 'foo/bar', '/foo', '/', '//', '//host', '//host/x', '//host:80?q', '///x',
    '?q', '?', '?q=1&r=a b#f', 'foo?q', '#frag', '#', '?#', '?q#', 'foo#a#b',
    '.', './', './x', '..', '../', '../x', '../../x', '../../../x', 'a/./b', 'a/../b', 'a/..', 'a/.', '...', '..a',
    '/a/../b', '/a/../../b', '/../x', '/./x', '/a//b', 'a//b', '//host/a/../b', 'a/b//', '/a/..', '/a/.',
    ';', ';p', 'x;p', 'x;p=1;q?r', 'a;p/b', '..;p', '/x;', ';?q', 'x/;p',
    'http://other', 'http://other/x', 'https://other/x', 'HTTP://Other/X', 'http:x', 'http:', 'http:/x', 'http://',
    'http:///x', 'http:?q', 'http:#f', 'https:x', 'ftp://other/x',
    'mailto:x', 'javascript:alert(1)', 'data:,x', 'localhost:80/x', 'a:b', '1a:b', 'x/a:b', ':x', 'é:x', './a:b',
    ' ', ' foo', 'foo ', ' /foo bar ', '\tfoo', 'f\to\r\no', '\0foo', '\x1f foo', 'foo\0', '\x7ffoo', '\u00a0foo',
    ' http://other/x ', ' mailto:x ', 'ht\ntp://other/x', '/\n/other/x',
    'größe', '日本?語#字', '%20', '%zz', '%2e%2e/x', '..%2fx', 'a\\b', '\\\\host\\x', '"<>^`{|}',
]

# Bases of every other shape.
BASES = [
    '', ' ', 'http://h', 'http://h/', 'http://h/a', 'http://h/a/', 'http://h//a//b', 'http://h/a/../b/', 'http://h/.',
    'http://h?q', 'http://h/a?q', 'http://h/a?q#f', 'http://h/a#f', 'http://h/a?b/c', 'http://h/a;p', 'http://h/a;p/b',
    'http://h/a;p?q', 'http://h/?', 'http://user:pw@h:8080/a', 'HTTP://H/A', 'http:', 'http:a/b', 'http:/a/b', 'http://',
    'h', 'h/a', '/a/b', '//h/a/b', '//h', '?q', '#f', ';p', ' http://h/a ', 'http://h/a b/c', 'http://bücher.de/ä/ö',
    'ftp://h/a;p', 'file:///a/b', 'ws://h/a;p', 'svn+ssh://h/a', 'telnet://h/a', 'sip:h;p', 'mailto:a@b', 'x:', 'x://h/a',
    'http://[::1]:1234/a/b', 'http:////a//b', '////a//b',
]
URLS_FOR_BASES = ['', 'x', '../x', '/x', '?y', '#g', ';r', '//i/x']

# Host names that Python looks at more closely.
HOSTS = [
    '[::1]', '[::1]:80', 'user@[::1]', '[2001:db8::1]', '[1:2:3:4:5:6:7:8]', '[1:2:3:4:5:6:7::]', '[::ffff:1.2.3.4]',
    '[::1%eth0]', '[v1.x]', '[vF.~:]', '[', ']', '[]', '[::1', '::1]', ']::1[', '[::1]x', 'x[::1]', '[::1]]', '[[::1]]',
    '[h]', '[1.2.3.4]', '[:1]', '[1:]', '[:::]', '[1::2::3]', '[1:2:3:4:5:6:7:8:9]', '[1:2:3:4::5:6:7:8]', '[12345::]',
    '[g::]', '[::01.2.3.4]', '[::1.2.3]', '[::256.2.3.4]', '[::1%]', '[::1%a%b]', '[v.x]', '[v1x]', '[v1.]', '[vg.x]',
    '[V1.x]', '[::1\0]', '[a]@h', '[a]@v1.x', '[a]@::1', '[a]@[::1]', '[::1]@h',
    'bücher.de', '日本。jp', 'ª', '½', 'a℀b', '℅', 'a\uff0fb', 'a\uff1ab', 'a\uff20b', 'a\uff03b', '\u2047', '\u2a74',
    'ａ', '\ufe6b', 'user\ufe55@h', 'a b', 'a\\b', 'a%2fb',
]

CASES = (
    [(BOT, action) for action in ACTIONS]
    + [(base, url) for base in BASES for url in URLS_FOR_BASES]
    + [(BOT, f'//{host}/x') for host in HOSTS]
    + [(f'http://{host}', 'mailto:x') for host in ('[', '[::1]x', '℀', 'h')]
)


def literal(text):
    if text is None:
        return '{}'
    quoted = ''.join(
        f'\\{c}' if c in '"\\' else c if c.isprintable() else ''.join(f'\\{byte:03o}' for byte in c.encode())
        for c in text
    )
    return f'"{quoted}"sv'


def answer(base, url):
    try:
        return literal(urljoin(base, url))
    except ValueError:
        return 'std::nullopt'


rows = [f'{{{literal(base)}, {literal(url)}, {answer(base, url)}}},\n' for base, url in CASES]
table = ''.join(['// Written by urljoin_cases.py: base, url, and what Python joins them to.\n', *rows])

if sys.argv[1:] == ['--check']:
    if TABLE.read_text(encoding='utf-8') != table:
        sys.exit(f'{TABLE.name} is not what Python {sys.version.split()[0]} says')
else:
    TABLE.write_text(table, encoding='utf-8')
