#!/usr/bin/env python3
"""Debian's Caddy with the project's Caddyfile, in front of the real server.

Usage: caddy_test.py NECSUS [unittest's options]
"""

import gzip
import http.client
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
import zlib

from clients import TIMEOUT, WebSocket, call
from processes import PROJECT, free_port, start_caddy, start_necsus

CADDYFILE = PROJECT / "Caddyfile"
NECSUS = None  # the server program, from the command line


class CaddyfileItself(unittest.TestCase):
    def caddy(self, *arguments, **variables):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("NECSUS_")}
        return subprocess.run(["caddy", *arguments], env=environment | variables, capture_output=True, timeout=TIMEOUT)

    def test_it_is_valid(self):
        result = self.caddy("validate", "--config", str(CADDYFILE))
        self.assertEqual(result.returncode, 0, result.stderr.decode())

    def test_it_is_formatted(self):
        result = self.caddy("fmt", str(CADDYFILE))
        self.assertEqual(result.stdout.decode(), CADDYFILE.read_text(), "run: caddy fmt --overwrite Caddyfile")

    def servers(self, **variables):
        result = self.caddy("adapt", "--config", str(CADDYFILE), **variables)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        return list(json.loads(result.stdout)["apps"]["http"]["servers"].values())

    def test_without_variables_it_leads_from_port_8000_to_the_server(self):
        (server,) = self.servers()
        self.assertEqual(server["listen"], [":8000"])
        self.assertIn('"dial": "localhost:6277"', json.dumps(server))

    def test_a_domain_in_the_variable_gets_https(self):
        (server,) = self.servers(NECSUS_FRONT="chat.example.org")
        self.assertEqual(server["listen"], [":443"])
        self.assertIn('"host": ["chat.example.org"]', json.dumps(server))

    def test_the_commented_example_works_when_uncommented(self):
        text = CADDYFILE.read_text()
        head, mark, tail = text.partition("# chat.example.org {\n")
        self.assertTrue(mark, "the example has gone")
        with tempfile.NamedTemporaryFile("w", suffix=".Caddyfile") as file:
            file.write(
                head + "".join(line.removeprefix("#").removeprefix(" ") for line in (mark + tail).splitlines(True))
            )
            file.flush()
            result = self.caddy("adapt", "--adapter", "caddyfile", "--config", file.name)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        self.assertIn(b'"host":["chat.example.org"]', result.stdout)


class InFrontOfTheServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.server = start_necsus(NECSUS, ":memory:")
        cls.addClassCleanup(cls.server.stop)
        cls.caddy = start_caddy(cls.server.port, cls.folder)
        cls.addClassCleanup(cls.caddy.stop)

    def through(self, method, path, body=None, **options):
        return call(self.caddy.port, method, path, body, **options)

    def post(self, room, text):
        answer = self.through("POST", "/api/actions/message", {"room": room, "author": "Ada", "text": text})
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def test_pages_come_through_as_they_are(self):
        for path in ("/", "/some-room", "/a/b%2Fc", "/docs/", "/api/spec"):
            with self.subTest(path):
                direct = call(self.server.port, "GET", path)
                answer = self.through("GET", path)
                self.assertEqual((answer.status, answer.body), (200, direct.body))
                self.assertEqual(answer.headers["Content-Type"], direct.headers["Content-Type"])
                self.assertEqual(answer.headers["Cache-Control"], "no-cache")

    def test_a_page_is_compressed_for_those_who_take_it(self):
        plain = self.through("GET", "/api/spec")
        packed = self.through("GET", "/api/spec", headers={"Accept-Encoding": "gzip"})
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertIn("accept-encoding", (packed.headers["Vary"] or "").lower())
        self.assertLess(len(packed.body), len(plain.body))
        self.assertEqual(gzip.decompress(packed.body), plain.body)

    def test_an_unchanged_page_is_not_sent_again(self):
        for encoding in ("identity", "gzip", "zstd, gzip"):
            with self.subTest(encoding):
                headers = {"Accept-Encoding": encoding}
                first = self.through("GET", "/", headers=headers)
                self.assertEqual(first.status, 200)
                for name, mark in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
                    value = first.headers[mark]
                    self.assertTrue(value, f"nothing to ask {name} with:\n{first.headers}")
                    again = self.through("GET", "/", headers=headers | {name: value})
                    self.assertEqual((again.status, again.body), (304, b""), name)

    def test_head_is_get_without_the_body(self):
        get, head = self.through("GET", "/"), self.through("HEAD", "/")
        self.assertEqual((head.status, head.body), (200, b""))
        for name in ("Content-Type", "ETag", "Content-Length"):
            self.assertEqual(head.headers[name], get.headers[name], name)

    def test_a_message_is_posted_and_read(self):
        posted = self.post("posting", "Grüße, 世界 🌍")
        self.assertEqual(posted["text"], "Grüße, 世界 🌍")
        answer = self.through("GET", "/api/messages?room=posting")
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        self.assertEqual(answer.json(), [posted])

    def test_a_message_of_a_megabyte_arrives_whole(self):
        text = "All work and no play. " * 47_000
        self.assertEqual(self.post("big", text)["text"], text)

    def test_refusals_of_the_server_come_through(self):
        for method, path, body, status in (
            ("POST", "/api/actions/message", b"{", 400),
            ("GET", "/api/nothing-here", None, 404),
            ("PUT", "/api/messages", b"{}", 405),
        ):
            with self.subTest(path):
                answer = self.through(method, path, body)
                self.assertEqual(answer.status, status)
                self.assertEqual(answer.json(), call(self.server.port, method, path, body).json())
        self.assertTrue(answer.headers["Allow"], "405 without Allow")

    def test_a_body_over_the_limit_is_refused_in_the_server_s_words(self):
        body = json.dumps({"room": "r", "author": "a", "text": "x" * (9 << 20)}).encode()
        answer = self.through("POST", "/api/actions/message", body)
        self.assertEqual(answer.status, 413)
        self.assertTrue(answer.json()["message"])

    def test_cors_is_open_and_said_once(self):
        origin = {"Origin": "https://elsewhere.example"}
        answer = self.through("GET", "/api/bots", headers=origin)
        self.assertEqual(answer.headers.get_all("Access-Control-Allow-Origin"), ["*"])
        preflight = self.through(
            "OPTIONS",
            "/api/actions/message",
            headers=origin
            | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"},
        )
        self.assertEqual(preflight.status, 200)
        self.assertEqual(preflight.headers.get_all("Access-Control-Allow-Origin"), ["*"])
        self.assertIn("POST", preflight.headers["Access-Control-Allow-Methods"])
        self.assertIn("content-type", preflight.headers["Access-Control-Allow-Headers"].lower())

    def test_a_websocket_replays_and_goes_on_live(self):
        room, path = "grün/blau", "/ws/gr%C3%BCn%2Fblau"
        old = [self.post(room, f"old {n}") for n in range(3)]
        with WebSocket(self.caddy.port, path) as early, WebSocket(
            self.caddy.port, f"{path}?since={old[1]['id']}"
        ) as late:
            for message in old:
                self.assertEqual(early.event(), {"kind": "message", "data": message})
            self.assertEqual(late.event(), {"kind": "message", "data": old[2]})
            for text in ("live", "long " * 30_000):
                message = self.post(room, text)
                for socket in (early, late):
                    self.assertEqual(socket.event(), {"kind": "message", "data": message})

    def test_a_websocket_answers_pings(self):
        with WebSocket(self.caddy.port, "/ws/ping") as socket:
            socket.send(WebSocket.PING, b"are you there?")
            self.assertEqual(socket.receive(), (WebSocket.PONG, b"are you there?"))

    def test_the_server_knows_who_asked(self):
        self.through("GET", "/who-asked", source="127.0.0.77", headers={"X-Forwarded-For": "203.0.113.9"})
        self.server.wait_until(lambda: "/who-asked" in self.server.output(), "a log line of the request")
        (line,) = [line for line in self.server.output().splitlines() if "/who-asked" in line]
        self.assertIn("127.0.0.77", line)
        self.assertNotIn("203.0.113.9", line, "a client may not choose its address")


