#!/usr/bin/env python3
"""The check of the recorded answers finds what it is there for: contract_test.py API.YAML."""

import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest

import check_records
from document import Document

MESSAGE = {
    **{"id": 1, "room": "r", "author": "a", "kind": "user", "text": "t", "when": 1.5},
    **dict.fromkeys(["image", "media", "js", "css", "from_bot", "base_url", "state"]),
}
BOT = {"id": 1, "room": "r", "name": "n", "responds_to": None, "url": ""}
DRAFT = {"room": "r", "author": "a", "text": "t"}
MESSAGES = "GET /api/messages?room=r"
POST = "POST /api/actions/message"
SECURITY = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin"}


def lines(first, headers):
    return "\r\n".join([first] + [f"{name}: {value}" for name, value in headers.items()]).encode() + b"\r\n\r\n"


def request(line, body=b"", **headers):
    length = {"Content-Length": len(body)} if body else {}
    return lines(line + " HTTP/1.1", {"Host": "localhost", **headers, **length}) + body


def reply(status, body=b"", media_type="application/json", without=(), **headers):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    every = {"Server": "NeCSuS/1", "Date": "now", "Cache-Control": "no-cache", "Content-Type": media_type}
    every |= {"Content-Length": len(body), "Connection": "keep-alive"} | SECURITY
    every |= {name.replace("_", "-"): value for name, value in headers.items()}
    return lines(f"HTTP/1.1 {status} Reason", {k: v for k, v in every.items() if v and k not in without}) + body


def refusal(status, **headers):
    return reply(status, {"message": "No."}, **headers)


