"""What was said, what was promised, and what came of it; and the audit that compares them.

A post has a token of its own in its text. What is promised: a message that was acknowledged is stored, once; one that
was refused is not stored; each listener is told each stored message of its room once, in the order of the ids; a bot is
called at most once for a message, and its answer is stored once.
"""

import collections
import dataclasses
import enum
import re

TOKEN = re.compile(r"<(\w+)>")


class Fate(enum.Enum):
    UNKNOWN = "unknown"  # the connection ended before an answer: stored or not
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"


@dataclasses.dataclass
class Post:
    token: str
    room: str
    writer: str
    number: int  # of this writer, from 1
    fate: Fate = Fate.UNKNOWN


@dataclasses.dataclass
class Row:
    """A stored message."""

    id: int
    room: str
    kind: str
    author: str
    text: str

    @property
    def token(self):
        found = TOKEN.search(self.text or "")
        return found[1] if found else None


@dataclasses.dataclass(frozen=True)
class Bounds:
    """What a fault may cost beyond the promises: a server that is killed can't tell what it was doing."""

    calls_may_be_lost: bool = False  # a bot isn't called for an acknowledged message, or its answer is lost


class Ledger:
    def __init__(self):
        self.posts = {}  # token: Post
        self.told = collections.defaultdict(list)  # (room, listener): ids, in the order in which they came
        self.called = collections.Counter()  # token: how often the bot was called for it
        self.answered = set()  # tokens whose answer the bot has sent whole
        self.bot_rooms = set()  # rooms with a bot that listens to every message

    def post(self, room, writer, number):
        post = Post(f"{room}_{writer}_{number}", room, writer, number)
        self.posts[post.token] = post
        return post

    def count(self, fate):
        return sum(post.fate is fate for post in self.posts.values())


def audit(ledger, rows, bounds=Bounds()):
    """The promises that were broken, as sentences by kind: {"lost": [...], "doubled": [...], ...}."""
    broken = collections.defaultdict(list)
    _audit_storage(ledger, rows, broken)
    _audit_order(ledger, rows, broken)
    _audit_listeners(ledger, rows, broken)
    _audit_bots(ledger, rows, bounds, broken)
    return dict(broken)


def _audit_storage(ledger, rows, broken):
    stored = collections.Counter(row.token for row in rows if row.kind == "user" and row.token)
    for post in ledger.posts.values():
        times = stored[post.token]
        if post.fate is Fate.ACKNOWLEDGED and times == 0:
            broken["lost"].append(f"{post.token} was acknowledged and is not stored")
        if post.fate is Fate.REFUSED and times > 0:
            broken["refused but stored"].append(f"{post.token} was refused and is stored")
        if times > 1:
            broken["doubled"].append(f"{post.token} is stored {times} times")
    watched = {post.room for post in ledger.posts.values()}
    for row in rows:
        if row.kind == "user" and row.token not in ledger.posts and row.room in watched:
            broken["invented"].append(f"message {row.id} was never posted: {row.text[:60]!r}")
        elif row.kind == "user" and row.token in ledger.posts and ledger.posts[row.token].room != row.room:
            broken["misplaced"].append(f"{row.token} is stored in {row.room}")


def _audit_order(ledger, rows, broken):
    last_of = {}
    for row in sorted(rows, key=lambda row: row.id):
        post = ledger.posts.get(row.token) if row.kind == "user" else None
        if post is None:
            continue
        who = (post.room, post.writer)
        if post.number <= last_of.get(who, 0):
            broken["out of order"].append(f"{post.token} is stored after number {last_of[who]} of the same writer")
        last_of[who] = post.number


def _audit_listeners(ledger, rows, broken):
    stored = collections.defaultdict(list)
    for row in sorted(rows, key=lambda row: row.id):
        stored[row.room].append(row.id)
    for (room, listener), told in ledger.told.items():
        who = f"listener {listener} of {room}"
        seen = collections.Counter(told)
        for id, times in seen.items():
            if times > 1:
                broken["told twice"].append(f"{who} was told message {id} {times} times")
        for before, after in zip(told, told[1:]):
            if after < before:
                broken["told out of order"].append(f"{who} was told {after} after {before}")
        for id in set(stored[room]) - set(seen):
            broken["not told"].append(f"{who} was not told message {id}")
        for id in set(seen) - set(stored[room]):
            broken["told but not stored"].append(f"{who} was told message {id}, which is not stored")


def _audit_bots(ledger, rows, bounds, broken):
    answers = collections.Counter(row.token for row in rows if row.kind == "bot" and row.token)
    for token, times in ledger.called.items():
        if times > 1:
            broken["woken twice"].append(f"the bot was called {times} times for {token}")
    for token, times in answers.items():
        if times > 1:
            broken["answer doubled"].append(f"the answer to {token} is stored {times} times")
    if bounds.calls_may_be_lost:
        return
    for token in ledger.answered:
        if answers[token] == 0:
            broken["answer lost"].append(f"the bot's answer to {token} is not stored")
    for post in ledger.posts.values():
        if post.room in ledger.bot_rooms and post.fate is Fate.ACKNOWLEDGED and ledger.called[post.token] == 0:
            broken["not woken"].append(f"the bot was not called for {post.token}")
