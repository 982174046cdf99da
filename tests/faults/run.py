#!/usr/bin/env python3
"""Does one fault to the real server, or all of them in turn, while people and bots talk; then audits what was promised.

Usage: run.py NECSUS [--fault NAME]... [--seconds N] [--rounds N] [--seed N] [--keep FOLDER] | run.py --list
"""

import argparse
import asyncio
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from faults import FAULTS
from ledger import Fate
from processes import PROJECT, Process, free_port, port_answers
from world import World, fresh_folder

SHOWN = 3  # broken promises of a kind that are printed


class Caddy:
    """The project's Caddyfile, with the control port that `caddy reload` needs."""

    def __init__(self, upstream_port, home):
        self.port = free_port()
        self.admin = f"localhost:{free_port()}"
        self.home = home
        self.environment = os.environ | {
            "NECSUS_FRONT": f":{self.port}",
            "NECSUS_FRONT_BIND": "127.0.0.1",
            "NECSUS_FRONT_ADMIN": self.admin,
            "NECSUS_UPSTREAM": f"localhost:{upstream_port}",
            "XDG_CONFIG_HOME": str(home),
            "XDG_DATA_HOME": str(home),
        }
        self.file = ["--config", str(PROJECT / "Caddyfile")]
        self.process = Process(["caddy", "run", *self.file], env=self.environment, cwd=home)
        self.process.wait_until(lambda: port_answers(self.port), f"an open port {self.port}")

    def reload(self):
        command = ["caddy", "reload", "--force", *self.file]
        return subprocess.run(command, env=self.environment, cwd=self.home, capture_output=True, text=True, timeout=30)

    def stop(self):
        self.process.stop()


def compiled_shim(folder):
    library = folder / "shim.so"
    source = Path(__file__).with_name("shim.c")
    subprocess.run(["cc", "-O1", "-Wall", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


class ShimWorld(World):
    """With shim.c in the server."""

    def __init__(self, program, folder, **options):
        self.control = folder / "shim"
        self.set_shim()
        environment = {"LD_PRELOAD": str(compiled_shim(folder)), "SHIM_CONTROL": str(self.control)}
        environment["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        super().__init__(program, folder, environment=environment, **options)

    def set_shim(self, sync_milliseconds=0, failing_writes=0, clock_offset=0):
        text = f"{sync_milliseconds} {failing_writes} {clock_offset}"
        beside = self.control.with_suffix(".new")
        beside.write_text(text)
        beside.replace(self.control)  # never half written


async def do_fault(program, fault, folder, seconds):
    """The world afterwards, and the promises that were broken."""
    kind = ShimWorld if fault.shim else World
    world = kind(program, folder, flags=fault.flags)
    caddy = None
    if fault.caddy:
        await world.gate.start()
        caddy = world.caddy = await asyncio.to_thread(Caddy, world.gate.port, folder)
        world.through = caddy.port
    try:
        await world.run(fault.strike, seconds)
    finally:
        if caddy:
            await asyncio.to_thread(caddy.stop)
    return world, world.audit(fault.bounds)


def run_one(program, name, seconds, keep):
    """Prints a line, and what was broken; true if nothing was."""
    began = time.monotonic()
    with fresh_folder() as folder:
        try:
            world, broken = asyncio.run(do_fault(program, FAULTS[name], folder, seconds))
        except (AssertionError, OSError, TimeoutError, subprocess.SubprocessError) as error:
            world, broken = None, {"failed": [f"{type(error).__name__}: {error}"]}
        if broken and keep:
            shutil.copytree(folder, keep / name.replace(" ", "-"), dirs_exist_ok=True)
    figures = ""
    if world:
        ledger = world.ledger
        told = sum(map(len, ledger.told.values()))
        answers = " ".join(f"{status}:{count}" for status, count in sorted(world.answers.items()))
        figures = (
            f"{ledger.count(Fate.ACKNOWLEDGED):6} acknowledged {ledger.count(Fate.REFUSED):4} refused"
            f" {told:7} told {sum(ledger.called.values()):6} calls {world.reconnections:5} reconnections"
            f" {world.starts:3} starts  [{answers}]"
        )
    print(f"{name:22} {'ok' if not broken else 'BROKEN':6} {time.monotonic() - began:5.1f} s {figures}", flush=True)
    for kind, sentences in broken.items():
        print(f"    {kind}: {len(sentences)}")
        for sentence in sentences[:SHOWN]:
            print(f"        {sentence}")
    return not broken


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", nargs="?", type=Path)
    parser.add_argument("--fault", action="append", choices=list(FAULTS))
    parser.add_argument("--seconds", type=float, default=4, help="how long each fault goes on")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--keep", type=Path, help="where database and log of a failed run are kept")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    if options.list:
        print("\n".join(FAULTS))
        return 0
    if options.program is None:
        parser.error("which program?")
    random.seed(options.seed)
    print(f"seed {options.seed}")
    names = options.fault or list(FAULTS)
    good = [
        run_one(options.program.resolve(), name, options.seconds, options.keep)
        for _ in range(options.rounds)
        for name in names
    ]
    print(f"{sum(good)} passed, {len(good) - sum(good)} failed")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
