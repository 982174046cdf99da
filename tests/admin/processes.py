"""Starts the programs under test on loopback, waits until they are there, and ends them."""

import os
import random
import re
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds until a test calls something that should happen "soon" a failure


def wait_until(condition, what):
    """Returns the first true value of condition(); after PATIENCE the test has failed, for want of `what`."""
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {PATIENCE:.0f} s in vain for {what}")
        time.sleep(0.01)
    return value


def free_port():
    """A port that nobody uses, from below the range that the system gives to outgoing connections."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def port_answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


class Process:
    """A running program whose output is kept, so that a failure can show it."""

    def __init__(self, command, **options):
        self.name = Path(command[0]).name
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options
        )
        self._output = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        while piece := self.process.stdout.read1(65536):
            self._output += piece

    def output(self):
        return self._output.decode(errors="replace")

    def wait_until(self, condition, what):
        def alive_and_condition():
            value = condition()
            if not value and self.process.poll() is not None:
                raise AssertionError(f"{self.name} ended with {self.process.returncode}:\n{self.output()}")
            return value

        return wait_until(alive_and_condition, f"{self.name}: {what}")

    def stop(self):
        """Ends it in the friendly way and returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise AssertionError(f"{self.name} did not end {PATIENCE:.0f} s after SIGTERM:\n{self.output()}")
            finally:
                self.process.wait()
                self._reader.join()
                self.process.stdout.close()
        return self.process.returncode


def start_necsus(program, database, port=0):
    """The real server. Its .port says where it listens."""
    # The settings of whoever runs the tests must not reach the server.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NECSUS_")}
    server = Process(
        [str(program), "--host", "localhost", "--port", str(port), "--db", str(database)],
        env=environment,
        cwd=PROJECT,
    )
    try:
        line = server.wait_until(
            lambda: re.search(r"listening on http://localhost:(\d+)", server.output()),
            "the line that says where it listens",
        )
    except AssertionError:
        server.stop()
        raise
    server.port = int(line[1])
    return server


def start_caddy(upstream_port, home):
    """The real Caddy with the project's Caddyfile, in front of that port. `home` is a folder for its own files."""
    port = free_port()
    environment = os.environ | {
        "NECSUS_FRONT": f":{port}",
        "NECSUS_FRONT_BIND": "127.0.0.1",
        "NECSUS_UPSTREAM": f"localhost:{upstream_port}",
        "XDG_CONFIG_HOME": str(home),
        "XDG_DATA_HOME": str(home),
    }
    environment.pop("NECSUS_FRONT_ADMIN", None)
    caddy = Process(["caddy", "run", "--config", str(PROJECT / "Caddyfile")], env=environment, cwd=home)
    try:
        caddy.wait_until(lambda: port_answers(port), f"an open port {port}")
    except AssertionError:
        caddy.stop()
        raise
    caddy.port = port
    return caddy
