"""An HTTP call and a small websocket client (RFC 6455), with nothing between the test and the bytes."""

import base64
import hashlib
import http.client
import json
import os
import socket
import struct

TIMEOUT = 30.0  # seconds


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)


def call(port, method, path, body=None, headers=None, source="127.0.0.1"):
    """One request on a connection of its own. A body that is not bytes is sent as JSON."""
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT, source_address=(source, 0))
    try:
        try:
            connection.request(method, path, body, {"Accept-Encoding": "identity"} | (headers or {}))
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before all of the body was sent: the answer is there to be read
        return Answer(connection.getresponse())
    finally:
        connection.close()


class WebSocket:
    """Reads what a server sends. Every wait has a deadline."""

    TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA

    def __init__(self, port, path):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
        self.stream = self.socket.makefile("rb")
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        status = self.stream.readline().decode()
        headers = http.client.parse_headers(self.stream)
        if " 101 " not in status:
            raise AssertionError(f"no websocket at {path}: {status.strip()}\n{headers}")
        accept = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
        if headers["Sec-WebSocket-Accept"] != base64.b64encode(accept).decode():
            raise AssertionError(f"wrong Sec-WebSocket-Accept: {headers['Sec-WebSocket-Accept']}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def send(self, opcode, payload=b""):
        """A short frame, masked as a client's must be."""
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self.socket.sendall(bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + masked)

    def _read(self, count):
        data = self.stream.read(count)
        if len(data) < count:
            raise AssertionError("the connection ended in the middle of the stream")
        return data

    def receive(self):
        """(opcode, payload) of the next message, put together from its fragments. Pings are answered on the way."""
        opcode, message = None, b""
        while True:
            first, length = self._read(2)
            length &= 0x7F
            if length == 126:
                (length,) = struct.unpack("!H", self._read(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", self._read(8))
            payload = self._read(length)
            kind = first & 0x0F
            if kind == self.PING:
                self.send(self.PONG, payload)
            elif kind >= 0x8:
                return kind, payload
            else:
                opcode = opcode or kind
                message += payload
                if first & 0x80:
                    return opcode, message

    def event(self):
        opcode, payload = self.receive()
        if opcode != self.TEXT:
            raise AssertionError(f"expected an event, got frame {opcode:#x} {payload!r}")
        return json.loads(payload)
