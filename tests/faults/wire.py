"""HTTP/1.1 and websockets (RFC 6455) over asyncio streams: as little as the actors need, with deadlines."""

import asyncio
import base64
import json
import os
import struct

PATIENCE = 20.0  # seconds for one answer


class Gone(Exception):
    """The connection ended, or nothing came in time: what became of the request is not known."""


def _gone(error):
    return Gone(f"{type(error).__name__}: {error}")


FAILURES = (OSError, EOFError, asyncio.IncompleteReadError, asyncio.TimeoutError, ValueError, IndexError)


class Connection:
    """A kept connection that sends one request after the other."""

    def __init__(self, port):
        self.port = port
        self.reader = self.writer = None

    async def request(self, method, path, body=None, headers=()):
        """(status, headers, body); raises Gone."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._request(method, path, body, dict(headers))
        except FAILURES as error:
            self.close()
            raise _gone(error) from error

    async def _request(self, method, path, body, headers):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        payload = json.dumps(body).encode() if body is not None else b""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(payload)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + payload)
        await self.writer.drain()
        status, headers = await read_head(self.reader)
        answer = await read_body(self.reader, headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return status, headers, answer

    def close(self):
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def read_head(reader):
    status = int((await reader.readuntil(b"\r\n")).split()[1])
    headers = {}
    while line := (await reader.readuntil(b"\r\n")).strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    return status, headers


async def read_body(reader, headers):
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return body


class WebSocket:
    """Reads text messages. Every wait but that for the next message has a deadline."""

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, port, path):
        """Raises Gone; a refusal is one too."""
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                key = base64.b64encode(os.urandom(16)).decode()
                writer.write(
                    f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
                )
                status, _ = await read_head(reader)
        except FAILURES as error:
            raise _gone(error) from error
        if status != 101:
            writer.close()
            raise Gone(f"the handshake was answered with {status}")
        return cls(reader, writer)

    async def event(self):
        """The next event as a value; raises Gone."""
        try:
            message = b""
            while True:
                is_last, opcode, payload = await self._frame()
                if opcode == 0x8:
                    raise Gone(f"closed with {payload[:2].hex()}")
                if opcode == 0x9:
                    self.writer.write(bytes([0x8A, 0x80 | len(payload)]) + bytes(4) + payload)
                if opcode < 0x8:  # a long one comes in fragments
                    message += payload
                    if is_last:
                        return json.loads(message)
        except FAILURES as error:
            raise _gone(error) from error

    async def _frame(self):
        first, length = await self.reader.readexactly(2)
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        return bool(first & 0x80), first & 0x0F, await self.reader.readexactly(length)

    def close(self):
        self.writer.close()