class WhenTheServerIsDown(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def test_people_and_programs_are_told_and_all_is_well_when_it_is_back(self):
        port = free_port()
        caddy = start_caddy(port, self.folder)
        self.addCleanup(caddy.stop)

        # Whatever is not the API's is the page of a room, a name that programs use elsewhere too.
        for path in ("/", "/some/room", "/healthz", "/metrics"):
            page = call(caddy.port, "GET", path)
            self.assertEqual(page.status, 502)
            self.assertEqual(page.headers["Content-Type"], "text/html; charset=utf-8")
            self.assertIn("not running", page.body.decode())
        for method, path, body in (
            ("GET", "/api/messages?room=r", None),
            ("POST", "/api/actions/message", {}),
            ("GET", "/ws/r", None),
        ):
            answer = call(caddy.port, method, path, body)
            self.assertEqual(answer.status, 502)
            self.assertEqual(answer.headers["Content-Type"], "application/json")
            self.assertIn("not running", answer.json()["message"])
        for name, value in (("Cache-Control", "no-cache"), ("Retry-After", "5")):
            self.assertEqual((page.headers[name], answer.headers[name]), (value, value), name)

        server = start_necsus(NECSUS, ":memory:", port)
        self.addCleanup(server.stop)
        self.assertEqual(call(caddy.port, "GET", "/").status, 200)

    def test_open_websockets_hear_that_the_server_stops(self):
        server = start_necsus(NECSUS, ":memory:")
        self.addCleanup(server.stop)
        caddy = start_caddy(server.port, self.folder)
        self.addCleanup(caddy.stop)
        with WebSocket(caddy.port, "/ws/r") as socket:
            socket.send(WebSocket.PING)
            self.assertEqual(socket.receive(), (WebSocket.PONG, b""))  # so it is in the room
            self.assertEqual(server.stop(), 0, server.output())
            opcode, payload = socket.receive()
            self.assertEqual((opcode, payload[:2]), (WebSocket.CLOSE, (1001).to_bytes(2, "big")))


class StandIn(http.server.BaseHTTPRequestHandler):
    """An upstream whose every byte is known."""

    protocol_version = "HTTP/1.1"
    packed = os.urandom(5000)  # stands for a file compressed ahead of time
    go_on = threading.Event()

    def do_GET(self):
        if self.path == "/pieces":
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"5\r\nfirst\r\n")
            self.go_on.wait(TIMEOUT)
            self.wfile.write(b"4\r\nlast\r\n0\r\n\r\n")
            return
        if self.path == "/app.js":
            body, headers = self.packed, {
                "Content-Type": "text/javascript",
                "Content-Encoding": "br",
                "Cache-Control": "public, max-age=31536000, immutable",
                "ETag": '"1234"',
                "Vary": "Accept-Encoding",
            }
        else:
            body = json.dumps(
                {"target": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}}
            ).encode()
            headers = {"Content-Type": "application/json"}
        self.send_response(200)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class InFrontOfAStandIn(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        cls.addClassCleanup(upstream.server_close)
        cls.addClassCleanup(upstream.shutdown)
        cls.caddy = start_caddy(upstream.server_port, cls.folder)
        cls.addClassCleanup(cls.caddy.stop)

    def test_target_and_client_are_passed_on(self):
        for target in ("/a%2Fb+c%20d/%C3%A9?since=%2B1&since", "/client/..%2Fsecret"):
            answer = call(
                self.caddy.port, "GET", target, source="127.0.0.77", headers={"X-Forwarded-For": "203.0.113.9"}
            )
            seen = answer.json()
            self.assertEqual(seen["target"], target)
            self.assertEqual(seen["headers"]["x-forwarded-for"], "127.0.0.77")
            self.assertEqual(seen["headers"]["x-forwarded-proto"], "http")
            self.assertEqual(seen["headers"]["host"], f"127.0.0.1:{self.caddy.port}")

    def test_what_is_compressed_already_is_left_alone(self):
        answer = call(self.caddy.port, "GET", "/app.js", headers={"Accept-Encoding": "gzip, zstd, br"})
        self.assertEqual(answer.body, StandIn.packed)
        for name, value in (
            ("Content-Encoding", "br"),
            ("Cache-Control", "public, max-age=31536000, immutable"),
            ("ETag", '"1234"'),
            ("Vary", "Accept-Encoding"),
        ):
            self.assertEqual(answer.headers.get_all(name), [value])

    def test_pieces_are_passed_on_at_once(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.caddy.port, timeout=TIMEOUT)
        self.addCleanup(connection.close)
        self.addCleanup(StandIn.go_on.set)
        connection.request("GET", "/pieces", headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress if response.headers["Content-Encoding"] else bytes
        self.assertEqual(unpack(response.read1(1000)), b"first")  # the upstream hasn't sent the rest yet
        StandIn.go_on.set()
        self.assertEqual(unpack(response.read()), b"last")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    NECSUS = os.path.abspath(sys.argv.pop(1))
    if not shutil.which("caddy"):
        sys.exit("caddy_test: the program caddy is missing: apt install caddy")
    unittest.main(verbosity=2)
