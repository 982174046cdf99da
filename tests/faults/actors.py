"""Writers, listeners and a bot: they go on whatever happens to the server, and the ledger has what they saw."""

import asyncio
import json
import random
import urllib.parse

from ledger import TOKEN, Fate
from wire import Connection, Gone, WebSocket, read_body

PAUSE = 0.05  # seconds before something that failed is tried again


class Writer:
    """Posts one message after the other, as the web client does: under a key, and again until it has an answer."""

    def __init__(self, world, room, name, asynchronous):
        self.world = world
        self.room = room
        self.name = name
        self.headers = {"Prefer": "respond-async"} if asynchronous else {}
        self.text = "." * random.choice((0, 20, 200, 3000))

    async def run(self):
        """Until the world says that it is time to end, and then until the last message has its answer."""
        connection = Connection(self.world.port)
        number = 0
        while not self.world.ending.is_set():
            number += 1
            post = self.world.ledger.post(self.room, self.name, number)
            await self._send(connection, post)
            await asyncio.sleep(self.world.pause_between_posts)
        connection.close()

    async def _send(self, connection, post):
        body = {"room": post.room, "author": self.name, "text": f"<{post.token}> {self.text}"}
        headers = self.headers | {"Idempotency-Key": post.token}
        while not self.world.is_over:
            try:
                status, _, _ = await connection.request("POST", "/api/actions/message", body, headers)
            except Gone:
                post.fate = Fate.UNKNOWN
                await asyncio.sleep(PAUSE)
                continue
            self.world.answers[status] += 1
            if status in (200, 202):
                post.fate = Fate.ACKNOWLEDGED
                return
            if post.fate is Fate.UNKNOWN and status not in (429, 502, 503, 504):
                post.fate = Fate.REFUSED
                return
            await asyncio.sleep(PAUSE)


class Listener:
    """Hears a room, and comes back with `since` whenever its connection ends."""

    def __init__(self, world, room, name):
        self.world = world
        self.room = room
        self.told = world.ledger.told[(room, name)]

    async def run(self):
        while not self.world.is_over:
            since = self.told[-1] if self.told else -1
            try:
                socket = await WebSocket.open(self.world.port, f"/ws/{urllib.parse.quote(self.room)}?since={since}")
            except Gone:
                await asyncio.sleep(PAUSE)
                continue
            try:
                await self._hear(socket)
            except Gone:
                self.world.reconnections += 1
            finally:
                socket.close()

    async def _hear(self, socket):
        while True:
            event = await socket.event()
            if event["kind"] == "message":
                self.told.append(event["data"]["id"])


class Bot:
    """Answers every message with its token, some of them late."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.server = None

    async def start(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1000)
        return self.server.sockets[0].getsockname()[1]

    async def _serve(self, reader, writer):
        try:
            _, headers = await read_request_head(reader)
            message = json.loads(await read_body(reader, headers))
            token = TOKEN.search(message["text"])[1]
            self.ledger.called[token] += 1
            await asyncio.sleep(random.choice((0, 0, 0, 0.02, 0.2)))
            answer = json.dumps({"text": f"you said <{token}>"}).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(answer), answer)
            )
            await writer.drain()
            writer.close()
            await writer.wait_closed()
            self.ledger.answered.add(token)
        except (OSError, EOFError, asyncio.IncompleteReadError):
            writer.close()

    async def stop(self):
        self.server.close()


async def read_request_head(reader):
    """The request line, and the headers by name in lowercase."""
    line = await reader.readuntil(b"\r\n")
    headers = {}
    while field := (await reader.readuntil(b"\r\n")).strip():
        name, _, value = field.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    return line, headers
