"""Raw websocket exchanges (RFC 6455), and what each must get.

HANDSHAKES are (name, request, statuses): which answers are right. FRAMES are (name, bytes, outcome): what a client says
after a good handshake, and then either OPEN (the next ping is answered), HALF (it waits for the rest), the bytes that
must come back, or the set of close codes with which the server may end; NO_CODE is a goodbye without a code, CUT an end
without goodbye.
"""

import struct

OPEN, HALF = "open", "half"
NO_CODE, CUT = "no code", "cut"

KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
UPGRADE = ("Upgrade: websocket", "Connection: Upgrade", KEY, "Sec-WebSocket-Version: 13")


def handshake(*lines, first="GET /ws/r HTTP/1.1", host="Host: h"):
    return "\r\n".join([first, host, *lines, "", ""]).encode("latin-1")


def without(part, *more):
    """The usual headers but for one, and more."""
    return handshake(*[line for line in UPGRADE if not line.startswith(part)], *more)


HANDSHAKES = [  # 4.1, 4.2.1
    ("good", handshake(*UPGRADE), {101}),
    ("good, in capitals", handshake(*[line.upper() if line != KEY else line for line in UPGRADE]), {101}),
    ("good, Upgrade among others", without("Connection", "Connection: keep-alive, Upgrade"), {101}),
    ("good, on two Connection lines", without("Connection", "Connection: keep-alive", "Connection: upgrade"), {101}),
    ("good, another protocol offered first", without("Upgrade", "Upgrade: h2c, websocket"), {101, 426}),
    ("with an extension", handshake(*UPGRADE, "Sec-WebSocket-Extensions: permessage-deflate"), {101}),
    ("with a bad extension", handshake(*UPGRADE, "Sec-WebSocket-Extensions: ;;,=\x80"), {101, 400}),
    ("with subprotocols", handshake(*UPGRADE, "Sec-WebSocket-Protocol: chat, superchat"), {101}),
    ("with an Origin", handshake(*UPGRADE, "Origin: http://elsewhere"), {101}),
    ("with Origin null", handshake(*UPGRADE, "Origin: null"), {101}),
    ("no key", without("Sec-WebSocket-Key"), {400}),
    ("empty key", without("Sec-WebSocket-Key", "Sec-WebSocket-Key:"), {400}),
    ("short key", without("Sec-WebSocket-Key", "Sec-WebSocket-Key: dGhl"), {400}),
    ("long key", without("Sec-WebSocket-Key", "Sec-WebSocket-Key: " + "A" * 30 + "=="), {400}),
    ("key that is no base64", without("Sec-WebSocket-Key", "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!=="), {400}),
    ("key without padding", without("Sec-WebSocket-Key", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ"), {400}),
    ("two keys", handshake(*UPGRADE, KEY), {400}),
    ("no version", without("Sec-WebSocket-Version"), {400, 426}),
    ("version 12", without("Sec-WebSocket-Version", "Sec-WebSocket-Version: 12"), {426}),
    ("version 8", without("Sec-WebSocket-Version", "Sec-WebSocket-Version: 8"), {426}),
    ("version 014", without("Sec-WebSocket-Version", "Sec-WebSocket-Version: 014"), {426}),
    ("two versions", without("Sec-WebSocket-Version", "Sec-WebSocket-Version: 13, 8"), {400, 426}),
    ("no Upgrade", without("Upgrade"), {426}),
    ("no Connection", without("Connection"), {426}),
    ("Upgrade to something else", without("Upgrade", "Upgrade: websockets"), {426}),
    ("Connection: close", without("Connection", "Connection: close"), {426}),
    ("HTTP/1.0", handshake(*UPGRADE, first="GET /ws/r HTTP/1.0"), {400, 426}),
    ("POST", handshake(*UPGRADE, "Content-Length: 0", first="POST /ws/r HTTP/1.1"), {405}),
    ("HEAD", handshake(*UPGRADE, first="HEAD /ws/r HTTP/1.1"), {400, 405, 426}),
    ("no room", handshake(*UPGRADE, first="GET /ws/ HTTP/1.1"), {400}),
    ("no slash", handshake(*UPGRADE, first="GET /ws HTTP/1.1"), {404}),
    ("another path", handshake(*UPGRADE, first="GET /api/bots HTTP/1.1"), {404}),
    ("a page's path", handshake(*UPGRADE, first="GET /r HTTP/1.1"), {404}),
    ("room with odd letters", handshake(*UPGRADE, first="GET /ws/%f0%9f%90%88%20%22%3c HTTP/1.1"), {101}),
    ("room with NUL", handshake(*UPGRADE, first="GET /ws/%00 HTTP/1.1"), {101, 400}),
    ("room that is no UTF-8", handshake(*UPGRADE, first="GET /ws/%ff%fe HTTP/1.1"), {101, 400}),
    ("since nonsense", handshake(*UPGRADE, first="GET /ws/r?since=x&last=-5 HTTP/1.1"), {101}),
    ("since without end", handshake(*UPGRADE, first=f"GET /ws/r?since={'9' * 500} HTTP/1.1"), {101}),
    ("with a body", handshake(*UPGRADE, "Content-Length: 5") + b"hello", {101, 400}),
    ("no Host", handshake(*UPGRADE, host="X: y"), {400}),
    ("absolute form", handshake(*UPGRADE, first="GET http://h/ws/r HTTP/1.1"), {101}),
    ("absolute form with ws", handshake(*UPGRADE, first="GET ws://h/ws/r HTTP/1.1"), {101, 400}),
]


def frame(opcode, payload=b"", fin=True, reserved=0, masked=True, length=None, size=None):
    """`length` lies about the payload's; `size` (7, 16, 64) says how it is written."""
    count = len(payload) if length is None else length
    size = size or (7 if count < 126 else 16 if count < 65536 else 64)
    bit = 0x80 if masked else 0
    head = bytes([(0x80 if fin else 0) | reserved << 4 | opcode])
    head += {7: bytes([bit | count & 0x7F]), 16: bytes([bit | 126]), 64: bytes([bit | 127])}[size]
    head += {7: b"", 16: struct.pack("!H", count & 0xFFFF), 64: struct.pack("!Q", count)}[size]
    if not masked:
        return head + payload
    mask = b"\x37\xfa\x21\x3d"
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


def close(code=None, reason=b""):
    return frame(8, (struct.pack("!H", code) if code is not None else b"") + reason)


CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
PROTOCOL_ERROR = {1002, CUT}
TOO_BIG = {1009, CUT}
BAD_TEXT = {1007, 1002, CUT}

FRAMES = (
    [  # 5.2: what a frame looks like
        ("nothing", b"", OPEN),
        ("text", frame(TEXT, b"hello"), OPEN),
        ("empty text", frame(TEXT), OPEN),
        ("binary", frame(BINARY, bytes(range(256))), OPEN),
        ("text of 125 bytes", frame(TEXT, b"a" * 125), OPEN),
        ("text of 126 bytes", frame(TEXT, b"a" * 126), OPEN),
        ("text of 40,000 bytes", frame(TEXT, b"a" * 40_000), OPEN),
        ("a hundred texts", frame(TEXT, b"hello") * 100, OPEN),
        ("text of 70,000 bytes", frame(TEXT, b"a" * 70_000), TOO_BIG),
        ("said to have 2^31 bytes", frame(TEXT, b"a", length=2**31, size=64), TOO_BIG | PROTOCOL_ERROR),
        ("said to have 2^62 bytes", frame(TEXT, b"a", length=2**62, size=64), TOO_BIG | PROTOCOL_ERROR),
        ("said to have 2^63 bytes", frame(TEXT, b"a", length=2**63, size=64), TOO_BIG | PROTOCOL_ERROR),
        ("length 5 in 16 bits", frame(TEXT, b"hello", size=16), PROTOCOL_ERROR),
        ("length 5 in 64 bits", frame(TEXT, b"hello", size=64), PROTOCOL_ERROR),
        ("length 300 in 64 bits", frame(TEXT, b"a" * 300, size=64), PROTOCOL_ERROR),
        ("no mask", frame(TEXT, b"hello", masked=False), PROTOCOL_ERROR),
        ("no mask, empty", frame(TEXT, masked=False), PROTOCOL_ERROR),
        ("ping without a mask", frame(PING, b"x", masked=False), PROTOCOL_ERROR),
        ("goodbye without a mask", frame(CLOSE, b"\x03\xe8", masked=False), PROTOCOL_ERROR | {1000}),
    ]
    + [(f"reserved bits {bits:03b}", frame(TEXT, b"a", reserved=bits), PROTOCOL_ERROR) for bits in range(1, 8)]
    + [(f"opcode {opcode}", frame(opcode, b"a"), PROTOCOL_ERROR) for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)]
    + [(f"reserved bits {bits:03b} of a ping", frame(PING, b"a", reserved=bits), PROTOCOL_ERROR) for bits in (1, 2, 4)]
    + [  # 5.4: fragments
        ("two fragments", frame(TEXT, b"hel", fin=False) + frame(CONTINUATION, b"lo"), OPEN),
        (
            "fifty fragments",
            frame(TEXT, fin=False) + frame(CONTINUATION, b"a", fin=False) * 48 + frame(CONTINUATION),
            OPEN,
        ),
        (
            "fragments with a ping between",
            frame(TEXT, b"a", fin=False) + frame(PING, b"p") + frame(CONTINUATION, b"b"),
            frame(PONG, b"p", masked=False),
        ),
        ("a continuation of nothing", frame(CONTINUATION, b"a"), PROTOCOL_ERROR),
        ("a continuation of nothing, not the last", frame(CONTINUATION, b"a", fin=False), PROTOCOL_ERROR),
        ("a continuation after the end", frame(TEXT, b"a") + frame(CONTINUATION, b"b"), PROTOCOL_ERROR),
        ("a new text inside another", frame(TEXT, b"a", fin=False) + frame(TEXT, b"b"), PROTOCOL_ERROR),
        ("a binary inside a text", frame(TEXT, b"a", fin=False) + frame(BINARY, b"b"), PROTOCOL_ERROR),
        (
            "fragments over the limit",
            frame(TEXT, b"a" * 40_000, fin=False) + frame(CONTINUATION, b"a" * 40_000),
            TOO_BIG,
        ),
        (
            "fragments without end",
            frame(TEXT, b"a", fin=False) + frame(CONTINUATION, b"a" * 1000, fin=False) * 80,
            TOO_BIG,
        ),
        ("a goodbye inside a text", frame(TEXT, b"a", fin=False) + close(1000), {1000}),
    ]
    + [  # 5.5: control frames
        ("ping", frame(PING, b"hello"), frame(PONG, b"hello", masked=False)),
        ("empty ping", frame(PING), frame(PONG, masked=False)),
        ("ping of 125 bytes", frame(PING, b"p" * 125), frame(PONG, b"p" * 125, masked=False)),
        ("ping of 126 bytes", frame(PING, b"p" * 126), PROTOCOL_ERROR),
        ("ping in fragments", frame(PING, b"p", fin=False), PROTOCOL_ERROR),
        ("pong that nobody asked for", frame(PONG, b"x"), OPEN),
        ("empty pong", frame(PONG), OPEN),
        ("pong of 126 bytes", frame(PONG, b"p" * 126), PROTOCOL_ERROR),
        ("pong in fragments", frame(PONG, b"p", fin=False), PROTOCOL_ERROR),
        ("a thousand pongs", frame(PONG, b"x") * 1000, OPEN),
        ("goodbye in fragments", frame(CLOSE, b"\x03\xe8", fin=False), PROTOCOL_ERROR),
        ("goodbye of 126 bytes", close(1000, b"a" * 124), PROTOCOL_ERROR),
        ("goodbye without a code", close(), {NO_CODE, 1000}),
        ("goodbye of one byte", frame(CLOSE, b"\x03"), PROTOCOL_ERROR),
        ("goodbye with a reason", close(1000, b"bye"), {1000}),
        ("goodbye with the longest reason", close(1000, b"a" * 123), {1000}),
        ("goodbye with a reason that is no UTF-8", close(1000, b"\xff\xfe"), BAD_TEXT),
        ("goodbye with half a character", close(1000, b"\xc3"), BAD_TEXT),
        ("goodbye twice", close(1000) + close(1000), {1000}),
        ("text after the goodbye", close(1000) + frame(TEXT, b"late"), {1000}),
        ("ping after the goodbye", close(1000) + frame(PING, b"late"), {1000}),
    ]
    + [  # 7.4: codes that may be sent, and those that may not
        (f"goodbye with {code}", close(code), {code})
        for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
    ]
    + [
        (f"goodbye with {code}", close(code), PROTOCOL_ERROR)
        for code in (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 9999, 65535)
    ]
    + [  # 8.1: text is UTF-8; nobody listens here, so it may be let pass
        (f"text {payload!r}", frame(TEXT, payload), OPEN if good else BAD_TEXT | {OPEN})
        for payload, good in (
            ("κόσμε".encode(), True),
            (b"\xf4\x8f\xbf\xbf", True),
            (b"\xf4\x90\x80\x80", False),
            (b"\xed\xa0\x80", False),
            (b"\xc0\xaf", False),
            (b"\xff", False),
            (b"\x80", False),
            (b"\xe2\x82", False),
        )
    ]
    + [  # what comes in pieces, or is no frame at all
        ("half a head, and no more", b"\x81", HALF),
        ("half a payload, and no more", frame(TEXT, b"hello")[:-2], HALF),
        ("HTTP", b"GET / HTTP/1.1\r\nHost: h\r\n\r\n", PROTOCOL_ERROR),
        ("zeros", bytes(100), PROTOCOL_ERROR),
        ("ones", b"\xff" * 100, PROTOCOL_ERROR),
    ]
)

TABLE_SIZE = len(HANDSHAKES) + len(FRAMES)
