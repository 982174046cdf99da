"""What the document promises of an answer, a frame and a call to a bot, each checked for one that was recorded."""

import json

import records
from document import Schemas

# HTTP's own (RFC 9110, 9112), the same in every answer and so in no document.
FRAMING_HEADERS = {"date", "server", "connection", "content-length", "transfer-encoding", "content-type"}
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Rules:
    def __init__(self, document):
        self._document = document
        self._schemas = Schemas()
        self._known_good = set()  # the same answer comes to many tests
        self.seen = set()  # (operation, status)
        self.counts = {"answers": 0, "frames": 0, "calls": 0}

    def problems_of(self, connection):
        """Pairs of what it is about and what is wrong."""
        if connection.peer == "B":
            yield from self._bot_problems(connection)
            return
        try:
            pairs, frames, own_frames = records.exchanges(connection)
        except records.NotHttp as error:
            yield "the server's bytes", f"no HTTP: {error}"
            return
        for request, reply in pairs:
            if "NeCSuS" not in reply.header("server") and reply.has("server"):
                return  # of a bot, that a test has looked at
            self.counts["answers"] += 1
            for problem in self._reply_problems(request, reply):
                yield f"{self._about(request)}: {reply.status}", problem
        own_codes = {code(frame) for frame in own_frames if frame.opcode == CLOSE}
        for frame in frames:
            self.counts["frames"] += 1
            if frame.opcode == CLOSE and code(frame) in own_codes:
                continue  # the test's own goodbye comes back
            for problem in self._frame_problems(pairs[-1][0], frame):
                yield f"a frame of {pairs[-1][0].target[:100]}", problem

    def _about(self, request):
        if request.is_malformed:
            return "malformed HTTP"
        return f"{request.method} {self._document.route(request.path) or request.path}"

    # ------------------------------------------------------------ Answers

    def _reply_problems(self, request, reply):
        response, problem = self._documented_response(request, reply)
        if problem:
            yield problem
            return
        yield from self._header_problems(request, reply, response)
        yield from self._body_problems(request, reply, response)
        yield from self._request_body_problems(request, reply)

    def _documented_response(self, request, reply):
        """The response as documented, or what is wrong."""
        document = self._document
        if request.is_malformed:
            response = document.refusal(reply.status)
            return response, None if response and reply.status[0] == "4" else "is no answer to malformed HTTP"
        template = document.route(request.path)
        operation = document.operation(request.method, template)
        if operation is None and template is None:
            response = document.responses["NotFound"] if reply.status == "404" else document.refusal(reply.status)
            return response, None if response else "the document has no such path"
        if operation is None:
            response = document.refusal(reply.status, template)
            return response, None if response else "the document has no such method"
        self.seen.add((str(operation), reply.status))
        response = operation.responses.get(reply.status)
        return response, None if response else f"the status is not documented for {operation}"

    def _header_problems(self, request, reply, response):
        documented = {name.lower(): content for name, content in response.get("headers", {}).items()}
        for name, content in documented.items():
            if content.get("required") and not reply.has(name):
                yield f"the header {name} is missing"
        for name, _ in reply.headers:
            name = name.lower()
            if name in FRAMING_HEADERS and name not in documented:
                continue
            if name not in documented:
                yield f"the header {name} is not documented"
                continue
            problem = self._schemas.problem(documented[name]["schema"], typed(documented[name], reply.header(name)))
            if problem:
                yield f"the header {name}: {problem}"
        if request.header("origin") and not reply.has("access-control-allow-origin"):
            yield "the header access-control-allow-origin is missing in the answer to another origin"
        if request.is_malformed and reply.header("connection") != "close":
            yield "the connection is not closed after malformed HTTP"

    def _body_problems(self, request, reply, response):
        media_type = reply.header("content-type").split(";")[0].strip()
        content = response.get("content", {})
        if not content:
            if media_type or reply.body:
                yield f"has a body ({media_type}), and none is documented"
            return
        if reply.status == "101":
            return  # its schema is that of the frames
        media = content.get(media_type) or content.get("*/*")
        if media is None or not media_type:
            yield f"the media type {media_type or '(none)'} is not documented"
            return
        if request.method != "HEAD" and media is content.get("application/json"):
            yield from self._json_problems(media["schema"], reply.body)

    def _json_problems(self, schema, body):
        if (id(schema), body) in self._known_good:
            return
        try:
            value = json.loads(body.decode("utf-8"), parse_constant=not_json)
        except ValueError as error:
            yield f"the body is no JSON: {error}"
            return
        problem = self._schemas.problem(schema, value)
        if problem:
            yield problem
        else:
            self._known_good.add((id(schema), body))

    def _request_body_problems(self, request, reply):
        """What the server has accepted must be what the document says it accepts."""
        operation = self._document.operation(request.method, self._document.route(request.path))
        if reply.status[0] != "2" or operation is None or operation.request_body is None:
            return
        schema = operation.request_body["content"]["application/json"]["schema"]
        for problem in self._json_problems(schema, request.body.removeprefix(b"\xef\xbb\xbf")):
            yield f"accepted, though the request's body is not as documented: {problem}"

    # ------------------------------------------------------------ Frames

    def _frame_problems(self, handshake, frame):
        operation = self._document.operation("GET", self._document.route(handshake.path))
        if frame.opcode == CLOSE:
            if code(frame) not in operation.close_codes:
                yield f"the close code {code(frame)} is not documented"
        elif frame.opcode == TEXT and frame.is_last:
            schema = operation.responses["101"]["content"]["application/json"]["schema"]
            yield from self._json_problems(schema, frame.payload)
        elif frame.opcode not in (PING, PONG):
            yield f"neither whole nor text: opcode {frame.opcode}"

    # ------------------------------------------------------------ Calls to bots

    def _bot_problems(self, connection):
        for request in records.requests(connection.received):
            if request.is_malformed or not request.is_whole:
                return  # the server went away in the middle of it
            self.counts["calls"] += 1
            about = f"a call to a bot: {request}"
            if request.method != "POST" or request.header("content-type") != "application/json":
                yield about, "is no POST of application/json"
            found = [list(self._json_problems(schema, request.body)) for schema in self._bot_schemas()]
            if all(found):
                yield about, "the body fits none of the documented calls: " + "; ".join(one[0] for one in found)

    def _bot_schemas(self):
        for call in self._document.bot_calls:
            schema = call.request_body["content"]["application/json"]["schema"]
            yield from schema.get("oneOf", [schema])


def code(close_frame):
    return int.from_bytes(close_frame.payload[:2], "big")


def typed(header, value):
    """A header's text as its schema's type."""
    return int(value) if header["schema"].get("type") == "integer" and value.isdecimal() else value


def not_json(name):
    raise ValueError(f"{name} is no JSON")
