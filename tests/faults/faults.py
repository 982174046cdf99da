"""The faults, by name: what is done to the server while everybody talks, and what that may cost."""

import asyncio
import contextlib
import dataclasses
import os
import random
import resource
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

from ledger import Bounds
from processes import PROJECT

TURN = 0.4  # seconds between two strokes of a fault


@dataclasses.dataclass
class Fault:
    strike: Callable  # async (world, seconds)
    bounds: Bounds = Bounds()
    flags: tuple = ()
    shim: bool = False  # the server runs with shim.c, controlled by world.set_shim
    caddy: bool = False  # everybody comes through Caddy


async def _strokes(seconds, stroke, pause=TURN):
    """Strikes every now and then until the time is over."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end:
        await asyncio.sleep(pause * random.uniform(0.5, 1.5))
        await stroke()


async def nothing(world, seconds):
    await asyncio.sleep(seconds)


async def kill(world, seconds):
    async def stroke():
        await world.end_server(signal.SIGKILL)
        await world.start()

    await _strokes(seconds, stroke, pause=1)


async def restart(world, seconds):
    async def stroke():
        code = await world.end_server(random.choice((signal.SIGTERM, signal.SIGINT, signal.SIGHUP)))
        assert code == 0, f"a friendly end gave {code}: {world.log_tail()}"
        await world.start()

    await _strokes(seconds, stroke, pause=1)


async def freeze(world, seconds):
    async def stroke():
        world.send_signal(signal.SIGSTOP)
        await asyncio.sleep(random.uniform(0.05, 1))
        world.send_signal(signal.SIGCONT)

    await _strokes(seconds, stroke)


async def cut_connections(world, seconds):
    async def stroke():
        world.gate.cut()

    await _strokes(seconds, stroke)


async def cut_answers(world, seconds):
    async def stroke():
        world.gate.cut_after = random.choice((0, 10, 200, 3000, 50_000))

    await _strokes(seconds, stroke)
    world.gate.cut_after = None


async def slow_network(world, seconds):
    world.gate.delay = 0.05
    await asyncio.sleep(seconds)
    world.gate.delay = 0.0


async def disk_full(world, seconds):
    """No file may grow beyond what the database's have now."""

    async def stroke():
        sizes = [file.stat().st_size for file in world.folder.glob("necsus.db*")]
        world.limit(resource.RLIMIT_FSIZE, max(sizes))
        await asyncio.sleep(random.uniform(0.1, 1))
        world.limit(resource.RLIMIT_FSIZE, None)

    await _strokes(seconds, stroke)


async def disk_fails(world, seconds):
    async def stroke():
        world.set_shim(failing_writes=random.choice((20, 200, 1000)))
        await asyncio.sleep(random.uniform(0.05, 0.5))
        world.set_shim()

    await _strokes(seconds, stroke)


async def disk_slow(world, seconds):
    world.set_shim(sync_milliseconds=200)
    await asyncio.sleep(seconds)
    world.set_shim()


async def clock_jumps(world, seconds):
    async def stroke():
        world.set_shim(clock_offset=random.choice((-86_400 * 400, -3600, -1, 0, 1, 700, 3600, 86_400 * 400)))

    await _strokes(seconds, stroke)
    world.set_shim()


async def _hold_lock(world, begin, seconds):
    """As a backup script or a curious admin does it."""
    with contextlib.closing(sqlite3.connect(world.database, timeout=5, isolation_level=None)) as connection:
        try:
            connection.execute(begin)
        except sqlite3.OperationalError:
            return  # the server writes without a pause just now
        await asyncio.sleep(seconds)
        connection.execute("ROLLBACK")


async def locked(world, seconds):
    async def stroke():
        await _hold_lock(world, random.choice(("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE")), random.uniform(0.02, 1.5))

    await _strokes(seconds, stroke)


async def locked_for_long(world, seconds):
    """Longer than anybody waits: posts are refused, and nothing of what bots said is lost."""
    await _strokes(seconds, lambda: _hold_lock(world, "BEGIN IMMEDIATE", 2), pause=1)


