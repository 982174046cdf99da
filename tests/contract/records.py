"""Reads what the end-to-end tests have recorded (tests/support/process/record.hpp).

A file holds records, each a line "CONNECTION KIND SIZE", SIZE bytes, and a line feed. Kinds: T the test's command line
(once, first), S a connection of a test to the server is opened, B one of the server to a test's bot; > bytes that the
test sent, < bytes that it received. A process that was killed leaves its last record incomplete.
"""

import re
from dataclasses import dataclass, field


@dataclass
class Connection:
    test: str
    peer: str  # "S" or "B"
    sent: bytes = b""
    received: bytes = b""


@dataclass
class Request:
    """`is_malformed`: it is no HTTP, or ends inside its head. `is_whole`: all of its body is there, up to `end`."""

    method: str = ""
    target: str = ""
    headers: list = field(default_factory=list)
    body: bytes = b""
    is_malformed: bool = False
    is_whole: bool = True
    end: int = 0

    def header(self, name):
        return ", ".join(value for key, value in self.headers if key.lower() == name)

    @property
    def path(self):
        without_host = re.sub(r"^https?://[^/?#]*", "", self.target, flags=re.IGNORECASE)
        return re.split(r"[?#]", without_host)[0] or "/"

    def __str__(self):
        return "malformed HTTP" if self.is_malformed else f"{self.method} {self.target[:100]}"


@dataclass
class Reply:
    status: str
    headers: list
    body: bytes

    def header(self, name):
        return ", ".join(value for key, value in self.headers if key.lower() == name)

    def has(self, name):
        return any(key.lower() == name for key, _ in self.headers)


@dataclass
class Frame:
    opcode: int
    payload: bytes
    is_last: bool = True


class NotHttp(Exception):
    """Bytes that are no HTTP message."""


class CutOff(Exception):
    """The bytes end inside a message."""


def connections(file):
    """The connections of one recorded process."""
    content = memoryview(file.read_bytes())
    found, pieces, test, at = {}, {}, "?", 0
    while at < len(content):
        line_end = bytes(content[at : at + 40]).find(b"\n")
        if line_end < 0:
            break
        number, kind, size = bytes(content[at : at + line_end]).decode().split(" ")
        begin = at + line_end + 1
        at = begin + int(size) + 1
        if at > len(content):
            break
        payload = content[begin : at - 1]
        if kind == "T":
            test = bytes(payload).decode(errors="replace").rstrip("\0").split("\0")[-1]
        elif kind in "SB":
            found[number] = Connection(test, kind)
            pieces[number] = {"<": [], ">": []}
        else:
            pieces[number][kind].append(payload)
    for number, connection in found.items():
        connection.sent = b"".join(pieces[number][">"])
        connection.received = b"".join(pieces[number]["<"])
    return list(found.values())


def head(data, at):
    """The first line, the headers and where they end."""
    end = data.find(b"\r\n\r\n", at)
    if end < 0:
        raise CutOff
    lines = data[at:end].decode("latin-1").split("\r\n")
    headers = []
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise NotHttp(f"the header line {line[:80]!r}")
        headers.append((name, value.strip(" \t")))
    return lines[0], headers, end + 4


def framed_body(data, at, headers):
    """The body, chunks joined, and where it ends; None where nothing says how long it is."""
    fields = {name.lower(): value for name, value in headers}
    if fields.get("transfer-encoding", "").lower() == "chunked":
        return chunked_body(data, at)
    if "content-length" not in fields:
        return None
    if not re.fullmatch(r"[0-9]+", fields["content-length"]):
        raise NotHttp("Content-Length is no number")
    end = at + int(fields["content-length"])
    if end > len(data):
        raise CutOff
    return data[at:end], end