def frame(payload, opcode=1):
    payload = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    size = len(payload)
    return bytes([0x80 | opcode]) + (bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big")) + payload


SHAKE = request("GET /ws/r", Connection="Upgrade", Upgrade="websocket")
SHAKEN = lines(
    "HTTP/1.1 101 Switching Protocols",
    {"Server": "NeCSuS/1", "Cache-Control": "no-cache", "Upgrade": "websocket", "Connection": "upgrade"}
    | {"Sec-WebSocket-Accept": "x"}
    | SECURITY,
)
GOOD_FRAME = frame({"kind": "message", "data": MESSAGE})


class Contract(unittest.TestCase):
    def said(self, *connections, empty=False):
        """What the check prints of these connections, each (sent, received) or (sent, received, "B"), and its verdict.

        A good answer and a good frame come first, unless the record is to be `empty`."""
        good = [] if empty else [(request(MESSAGES), reply(200, [MESSAGE])), (SHAKE, SHAKEN + GOOD_FRAME)]
        record = b"0 T 4\nname\n"
        for number, (sent, received, *peer) in enumerate(good + list(connections), 1):
            record += b"%d %s 0\n\n" % (number, (peer or ["S"])[0].encode())
            for kind, content in ((b">", sent), (b"<", received)):
                for piece in (content[:7], content[7:]):
                    record += b"%d %s %d\n%s\n" % (number, kind, len(piece), piece)
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as printed:
            (pathlib.Path(folder) / "1-1").write_bytes(record)
            wrong = check_records.check(document, pathlib.Path(folder))
        return wrong, printed.getvalue()

    def accepts(self, *connections):
        wrong, printed = self.said(*connections)
        self.assertEqual(wrong, 0, printed)

    def finds(self, words, *connections):
        wrong, printed = self.said(*connections)
        self.assertEqual(wrong, 1, printed)
        self.assertIn(words, printed)

    def test_good_answers_pass(self):
        posted = json.dumps(DRAFT).encode()
        self.accepts(
            (request(POST, posted) * 2, reply(200, MESSAGE) * 2),
            (request(POST, posted, Prefer="x"), reply(202, MESSAGE, Preference_Applied="respond-async")),
            (
                request("HEAD /api/bots") + request("GET /api/bots"),
                reply(200, without=("Content-Length",)) + reply(200, [BOT]),
            ),
            (request("GET /api/nothing") + request("PUT /api/bots"), refusal(404) + refusal(405, Allow="GET, HEAD")),
            (request("GET /docs"), reply(301, media_type="", Location="/docs/")),
            (request("GET /api/bots", Origin="x"), reply(200, [], Access_Control_Allow_Origin="*")),
            (SHAKE, SHAKEN + frame({"kind": "clear_messages", "data": {}}) + frame(b"", 9) + frame(b"\x03\xe9", 8)),
        )

    def test_chunks_continues_and_absolute_targets_are_read(self):
        chunks = b"5\r\n[]   \r\n0\r\n\r\n"
        chunked = reply(200, without=("Content-Length",), Transfer_Encoding="chunked") + chunks
        self.accepts((request("GET http://h/api/bots") * 2, b"HTTP/1.1 100 Continue\r\n\r\n" + chunked * 2))
        self.finds("no JSON", (request("GET http://h/api/bots"), chunked.replace(b"[]", b"[}")))

    def test_a_wrong_body_is_found(self):
        without_room = {key: value for key, value in MESSAGE.items() if key != "room"}
        self.finds("'room' is a required property", (request(MESSAGES), reply(200, [without_room])))
        self.finds("'mood' was unexpected", (request(MESSAGES), reply(200, [{**MESSAGE, "mood": "good"}])))
        self.finds("at 0/text: 7 is not of type 'string'", (request(MESSAGES), reply(200, [{**MESSAGE, "text": 7}])))
        self.finds("'robot' is not one of", (request(MESSAGES), reply(200, [{**MESSAGE, "kind": "robot"}])))
        self.finds("no JSON: NaN", (request(MESSAGES), reply(200, b'[{"id": NaN}]')))
        self.finds("no JSON", (request(MESSAGES), reply(200, b"\xff")))
        self.finds("'message' is a required", (request("GET /api/messages"), reply(400, {})))
        self.finds("none is documented", (request("GET /docs"), reply(301, b"x", media_type="", Location="/docs/")))

    def test_the_second_answer_of_a_connection_is_checked_too(self):
        self.finds("is a required property", (request(MESSAGES) * 2, reply(200, []) + reply(200, [{}])))

    def test_a_wrong_status_method_or_path_is_found(self):
        self.finds("the status is not documented", (request(MESSAGES), reply(201, [])))
        self.finds("the status is not documented", (request(MESSAGES), refusal(429)))
        self.finds("no such method", (request("PUT /api/bots"), reply(200, [])))
        self.finds("no such path", (request("GET /api/nothing"), reply(200, [])))

    def test_a_wrong_header_is_found(self):
        self.finds("cache-control is missing", (request(MESSAGES), reply(200, [], without=("Cache-Control",))))
        self.finds("cache-control: 'max", (request(MESSAGES), reply(200, [], Cache_Control="max-age=1")))
        self.finds("etag is not documented", (request(MESSAGES), reply(200, [], ETag="1")))
        self.finds("allow is missing", (request("PUT /api/bots"), refusal(405)))
        self.finds("access-control-allow-origin is missing", (request(MESSAGES, Origin="x"), reply(200, [])))

    def test_a_wrong_media_type_is_found(self):
        self.finds("text/html is not documented", (request(MESSAGES), reply(200, [], media_type="text/html")))

    def test_fragments_are_one_message(self):
        def in_fragments(value):
            payload = json.dumps(value).encode()
            return bytes([0x01, 5]) + payload[:5] + frame(b"", 9) + frame(payload[5:], 0)

        self.finds("'url' were unexpected", (SHAKE, SHAKEN + in_fragments({"kind": "message", "data": BOT})))
        good = in_fragments({"kind": "message", "data": MESSAGE})
        self.finds("no kind is called 'news'", (SHAKE, SHAKEN + good + frame({"kind": "news", "data": {}})))

    def test_a_wrong_frame_is_found(self):
        self.finds("'url' were unexpected", (SHAKE, SHAKEN + frame({"kind": "message", "data": BOT})))
        self.finds("no kind is called 'news'", (SHAKE, SHAKEN + GOOD_FRAME + frame({"kind": "news", "data": {}})))
        self.finds("'to' was unexpected", (SHAKE, SHAKEN + frame({"kind": "put_bot", "data": BOT, "to": "all"})))
        self.finds("is not valid under any", (SHAKE, SHAKEN + frame([])))
        self.finds("neither whole nor text", (SHAKE, SHAKEN + frame(b"binary", 2)))
        self.finds("close code 4000", (SHAKE, SHAKEN + frame(b"\x0f\xa0", 8)))
        masked = b"\x88\x82mask" + bytes([0x0F ^ ord("m"), 0xA0 ^ ord("a")])
        self.accepts((SHAKE + masked, SHAKEN + frame(b"\x0f\xa0", 8)))

    def test_malformed_http_may_only_be_refused(self):
        self.accepts((b"nonsense\r\n\r\n" + request(MESSAGES), refusal(400, Connection="close")))
        self.accepts((b"GET / HTTP/1.1\r\nHo", refusal(408, Connection="close")))
        self.finds("no answer to malformed HTTP", (b"nonsense\r\n\r\n", reply(200, [])))
        self.finds("is not closed", (b"nonsense\r\n\r\n", refusal(400)))
        self.finds("'message' is a required", (b"nonsense\r\n\r\n", reply(400, {}, Connection="close")))

    def test_an_answer_to_nothing_is_found(self):
        self.finds("an answer to nothing", (request(MESSAGES), reply(200, []) * 2))
        self.finds("no HTTP", (request(MESSAGES), b"SSH-2.0\r\n\r\n"))

    def test_what_is_accepted_must_be_documented(self):
        self.finds("'author' is a required", (request(POST, b'{"room": "r", "text": "t"}'), reply(200, MESSAGE)))

    def test_an_answer_that_was_not_read_to_its_end_is_left_out(self):
        self.accepts(
            (request(MESSAGES), reply(200, [MESSAGE])[:-9]), (request(MESSAGES), b""), (SHAKE, SHAKEN + b"\x81")
        )

    def test_a_call_to_a_bot_is_checked(self):
        def call(body):
            return b"", request("POST /bot", json.dumps(body).encode(), **{"Content-Type": "application/json"}), "B"

        self.accepts(call({**DRAFT, "params": {"a": None}}), call({**DRAFT, "params": {}, "state": 0}))
        self.accepts(call({"room": "r", "author": "a", "form_data": 1}))
        self.finds("fits none of the documented calls", call(DRAFT))
        self.finds("fits none of the documented calls", call({**DRAFT, "params": {"a": 1}}))

    def test_without_a_record_it_fails(self):
        wrong, printed = self.said(empty=True)
        self.assertEqual(wrong, 1)
        self.assertIn("Nothing was recorded", printed)
        wrong, printed = self.said((request(MESSAGES), reply(200, [])), empty=True)
        self.assertEqual(wrong, 1)


if __name__ == "__main__":
    document = Document(sys.argv.pop(1))
    unittest.main()
