#!/usr/bin/env python3
"""Hours of a class in minutes: people come, chat and go, bots answer, fail and hang, rooms are cleared; the server's
memory and descriptors are watched, and in the end all that was promised is audited.

Usage: soak.py NECSUS [--minutes N] [--leaks-only]
--leaks-only is for a program with sanitizers, whose memory grows by itself.
"""

import argparse
import asyncio
import contextlib
import os
import random
import sys
import time
from pathlib import Path

from ledger import Fate
from wire import Connection, Gone, WebSocket
from world import World, fresh_folder

SAMPLES = 40  # in a whole run
WARM_UP = 0.25  # of the run
ALLOWED_GROWTH = 1.05
SPARE_DESCRIPTORS = 25  # calls of bots that are just under way


class Visitor:
    """Opens a room as a page does, says something, and goes without a word."""

    def __init__(self, world):
        self.world = world

    async def run(self):
        while not self.world.is_over:
            with contextlib.suppress(Gone, OSError):
                await self.visit(f"visited {random.randrange(40)}")
            await asyncio.sleep(random.uniform(0, 0.2))

    async def visit(self, room):
        path = room.replace(" ", "%20")
        connection = Connection(self.world.server_port)
        for address in (f"/{path}", f"/api/messages?room={path}&limit=20", f"/api/bots?room={path}"):
            await connection.request("GET", address)
        socket = await WebSocket.open(self.world.server_port, f"/ws/{path}?last=50")
        body = {"room": room, "author": "visitor", "text": "x" * random.choice((5, 50, 5000, 200_000))}
        await connection.request("POST", "/api/actions/message", body)
        for _ in range(random.randrange(5)):
            async with asyncio.timeout(5):
                await socket.event()
        if random.random() < 0.05:
            await connection.request("POST", "/api/actions/clear-room-messages", {"room": room})
        if random.random() < 0.05:
            await self.add_bot(connection, room)
        socket.close()
        connection.close()

    async def add_bot(self, connection, room):
        """One that doesn't exist, or whose pattern is slow or wrong."""
        url = random.choice(("http://127.0.0.1:9/", "http://no.such.host.invalid/", "ftp://a/"))
        pattern = random.choice(("x", "(a+)+$", "(", r"\bhello\b"))
        body = {"room": room, "name": "Odd", "responds_to": pattern, "url": url}
        status, _, answer = await connection.request("POST", "/api/actions/bot", body)
        if status == 200 and random.random() < 0.8:
            number = int(answer.split(b'"id":')[1].split(b",")[0].split(b"}")[0])
            await connection.request("DELETE", "/api/actions/bot", {"id": number})


def memory(pid):
    """Resident bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def least_memory(pid, until):
    """What it has when the least goes on: a crowd that came just now is no leak."""
    least = memory(pid)
    while time.monotonic() < until:
        await asyncio.sleep(min(1, max(0, until - time.monotonic())))
        least = min(least, memory(pid))
    return least


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


async def churn(world, seconds, samples):
    visitors = [asyncio.create_task(Visitor(world).run()) for _ in range(20)]
    pid = world.process.pid
    began = time.monotonic()
    try:
        for number in range(SAMPLES):
            least = await least_memory(pid, began + seconds * (number + 1) / SAMPLES)
            samples.append((time.monotonic() - began, least, descriptors(pid)))
            wal = world.database.with_name("necsus.db-wal").stat().st_size
            print(
                f"{samples[-1][0]:7.0f} s  {samples[-1][1] / 2**20:7.1f} MiB  {samples[-1][2]:4} descriptors"
                f"  WAL {wal / 2**20:5.1f} MB  {world.ledger.count(Fate.ACKNOWLEDGED):8} acknowledged",
                flush=True,
            )
    finally:
        for visitor in visitors:
            visitor.cancel()
        await asyncio.gather(*visitors, return_exceptions=True)


def growth(samples):
    """The memory of the last third of the run, beside that of the third after the warm-up (medians)."""
    warm = [memory for _, memory, _ in samples[int(len(samples) * WARM_UP) :]]
    third = max(1, len(warm) // 3)
    first, last = sorted(warm[:third]), sorted(warm[-third:])
    return last[len(last) // 2] / first[len(first) // 2]


async def soak(program, folder, seconds, leaks_only):
    """Sentences about what was wrong."""
    world = World(program, folder)
    world.pause_between_posts = 0.05
    world.settling = 600  # there is much to read
    samples = []
    before = []

    async def strike(world, seconds):
        await asyncio.sleep(2)  # writers and listeners are there
        before.append(descriptors(world.process.pid))
        await churn(world, seconds, samples)
        await asyncio.sleep(2)

        async def are_back():
            return descriptors(world.process.pid) <= before[0] + SPARE_DESCRIPTORS

        await world.wait_until(are_back, f"no more descriptors than {before[0]} again")

    await world.run(strike, seconds)
    wrong = [f"{kind}: {len(sentences)}, {sentences[0]}" for kind, sentences in world.audit().items()]
    ratio = growth(samples)
    print(f"memory at the end: {ratio:.3f} of that after the warm-up")
    if ratio > ALLOWED_GROWTH and not leaks_only:
        wrong.append(f"memory grew to {ratio:.3f} of what it was")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--leaks-only", action="store_true")
    options = parser.parse_args()
    with fresh_folder() as folder:
        wrong = asyncio.run(soak(options.program.resolve(), folder, options.minutes * 60, options.leaks_only))
    print("\n".join(wrong) or "nothing lost, nothing leaked")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