async def read_for_long(world, seconds):
    """A reader that never ends keeps the WAL from being begun anew."""
    with contextlib.closing(sqlite3.connect(world.database, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM messages").fetchone()
        await asyncio.sleep(seconds)
        connection.execute("COMMIT")


async def checkpoints_of_others(world, seconds):
    def checkpoint():
        with contextlib.closing(sqlite3.connect(world.database, timeout=5)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    await _strokes(seconds, lambda: asyncio.to_thread(checkpoint))


async def backups(world, seconds):
    async def stroke():
        script = PROJECT / "backups/backup-necsus.sh"
        done = await asyncio.to_thread(
            subprocess.run,
            [script, "--to", world.folder, "--keep", "1", world.database],
            capture_output=True,
            text=True,
            env=world.environment,
        )
        assert done.returncode == 0, f"the backup failed: {done.stderr}"

    await _strokes(seconds, stroke)


async def second_server(world, seconds):
    """It is refused, and the first one notices nothing."""

    async def stroke():
        command = [world.program, "--port", "0", "--db", str(world.database)]
        done = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, env=world.environment, timeout=30
        )
        assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1, f"{done}"

    await _strokes(seconds, stroke)


async def few_descriptors(world, seconds):
    async def stroke():
        open_now = len(os.listdir(f"/proc/{world.process.pid}/fd"))
        world.limit(resource.RLIMIT_NOFILE, open_now + random.choice((0, 2, 8)))
        world.gate.cut()  # everybody comes back at once
        await asyncio.sleep(random.uniform(0.1, 1))
        world.limit(resource.RLIMIT_NOFILE, None)

    await _strokes(seconds, stroke)


async def little_memory(world, seconds):
    """Big posts, and no more memory than there is now."""

    async def post():
        reader, writer = await asyncio.open_connection("127.0.0.1", world.server_port)
        with contextlib.suppress(OSError):
            writer.write(b"POST /api/actions/message HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n{")
            writer.write(b" " * 7_999_999)
            await writer.drain()
            await asyncio.wait_for(reader.read(4096), 5)
        writer.close()

    async def stroke():
        pages = int(Path(f"/proc/{world.process.pid}/statm").read_text().split()[0])
        world.limit(resource.RLIMIT_AS, pages * resource.getpagesize() + random.choice((1, 4, 16)) * 2**20)
        await asyncio.gather(*(post() for _ in range(6)), return_exceptions=True)
        world.limit(resource.RLIMIT_AS, None)

    await _strokes(seconds, stroke)


async def log_is_blocked(world, seconds):
    """Nobody reads the log any more: a terminal that is halted."""
    await world.end_server()
    reader, writer = os.pipe()
    await world.start(stderr=writer)
    os.close(writer)
    await asyncio.sleep(seconds)
    os.close(reader)


async def log_is_gone(world, seconds):
    await world.end_server()
    reader, writer = os.pipe()
    await world.start(stderr=writer)
    os.close(writer)
    await asyncio.sleep(seconds / 3)
    os.close(reader)
    await asyncio.sleep(seconds * 2 / 3)


async def deaf_listeners(world, seconds):
    """Websockets of the busiest rooms that never read."""
    sockets = []

    async def stroke():
        for room in ("cats", "dogs"):
            deaf = socket.create_connection(("127.0.0.1", world.server_port))
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            deaf.sendall(
                f"GET /ws/{room} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
            )
            sockets.append(deaf)

    await _strokes(seconds, stroke, pause=0.1)
    for deaf in sockets:
        deaf.close()


async def hostile_bytes(world, seconds):
    """Connections that say anything, and go in the middle of it."""
    beginnings = (
        b"",
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /api/actions/message HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{",
        b"POST /api/actions/message HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"GET /ws/cats HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    )

    async def stroke():
        for _ in range(10):
            with contextlib.suppress(OSError):
                with socket.create_connection(("127.0.0.1", world.server_port), timeout=5) as peer:
                    peer.sendall(random.choice(beginnings) + os.urandom(random.randrange(200)))
                    if random.random() < 0.5:
                        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    await _strokes(seconds, stroke, pause=0.1)


async def clears(world, seconds):
    """Another room is filled and cleared again and again: its rows are deleted beside all that is posted."""

    async def stroke():
        from wire import Connection, Gone  # its own connections: these are nobody's messages

        connection = Connection(world.server_port)
        with contextlib.suppress(Gone):
            for _ in range(50):
                body = {"room": "blackboard", "author": "a", "text": "x" * 2000}
                await connection.request("POST", "/api/actions/message", body)
            await connection.request("POST", "/api/actions/clear-room-messages", {"room": "blackboard"})
        connection.close()

    await _strokes(seconds, stroke, pause=0.1)


async def caddy_reloads(world, seconds):
    async def stroke():
        done = await asyncio.to_thread(world.caddy.reload)
        assert done.returncode == 0, f"caddy reload: {done.stderr}"

    await _strokes(seconds, stroke)


MAY_LOSE_CALLS = Bounds(calls_may_be_lost=True)

FAULTS = {
    "nothing": Fault(nothing),
    "kill": Fault(kill, MAY_LOSE_CALLS),
    "restart": Fault(restart, MAY_LOSE_CALLS),
    "freeze": Fault(freeze),
    "cut connections": Fault(cut_connections),
    "cut answers": Fault(cut_answers),
    "slow network": Fault(slow_network),
    "disk full": Fault(disk_full),
    "disk fails": Fault(disk_fails, shim=True),
    "disk slow": Fault(disk_slow, shim=True),
    "clock jumps": Fault(clock_jumps, shim=True),
    "locked": Fault(locked),
    "locked for long": Fault(locked_for_long, flags=("--lock-patience", "0.2")),
    "read for long": Fault(read_for_long),
    "checkpoints of others": Fault(checkpoints_of_others),
    "backups": Fault(backups),
    "second server": Fault(second_server),
    "few descriptors": Fault(few_descriptors, MAY_LOSE_CALLS),
    "little memory": Fault(little_memory, MAY_LOSE_CALLS),
    "log is blocked": Fault(log_is_blocked),
    "log is gone": Fault(log_is_gone),
    "deaf listeners": Fault(deaf_listeners),
    "hostile bytes": Fault(hostile_bytes),
    "clears": Fault(clears),
    "Caddy reloads": Fault(caddy_reloads, caddy=True),
}
