"""Raw requests, and what each must get: the statuses of the answers, and whether the connection stays open.

A row is (name, bytes, statuses, end). `statuses` has one for each answer on the connection, 1xx included; where the RFC
leaves the choice it is a set. Sections without a name of an RFC are RFC 9112's.
"""

OPEN, CLOSED, EITHER = "open", "closed", "either"

PAGE = "/api/messages?room=r"
MESSAGE = b'{"room":"r","author":"a","text":"t"}'


def get(*lines, first=f"GET {PAGE} HTTP/1.1", host="Host: h"):
    """A request without a body; `lines` are header lines."""
    return "\r\n".join([first, *([host] if host else []), *lines, "", ""]).encode("latin-1")


def post(*lines, body=MESSAGE, length=None, path="/api/actions/message"):
    """A POST; with `length` None its Content-Length is right, with "" there is none."""
    size = [f"Content-Length: {len(body) if length is None else length}"] if length != "" else []
    return get(*size, *lines, first=f"POST {path} HTTP/1.1") + body


def chunked(body, *lines, first="POST /api/actions/message HTTP/1.1"):
    return get("Transfer-Encoding: chunked", *lines, first=first) + body


def chunks(*pieces):
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


GOOD = get()

REQUEST_LINES = [  # 3
    ("plain", GOOD, [200], OPEN),
    ("no version", b"GET /\r\n\r\n", [400], CLOSED),
    ("no version, no path", b"GET\r\n\r\n", [400], CLOSED),
    ("empty method", b" / HTTP/1.1\r\nHost: h\r\n\r\n", [400], CLOSED),
    ("two spaces", get(first="GET  / HTTP/1.1"), [400], CLOSED),
    ("tab for a space", get(first="GET\t/ HTTP/1.1"), [400], CLOSED),
    ("space at the end", get(first="GET / HTTP/1.1 "), [400], CLOSED),
    ("space in the target", get(first="GET /a b HTTP/1.1"), [400], CLOSED),
    ("version 1.2", get(first="GET / HTTP/1.2"), [{200, 400, 505}], EITHER),
    ("version 2.0", get(first="GET / HTTP/2.0"), [{400, 505}], CLOSED),
    ("version 0.9", get(first="GET / HTTP/0.9"), [{400, 505}], CLOSED),
    ("version 11", get(first="GET / HTTP/11"), [400], CLOSED),
    ("version 1.10", get(first="GET / HTTP/1.10"), [{400, 505}], CLOSED),
    ("version in lowercase", get(first="GET / http/1.1"), [400], CLOSED),
    ("another protocol", get(first="GET / RTSP/1.0"), [400], CLOSED),
    ("HTTP/2's preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [{400, 505}], CLOSED),
    ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x11" * 60, [400], CLOSED),
    ("SSH", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", [400], CLOSED),
    ("zeros", bytes(64), [400], CLOSED),
    ("unknown method", get(first=f"BREW {PAGE} HTTP/1.1"), [405], OPEN),
    ("method in lowercase", get(first=f"get {PAGE} HTTP/1.1"), [405], OPEN),
    ("method with odd letters of a token", get(first=f"M-SEARCH! {PAGE} HTTP/1.1"), [405], OPEN),
    ("method that is no token", get(first="GE(T / HTTP/1.1"), [400], CLOSED),
    ("method with a colon", get(first="GET: / HTTP/1.1"), [400], CLOSED),
    ("method of 8000 letters", get(first="A" * 8000 + " / HTTP/1.1"), [{400, 405, 414, 431, 501}], EITHER),
    ("TRACE", get(first=f"TRACE {PAGE} HTTP/1.1"), [405], OPEN),
    ("PUT", get("Content-Length: 0", first=f"PUT {PAGE} HTTP/1.1"), [405], OPEN),
    ("CONNECT", get(first="CONNECT example.com:443 HTTP/1.1"), [{400, 405}], EITHER),
    ("bare CR in the line", get(first="GET /\r HTTP/1.1"), [400], CLOSED),
    ("lines that end in LF alone", b"GET /api/messages?room=r HTTP/1.1\nHost: h\n\n", [{200, 400}], EITHER),
    ("an empty line before", b"\r\n" + GOOD, [200], OPEN),
    ("three empty lines before", b"\r\n" * 3 + GOOD, [200], OPEN),
    ("an empty line after", GOOD + b"\r\n" + GOOD, [200, 200], OPEN),
]

TARGETS = [  # 3.2
    ("absolute form", get(first=f"GET http://h{PAGE} HTTP/1.1"), [200], OPEN),
    ("absolute form with https", get(first=f"GET https://h{PAGE} HTTP/1.1"), [200], OPEN),
    ("absolute form in capitals", get(first=f"GET HTTP://H{PAGE} HTTP/1.1"), [200], OPEN),
    ("absolute form without a path", get(first="GET http://h HTTP/1.1"), [200], OPEN),
    ("another scheme", get(first="GET ftp://h/ HTTP/1.1"), [400], CLOSED),
    ("no slash", get(first="GET api/messages HTTP/1.1"), [400], CLOSED),
    ("asterisk with GET", get(first="GET * HTTP/1.1"), [400], CLOSED),
    ("asterisk with OPTIONS", get(first="OPTIONS * HTTP/1.1"), [204], OPEN),
    ("authority form with GET", get(first="GET h:80 HTTP/1.1"), [400], CLOSED),
    ("a byte over 127", b"GET /caf\xe9 HTTP/1.1\r\nHost: h\r\n\r\n", [{200, 400}], EITHER),
    ("NUL", b"GET /a\x00b HTTP/1.1\r\nHost: h\r\n\r\n", [400], CLOSED),
    ("DEL", b"GET /a\x7fb HTTP/1.1\r\nHost: h\r\n\r\n", [400], CLOSED),
    ("escape of NUL", get(first="GET /client/a%00b HTTP/1.1"), [404], OPEN),
    ("broken escapes", get(first="GET /api/messages?room=%zz%1 HTTP/1.1"), [200], OPEN),
    ("escape that is no UTF-8", get(first="GET /api/messages?room=%ff%fe HTTP/1.1"), [200], OPEN),
    ("climbing", get(first="GET /client/../../etc/passwd HTTP/1.1"), [404], OPEN),
    ("climbing, escaped", get(first="GET /client/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1"), [404], OPEN),
    ("climbing, backslashes", get(first="GET /client/..%5c..%5cetc%5cpasswd HTTP/1.1"), [404], OPEN),
    ("climbing, doubly escaped", get(first="GET /client/%252e%252e%252fetc HTTP/1.1"), [404], OPEN),
    ("absolute file", get(first="GET /client//etc/passwd HTTP/1.1"), [404], OPEN),
    ("long target", get(first=f"GET /{'a' * 9000} HTTP/1.1"), [414], CLOSED),
    ("target at its limit", get(first=f"GET /api/{'a' * 8187} HTTP/1.1"), [404], OPEN),
    ("a fragment", get(first=f"GET {PAGE}#x HTTP/1.1"), [{200, 400}], EITHER),
    ("query without room", get(first="GET /api/messages HTTP/1.1"), [400], OPEN),
    ("1000 parameters", get(first="GET /api/messages?" + "a=1&" * 1000 + "room=r HTTP/1.1"), [200], OPEN),
    ("huge numbers", get(first=f"GET {PAGE}&since={'9' * 400}&limit={'9' * 400} HTTP/1.1"), [200], OPEN),
    ("negative numbers", get(first=f"GET {PAGE}&since=-9&limit=-9&before=-1 HTTP/1.1"), [200], OPEN),
]

HEADERS = [  # 5, and of Host 3.2
    ("no Host", get(host=None), [400], CLOSED),
    ("two Hosts", get("Host: h"), [400], CLOSED),
    ("empty Host", get(host="Host:"), [{200, 400}], EITHER),
    ("Host with a path", get(host="Host: h/x"), [400], CLOSED),
    ("Host with a space", get(host="Host: a b"), [400], CLOSED),
    ("Host with user-info", get(host="Host: a@b"), [400], CLOSED),
    ("Host with a comma", get(host="Host: a,b"), [{200, 400}], EITHER),
    ("Host with a bad port", get(host="Host: h:8o"), [400], CLOSED),
    ("Host with IPv6", get(host="Host: [::1]:6277"), [200], OPEN),
    ("Host with half an IPv6", get(host="Host: [::1"), [400], CLOSED),
    ("no Host in HTTP/1.0", get(host=None, first=f"GET {PAGE} HTTP/1.0"), [200], CLOSED),
    ("space before the colon", get("X-A : 1"), [400], CLOSED),
    ("space before the name", b"GET / HTTP/1.1\r\n Host: h\r\n\r\n", [400], CLOSED),
    ("no colon", get("nonsense"), [400], CLOSED),
    ("empty name", get(": 1"), [400], CLOSED),
    ("name that is no token", get("X(A): 1"), [400], CLOSED),
    ("name with a byte over 127", get("X-\xe9: 1"), [400], CLOSED),
    ("folded line", get("X-A: 1\r\n 2"), [{200, 400}], EITHER),
    ("folded Content-Length", get("Content-Length:\r\n 0", first=f"GET {PAGE} HTTP/1.1"), [{200, 400}], EITHER),
    ("NUL in a value", get("X-A: a\0b"), [400], CLOSED),
    ("bare CR in a value", get("X-A: a\rb"), [400], CLOSED),
    ("DEL in a value", get("X-A: a\x7fb"), [400], CLOSED),
    ("tab in a value", get("X-A: a\tb"), [200], OPEN),
    ("Latin-1 in a value", get("X-A: caf\xe9"), [200], OPEN),
    ("empty value", get("X-A:"), [200], OPEN),
    ("no blank after the colon", get("X-A:1"), [200], OPEN),
    ("many blanks around a value", get("X-A:   \t 1 \t  "), [200], OPEN),
    ("200 headers", get(*[f"X-{n}: {n}" for n in range(200)]), [200], OPEN),
    ("2000 small headers", get(*[f"X-{n}: {n}" for n in range(2000)]), [431], CLOSED),
    ("one long header", get("X-A: " + "a" * 17_000), [431], CLOSED),
    ("endless header without a line end", b"GET / HTTP/1.1\r\nX-A: " + b"a" * 40_000, [431], CLOSED),
    ("endless first line", b"GET /" + b"a" * 40_000, [414], CLOSED),
    ("Expect of something else", get("Expect: tea"), [{200, 417}], EITHER),
    ("Upgrade to h2c", get("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AA"), [200], OPEN),
    ("Connection: close", get("Connection: close"), [200], CLOSED),
    ("Connection: Close among others", get("Connection: x, Close"), [200], CLOSED),
    ("Connection: keep-alive in 1.0", get("Connection: keep-alive", first=f"GET {PAGE} HTTP/1.0"), [200], OPEN),
    ("X-Forwarded-For without end", get("X-Forwarded-For: " + "1.2.3.4, " * 1500), [200], OPEN),
    ("X-Forwarded-For of nonsense", get("X-Forwarded-For: ,,\x80, <script>"), [200], OPEN),
    ("Origin of nonsense", get("Origin: \xff"), [200], OPEN),
    ("Range of nonsense", get("Range: bytes=9-1,-,x", first="GET /api/spec HTTP/1.1"), [{200, 416}], OPEN),
    ("If-None-Match of nonsense", get('If-None-Match: "', first="GET /api/spec HTTP/1.1"), [200], OPEN),
    ("If-Modified-Since of nonsense", get("If-Modified-Since: 99", first="GET /api/spec HTTP/1.1"), [200], OPEN),
    ("Accept-Encoding of nonsense", get("Accept-Encoding: ;q=,,br;q=9", first="GET /api/spec HTTP/1.1"), [200], OPEN),
]

BODIES = [  # 6
    ("a message", post(), [200], OPEN),
    ("no length at all: the body is taken for a request", post(length=""), [400, 400], CLOSED),
    ("length 0", post(body=b""), [400], OPEN),
    ("length with a plus", post(length="+36"), [400], CLOSED),
    ("negative length", post(length="-1"), [400], CLOSED),
    ("length in hexadecimal", post(length="0x24"), [400], CLOSED),
    ("length with a blank in it", post(length="3 6"), [400], CLOSED),
    ("length with a fraction", post(length="36.0"), [400], CLOSED),
    ("empty length", get("Content-Length:", first="POST /api/actions/message HTTP/1.1"), [400], CLOSED),
    ("length with zeros before", post(length="0036"), [{200, 400}], EITHER),
    ("length over 64 bits", post(length="99999999999999999999999"), [{400, 413}], CLOSED),
    ("length of 64 bits", post(length="18446744073709551615"), [{400, 413}], CLOSED),
    ("length over the limit", post(length="9000000"), [413], CLOSED),
    ("two equal lengths", post("Content-Length: 36", length="36"), [{200, 400}], EITHER),
    ("two different lengths", post("Content-Length: 35", length="36"), [400], CLOSED),
    ("a list of lengths", post(length="36, 36"), [{200, 400}], EITHER),
    ("a list of different lengths", post(length="36, 35"), [400], CLOSED),
    ("length and chunks", post("Transfer-Encoding: chunked", body=chunks(MESSAGE), length="5"), [400], CLOSED),
    ("chunks and length", chunked(chunks(MESSAGE), "Content-Length: 5"), [400], CLOSED),
    ("chunks", chunked(chunks(MESSAGE)), [200], OPEN),
    ("chunks of a byte", chunked(chunks(*[MESSAGE[n : n + 1] for n in range(len(MESSAGE))])), [200], OPEN),
    (
        "Chunked in capitals",
        get("Transfer-Encoding: CHUNKED", first="POST /api/actions/message HTTP/1.1") + chunks(MESSAGE),
        [200],
        OPEN,
    ),
    ("unknown coding", get("Transfer-Encoding: gzip", first="POST /x HTTP/1.1") + b"x", [{400, 501}], CLOSED),
    (
        "chunked, then gzip",
        get("Transfer-Encoding: chunked, gzip", first="POST /x HTTP/1.1") + b"0\r\n\r\n",
        [400],
        CLOSED,
    ),
    (
        "gzip, then chunked",
        get("Transfer-Encoding: gzip, chunked", first="POST /x HTTP/1.1") + b"0\r\n\r\n",
        [{400, 501}],
        CLOSED,
    ),
    (
        "chunked twice",
        get("Transfer-Encoding: chunked, chunked", first="POST /x HTTP/1.1") + b"0\r\n\r\n",
        [400],
        CLOSED,
    ),
    (
        "two Transfer-Encodings",
        get("Transfer-Encoding: chunked", "Transfer-Encoding: chunked", first="POST /x HTTP/1.1") + b"0\r\n\r\n",
        [400],
        CLOSED,
    ),
    ("identity", get("Transfer-Encoding: identity", first="POST /x HTTP/1.1"), [{400, 501}], CLOSED),
    ("xchunked", get("Transfer-Encoding: xchunked", first="POST /x HTTP/1.1") + b"0\r\n\r\n", [{400, 501}], CLOSED),
    (
        "chunked with a tab before",
        get("Transfer-Encoding:\tchunked", first="POST /api/actions/message HTTP/1.1") + chunks(MESSAGE),
        [{200, 400}],
        EITHER,
    ),
    (
        "chunked with a vertical tab",
        get("Transfer-Encoding: \x0bchunked", first="POST /x HTTP/1.1") + b"0\r\n\r\n",
        [400],
        CLOSED,
    ),
    ("empty Transfer-Encoding", get("Transfer-Encoding:", first="POST /x HTTP/1.1") + b"0\r\n\r\n", [400], CLOSED),
    (
        "space before Transfer-Encoding's colon",
        get("Transfer-Encoding : chunked", first="POST /x HTTP/1.1") + b"0\r\n\r\n",
        [400],
        CLOSED,
    ),
    ("chunks in HTTP/1.0", chunked(chunks(MESSAGE), first="POST /api/actions/message HTTP/1.0"), [{200, 400}], CLOSED),
    ("bad chunk size", chunked(b"zz\r\nx\r\n0\r\n\r\n"), [400], CLOSED),
    ("negative chunk size", chunked(b"-1\r\nx\r\n0\r\n\r\n"), [400], CLOSED),
    ("chunk size with 0x", chunked(b"0x5\r\nhello\r\n0\r\n\r\n"), [400], CLOSED),
    ("chunk size over 64 bits", chunked(b"fffffffffffffffff\r\n"), [{400, 413}], CLOSED),
    ("chunk size of 64 bits", chunked(b"ffffffffffffffff\r\n"), [{400, 413}], CLOSED),
    ("no chunk size", chunked(b"\r\nhello\r\n0\r\n\r\n"), [400], CLOSED),
    ("chunk longer than said", chunked(b"2\r\nhello\r\n0\r\n\r\n"), [400], CLOSED),
    ("chunk size line that ends in LF", chunked(b"5\nhello\r\n0\r\n\r\n"), [400], CLOSED),
    ("chunk that ends in LF", chunked(b"5\r\nhello\n0\r\n\r\n"), [400], CLOSED),
    ("blank before the chunk size", chunked(b" 5\r\nhello\r\n0\r\n\r\n"), [400], CLOSED),
    ("extension", chunked(b"24;a=b;c=\"d\"\r\n" + MESSAGE + b"\r\n0\r\n\r\n"), [200], OPEN),
    ("long extension", chunked(b"24;a=" + b"b" * 40_000 + b"\r\n" + MESSAGE + b"\r\n0\r\n\r\n"), [{400, 431}], CLOSED),
    ("trailer", chunked(chunks(MESSAGE)[:-2] + b"X-T: 1\r\n\r\n"), [200], OPEN),
    ("trailer with a length", chunked(chunks(MESSAGE)[:-2] + b"Content-Length: 3\r\n\r\n"), [{200, 400}], EITHER),
    ("long trailer", chunked(chunks(MESSAGE)[:-2] + b"X-T: " + b"a" * 40_000 + b"\r\n\r\n"), [{400, 431}], CLOSED),
    ("trailer that is none", chunked(chunks(MESSAGE)[:-2] + b"nonsense\r\n\r\n"), [400], CLOSED),
    ("chunks over the limit", chunked(b"900000\r\n"), [413], CLOSED),
    ("body of a GET", get("Content-Length: 3") + b"abc" + GOOD, [200, 200], OPEN),
    ("smuggled request in a body", post(body=GOOD) + GOOD, [400, 200], OPEN),
    ("100-continue", post("Expect: 100-continue"), [{100, 200}, 200], OPEN),
    (
        "100-continue in HTTP/1.0",
        get("Content-Length: 0", "Expect: 100-continue", first=f"GET {PAGE} HTTP/1.0"),
        [200],
        CLOSED,
    ),
    ("gzip body", post("Content-Encoding: gzip", body=b"\x1f\x8b\x08\x00xxx"), [400], OPEN),
]

ROUTES = [  # RFC 9110, 9 and 15
    ("HEAD", get(first=f"HEAD {PAGE} HTTP/1.1"), [200], OPEN),
    ("HEAD of nothing", get(first="HEAD /api/nothing HTTP/1.1"), [404], OPEN),
    ("DELETE of messages", get(first=f"DELETE {PAGE} HTTP/1.1"), [405], OPEN),
    ("GET of an action", get(first="GET /api/actions/message HTTP/1.1"), [405], OPEN),
    (
        "preflight",
        get("Origin: null", "Access-Control-Request-Method: POST", first="OPTIONS /api/bots HTTP/1.1"),
        [200],
        OPEN,
    ),
    ("OPTIONS without a preflight", get(first="OPTIONS /api/bots HTTP/1.1"), [{200, 204, 405}], OPEN),
    ("a plain GET of a websocket", get(first="GET /ws/r HTTP/1.1"), [426], OPEN),
    ("ten requests at once", GOOD * 10, [200] * 10, OPEN),
    ("a good one, and then nonsense", GOOD + b"nonsense\r\n\r\n", [200, 400], CLOSED),
    ("a refused one, and then a good one", post(body=b"[") + GOOD, [400, 200], OPEN),
    ("after close nothing is answered", get("Connection: close") + GOOD, [200], CLOSED),
]

JSON = [  # docs/dev/protocol.md, section 1
    (f"body {body[:40]!r}", post(body=body), [status], OPEN)
    for body, status in [
        (b"null", 400),
        (b"[]", 400),
        (b"3", 400),
        (b'"x"', 400),
        (b"{}", 400),
        (b"{", 400),
        (b'{"room":"r","author":"a","text":"t"}x', 400),
        (b'{"room":"r","author":"a","text":NaN}', 400),
        (b'{"room":"","author":"a","text":"t"}', 400),
        (b'{"room":"r","author":null,"text":"t"}', 400),
        (b'{"room":"r","author":"a","text":["t"]}', 400),
        (b'{"room":"r","author":"a","text":"\\ud800"}', {200, 400}),
        (b'{"room":"r","author":"a","text":"\xff"}', 400),
        (b'{"room":"r","author":"a","text":"\x01"}', 400),
        (b'{"room":"r","author":"a","text":"t","text":"u"}', 200),
        (b'\xef\xbb\xbf{"room":"r","author":"a","text":"t"}', 200),
        (b'{"room":"r","author":"a","text":"t","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
        (b'{"room":"r","author":"a","text":"t","x":1e999999}', {200, 400}),
        (b'{"room":"r","author":"a","text":"t","x":' + b"9" * 100_000 + b"}", {200, 400}),
        (b'{"room":"r\\u0000","author":"\\u0000","text":"\\u0000"}', {200, 400}),
        (b"\x00" * 1000, 400),
        (b" " * 100_000, 400),
    ]
]

TABLE = REQUEST_LINES + TARGETS + HEADERS + BODIES + ROUTES + JSON
