"""One run: the real server with a fresh database, and writers, listeners and a bot that talk to it through a gate."""

import asyncio
import collections
import contextlib
import os
import resource
import signal
import sqlite3
import subprocess
import tempfile
from pathlib import Path

from actors import Bot, Listener, Writer
from gate import Gate
from ledger import Bounds, Fate, Ledger, Row, audit
from processes import free_port
from wire import Connection, Gone

ROOMS = ("cats", "dogs", "owls")  # the first two have a bot
SETTLING = 60.0  # seconds until everything that was promised must be there
# Everybody here talks as fast as it can, which on a quick machine is faster than a server lets people talk.
UNBRAKED = [
    f"--{rate}=1000000"
    for rate in (
        "round-rate",
        "round-burst",
        "message-rate",
        "message-burst",
        "room-message-rate",
        "room-message-burst",
    )
]


class World:
    def __init__(self, program, folder, flags=(), environment=None, through=None):
        self.program = program
        self.folder = Path(folder)
        self.database = self.folder / "necsus.db"
        self.flags = UNBRAKED + list(flags)
        self.environment = {name: text for name, text in os.environ.items() if not name.startswith("NECSUS_")}
        self.environment |= environment or {}
        self.server_port = free_port()
        self.gate = Gate(self.server_port)
        self.through = through  # a port in front of the gate, in its place
        self.ledger = Ledger()
        self.answers = collections.Counter()  # statuses of posts
        self.reconnections = 0
        self.starts = 0
        self.ending = asyncio.Event()
        self.is_over = False
        self.pause_between_posts = 0.0
        self.settling = SETTLING
        self.log = open(self.folder / "log", "ab")
        self.process = None
        self.bot = Bot(self.ledger)

    @property
    def port(self):
        return self.through or self.gate.port

    async def start(self, stderr=None):
        """Starts the server and waits until it answers; tries again where the one before is still going."""
        self.starts += 1
        self.process = subprocess.Popen(
            [self.program, "--port", str(self.server_port), "--db", str(self.database), "--stop-grace", "5"]
            + self.flags,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr or self.log,
            env=self.environment,
            cwd=self.folder,
        )
        await self.wait_until(self.answers_requests, "the server to answer")

    async def answers_requests(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended with {self.process.returncode}: {self.log_tail()}")
        connection = Connection(self.server_port)
        try:
            status, _, _ = await connection.request("GET", "/api/messages?room=nobody")
            return status == 200
        except Gone:
            return False
        finally:
            connection.close()

    async def wait_until(self, condition, what):
        try:
            async with asyncio.timeout(self.settling):
                while not await condition():
                    await asyncio.sleep(0.05)
        except asyncio.TimeoutError:
            raise AssertionError(f"waited {self.settling:.0f} s in vain for {what}: {self.log_tail()}") from None

    def log_tail(self):
        return (self.folder / "log").read_bytes()[-2000:].decode(errors="replace")

    def send_signal(self, number):
        self.process.send_signal(number)

    async def end_server(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        async with asyncio.timeout(SETTLING):
            await asyncio.to_thread(self.process.wait)
        return self.process.returncode

    def limit(self, what, soft):
        """Sets a resource limit of the running server; the hard one stays, so that it can be raised again."""
        _, hard = resource.prlimit(self.process.pid, what)
        resource.prlimit(self.process.pid, what, (hard if soft is None else soft, hard))

    async def run(self, fault, seconds, writers=6, listeners=4):
        """Everybody talks while `fault(world, seconds)` goes on; then all settles, and the server ends."""
        await self.gate.start()
        await self.start()
        await self.add_bots()
        people = [
            Writer(self, room, f"w{number}", asynchronous=number % 2 == 1)
            for room in ROOMS
            for number in range(writers)
        ]
        ears = [Listener(self, room, f"l{number}") for room in ROOMS for number in range(listeners)]
        hearing = [asyncio.create_task(ear.run()) for ear in ears]
        writing = [asyncio.create_task(person.run()) for person in people]
        try:
            await fault(self, seconds)
            self.ending.set()
            async with asyncio.timeout(SETTLING):
                await asyncio.gather(*writing)
            await self.wait_until(self.bots_are_done, "the bot's answers to be stored")
            await self.wait_until(self.all_told, "all listeners to be told everything")
        finally:
            self.is_over = True
            for task in hearing + writing:
                task.cancel()
            await asyncio.gather(*hearing, *writing, return_exceptions=True)
            code = await self.end_server()
            await self.gate.stop()
            await self.bot.stop()
        if code != 0:
            raise AssertionError(f"the server ended with {code}: {self.log_tail()}")

    async def add_bots(self):
        url = f"http://127.0.0.1:{await self.bot.start()}/"
        connection = Connection(self.server_port)
        for room in ROOMS[:2]:
            body = {"room": room, "name": "Echo", "responds_to": ".*", "url": url}
            status, _, answer = await connection.request("POST", "/api/actions/bot", body)
            if status != 200:
                raise AssertionError(f"the bot was refused: {status} {answer!r}")
            self.ledger.bot_rooms.add(room)
        connection.close()

    def rows(self):
        with contextlib.closing(sqlite3.connect(self.database, timeout=SETTLING)) as connection:
            found = connection.execute("SELECT id, room, kind, author, text FROM messages ORDER BY id")
            return [Row(*columns) for columns in found]

    async def all_told(self):
        newest = {}
        for row in await asyncio.to_thread(self.rows):
            newest[row.room] = row.id
        return all(told and told[-1] >= newest.get(room, 0) for (room, _), told in self.ledger.told.items())

    async def bots_are_done(self):
        """Each message has its answer, or the server has said in the room why not; or no more come."""
        answers = {row.token for row in await asyncio.to_thread(self.rows) if row.kind == "bot"}
        before = len(answers), sum(self.ledger.called.values())
        missing = [
            post
            for post in self.ledger.posts.values()
            if post.room in self.ledger.bot_rooms and post.fate is Fate.ACKNOWLEDGED and post.token not in answers
        ]
        if missing:
            await asyncio.sleep(1)
            return before == (self._count_answers(), sum(self.ledger.called.values()))
        return True

    def _count_answers(self):
        return len({row.token for row in self.rows() if row.kind == "bot"})

    def integrity(self):
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            return connection.execute("PRAGMA integrity_check").fetchone()[0]

    def audit(self, bounds=Bounds()):
        broken = audit(self.ledger, self.rows(), bounds)
        if (found := self.integrity()) != "ok":
            broken["damaged"] = [found]
        return broken


@contextlib.contextmanager
def fresh_folder():
    with tempfile.TemporaryDirectory(prefix="necsus-faults-") as folder:
        yield Path(folder)
