#!/usr/bin/env python3
"""Every raw request and websocket exchange of the tables gets the answer that it must.

Usage: hostile_test.py NECSUS [unittest's options]
"""

import socket
import struct
import sys
import tempfile
import unittest

import raw_requests
import raw_websockets
from processes import start_necsus

NECSUS = None  # the server program, from the command line
SOON = 20.0  # seconds until something that must come is missing
NOTHING_MORE = 0.15  # seconds of silence after which a connection counts as kept; a row that fails is tried with more


class Peer:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SOON)
        self.bytes = b""
        self.ended = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass  # refused before all was sent; what it said is there to be read

    def more(self, timeout=SOON):
        """False if the peer has hung up, or nothing came."""
        self.socket.settimeout(timeout)
        try:
            piece = self.socket.recv(65536)
        except TimeoutError:
            return False
        except OSError:
            piece = b""
        self.ended = not piece
        self.bytes += piece
        return bool(piece)

    def take(self, count):
        while len(self.bytes) < count:
            if not self.more():
                raise EOFError
        taken, self.bytes = self.bytes[:count], self.bytes[count:]
        return taken

    def take_until(self, mark):
        while mark not in self.bytes:
            if not self.more():
                raise EOFError
        return self.take(self.bytes.index(mark) + len(mark))

    def answer(self, head_only=False):
        """(status, headers) of the next answer; its body is read."""
        head = self.take_until(b"\r\n\r\n").decode("latin-1")
        status = int(head.split()[1])
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        if head_only or status in (101, 204, 304) or status < 200:
            return status, headers
        if "content-length" in headers:
            self.take(int(headers["content-length"]))
        elif headers.get("transfer-encoding") == "chunked":
            while size := int(self.take_until(b"\r\n"), 16):
                self.take(size + 2)
            self.take(2)
        else:
            while self.more():
                pass
        return status, headers

    def is_closed(self):
        """Whether the peer hangs up; what it still says is an answer too many."""
        while self.more(NOTHING_MORE if not self.bytes else SOON):
            if self.bytes:
                raise AssertionError(f"an answer too many: {self.bytes[:100]!r}")
        return self.ended


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.server = start_necsus(NECSUS, f"{cls.folder.name}/necsus.db")

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        cls.folder.cleanup()
        assert code == 0, f"the server ended with {code}:\n{cls.server.output()}"

    def connect(self):
        return Peer(self.server.port)

    def test_the_tables_are_what_they_promise_to_be(self):
        self.assertGreaterEqual(len(raw_requests.TABLE), 120)
        self.assertGreaterEqual(raw_websockets.TABLE_SIZE, 120)
        for table in (raw_requests.TABLE, raw_websockets.HANDSHAKES, raw_websockets.FRAMES):
            sent = [row[1] for row in table]
            self.assertEqual(len(sent), len(set(sent)), "a row stands there twice")

    def test_requests(self):
        for name, request, statuses, end in raw_requests.TABLE:
            with self.subTest(name), self.connect() as peer:
                peer.send(request)
                for wanted in statuses:
                    status, headers = peer.answer(head_only=request.startswith(b"HEAD"))
                    self.assertIn(status, wanted if isinstance(wanted, set) else {wanted})
                    if wanted == {100, 200} and status == 200:
                        break  # it may go without saying "continue"
                if end != raw_requests.EITHER:
                    self.assertEqual(peer.is_closed(), end == raw_requests.CLOSED, f"after {status} {headers}")

    def test_requests_in_pieces_get_the_same(self):
        """Cut in two at each of some places: what is read must not depend on it."""
        for name, request, statuses, _ in raw_requests.TABLE:
            if len(request) > 2000:
                continue
            for place in sorted({1, len(request) // 3, len(request) // 2, len(request) - 1}):
                with self.subTest(name, place=place), self.connect() as peer:
                    peer.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    peer.send(request[:place])
                    peer.send(request[place:])
                    status, _ = peer.answer(head_only=True)
                    self.assertIn(status, statuses[0] if isinstance(statuses[0], set) else {statuses[0]})

    def test_handshakes(self):
        for name, request, statuses in raw_websockets.HANDSHAKES:
            with self.subTest(name), self.connect() as peer:
                peer.send(request)
                status, headers = peer.answer(head_only=request.startswith(b"HEAD"))
                self.assertIn(status, statuses)
                if status == 101 and raw_websockets.KEY.encode() in request:
                    self.assertEqual(headers["sec-websocket-accept"], "s3pplmbitxaq9kygzzhzrbk+xoo=")
                    self.assertNotIn("sec-websocket-extensions", headers)
                    self.assertNotIn("sec-websocket-protocol", headers)

    def test_frames(self):
        for name, sent, outcome in raw_websockets.FRAMES:
            with self.subTest(name), self.connect() as peer:
                peer.send(raw_websockets.handshake(*raw_websockets.UPGRADE))
                self.assertEqual(peer.answer()[0], 101)
                peer.send(sent)
                self.assertEqual(*self.outcome(peer, outcome))

    def outcome(self, peer, wanted):
        """What came, and what was to come, the same if all is well."""
        if wanted == raw_websockets.HALF:
            return peer.is_closed(), False
        if isinstance(wanted, bytes):
            return peer.take(len(wanted)), wanted
        if wanted == raw_websockets.OPEN:
            peer.send(raw_websockets.frame(raw_websockets.PING, b"are you there?"))
            pong = raw_websockets.frame(raw_websockets.PONG, b"are you there?", masked=False)
            return peer.take(len(pong)), pong
        return self.end_of(peer, wanted), wanted if isinstance(wanted, str) else sorted(map(str, wanted))

    def end_of(self, peer, wanted):
        if raw_websockets.OPEN in wanted:
            peer.send(raw_websockets.frame(raw_websockets.PING, b"p"))
        try:
            opcode, length = peer.take(2)
        except EOFError:
            came = raw_websockets.CUT if peer.ended else "nothing"
        else:
            payload = peer.take(length)
            if opcode == 0x8A:
                came = raw_websockets.OPEN
            else:
                self.assertEqual(opcode, 0x88)
                came = struct.unpack("!H", payload[:2])[0] if payload else raw_websockets.NO_CODE
                self.assertTrue(peer.is_closed() or peer.ended, "no end after the goodbye")
        return sorted(map(str, wanted)) if came in wanted else came


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    NECSUS = sys.argv.pop(1)
    unittest.main()
