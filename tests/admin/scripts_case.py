"""What the tests of backup-necsus.sh and restore-necsus.sh share."""

import os
import re
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

from processes import PROJECT

BACKUP = PROJECT / "backups/backup-necsus.sh"
RESTORE = PROJECT / "backups/restore-necsus.sh"
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.db\.gz")
# The original's, as the protocol has it.
SCHEMA = """CREATE TABLE messages(
                id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT CHECK (room != ''), author TEXT,
                kind TEXT DEFAULT 'user' NOT NULL, text TEXT, "when" TEXT, image TEXT, media TEXT, js TEXT, css TEXT,
                from_bot INTEGER, base_url TEXT, state BLOB);
            CREATE INDEX messages_byroom ON messages(room, id)"""


def make_database(path, messages=10, text="a message"):
    """A small database in WAL mode, closed again."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.executescript(SCHEMA)
    connection.executemany(
        "INSERT INTO messages(room, text) VALUES ('r', ?)", [(f"{n} {text}",) for n in range(messages)]
    )
    connection.commit()
    connection.close()
    return path


def read_messages(path):
    """{id: text} of a database, after a check of its soundness."""
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)], f"{path} is not sound"
        rows = connection.execute("SELECT id, text FROM messages").fetchall()
        assert len(dict(rows)) == len(rows), f"{path} holds an id twice"
        return dict(rows)
    finally:
        connection.close()


class Scripts(unittest.TestCase):
    """A folder of its own for each test, with a name that needs quoting."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        os.chmod(temporary.name, 0o755)
        self.home = Path(temporary.name) / "it's a $HOME"
        self.copies = self.home / "the copies"
        self.copies.mkdir(parents=True)
        self.database = self.home / "necsus.db"

    def run_script(self, *command, environment=None, **options):
        variables = {name: value for name, value in os.environ.items() if not name.startswith("NECSUS_")}
        return subprocess.run(
            [str(part) for part in command],
            env=variables | (environment or {}),
            capture_output=True,
            text=True,
            timeout=120,
            **options,
        )

    def backup(self, *arguments, **options):
        return self.run_script(BACKUP, "--to", self.copies, *arguments, **options)

    def good_backup(self, *arguments, **options):
        """The copy that was made."""
        result = self.backup(*arguments, **options)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        said = re.fullmatch(rf"Backed up to ({NAME.pattern})\n", result.stdout)
        self.assertTrue(said, result.stdout)
        return self.copies / said[1]

    def restored(self, copy):
        """The messages of a copy, restored under a name that is then removed."""
        target = self.home / "restored.db"
        result = self.run_script(RESTORE, copy, target)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        messages = read_messages(target)
        target.unlink()
        return messages

    def assert_refused(self, result, *words):
        """One line on stderr that holds the words, exit code 1."""
        self.assertEqual((result.returncode, result.stdout), (1, ""), result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)

    def assert_no_copies(self):
        self.assertEqual(os.listdir(self.copies), [])