def chunked_body(data, at):
    pieces = []
    while True:
        line_end = data.find(b"\r\n", at)
        if line_end < 0:
            raise CutOff
        size = re.match(rb"[0-9A-Fa-f]+", data[at:line_end])
        if not size:
            raise NotHttp("a chunk without a size")
        begin = line_end + 2
        length = int(size[0], 16)
        if length == 0:
            trailer_end = begin if data[begin : begin + 2] == b"\r\n" else data.find(b"\r\n\r\n", begin) + 2
            if trailer_end < 2 or len(data) < trailer_end + 2:
                raise CutOff
            return b"".join(pieces), trailer_end + 2
        at = begin + length + 2
        if at > len(data):
            raise CutOff
        if data[at - 2 : at] != b"\r\n":
            raise NotHttp("a chunk that is longer than it says")
        pieces.append(data[begin : at - 2])


def requests(data):
    """The requests in the bytes that were sent. The last may be malformed or not whole: what follows it is not read."""
    at = 0
    while at < len(data):
        if data[at : at + 2] == b"\r\n":  # empty lines before a request are allowed
            at += 2
            continue
        request = Request(is_malformed=True)
        try:
            line, headers, body_at = head(data, at)
            words = re.fullmatch(r"([!-~]+) ([!-~\x80-\xff]+) HTTP/1\.[01]", line)
            if not words:
                raise NotHttp(line)
            request = Request(words[1], words[2], headers)
            body = framed_body(data, body_at, headers)
            request.body, at = body or (b"", body_at)
            request.end = at
        except NotHttp:
            request.is_malformed = True
        except CutOff:
            request.is_whole = False
        yield request
        if request.is_malformed or not request.is_whole:
            return


def exchanges(connection):
    """Each request of a connection to the server with its answer; and after a websocket's handshake the frames of the
    server and those of the test.

    Requests whose answer was not read, or not to its end, are left out."""
    data, at = connection.received, 0
    pairs = []
    try:
        for request in requests(connection.sent):
            reply, at = read_reply(data, at, request)
            pairs.append((request, reply))
            if reply.status == "101":
                own_frames = websocket_frames(connection.sent, request.end)
                return pairs, list(websocket_frames(data, at)), list(own_frames)
        if at < len(data):
            raise NotHttp(f"an answer to nothing: {data[at : at + 100]!r}")
    except CutOff:
        pass
    return pairs, [], []


def read_reply(data, at, request):
    while True:
        line, headers, at = head(data, at)
        words = re.fullmatch(r"HTTP/1\.1 ([0-9]{3}) .*", line)
        if not words:
            raise NotHttp(f"the status line {line[:80]!r}")
        if words[1][0] != "1" or words[1] == "101":
            break
    reply = Reply(words[1], headers, b"")
    if request.method == "HEAD" or reply.status in ("101", "204", "304"):
        return reply, at
    body = framed_body(data, at, headers)
    reply.body, at = body if body else (data[at:], len(data))
    return reply, at


def websocket_frames(data, at):
    """Control frames, and messages, whose fragments are joined (RFC 6455, 5.4); what was cut off is left out."""
    message = None
    for frame in raw_frames(data, at):
        if frame.opcode >= 8:
            yield frame
        elif message is None or frame.opcode != 0:
            message = frame
        else:
            message.payload += frame.payload
            message.is_last = frame.is_last
        if message is not None and message.is_last:
            yield message
            message = None


def raw_frames(data, at):
    while at + 2 <= len(data):
        length, begin = data[at + 1] & 0x7F, at + 2
        if length >= 126:
            width = 2 if length == 126 else 8
            length, begin = int.from_bytes(data[begin : begin + width], "big"), begin + width
        mask = bytes(4)
        if data[at + 1] & 0x80:
            mask, begin = data[begin : begin + 4], begin + 4
        if begin + length > len(data):
            return
        payload = data[begin : begin + length]
        if any(mask):
            payload = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        yield Frame(data[at] & 0x0F, payload, data[at] & 0x80 != 0)
        at = begin + length
