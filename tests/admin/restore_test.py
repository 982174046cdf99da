#!/usr/bin/env python3
"""restore-necsus.sh: what it restores, and what it refuses to touch.

Usage: restore_test.py NECSUS [unittest's options]
"""

import gzip
import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

from clients import call
from processes import start_necsus
from scripts_case import RESTORE, Scripts, make_database, read_messages

NECSUS = None  # the server program, from the command line

# A process that commits once and is gone without closing.
WRITE_AND_DIE = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("INSERT INTO messages(room, text) VALUES ('r', ?)", (sys.argv[2],))
connection.commit()
os.kill(os.getpid(), signal.SIGKILL)
"""


class Restores(Scripts):
    def setUp(self):
        super().setUp()
        make_database(self.database)
        self.copy = self.good_backup(self.database)

    def restore(self, *arguments):
        return self.run_script(RESTORE, *arguments)

    def test_a_database_in_use_is_not_replaced(self):
        server = start_necsus(NECSUS, self.database)
        self.addCleanup(server.stop)
        result = self.restore("--replace", self.copy, self.database)
        self.assert_refused(result, "in use", "stop the server")
        answer = call(server.port, "GET", "/api/messages?room=r")
        self.assertEqual(len(answer.json()), 10)

    def test_an_existing_database_stays_unless_told(self):
        make_database(self.home / "other.db", 3)
        self.assert_refused(self.restore(self.copy, self.home / "other.db"), "already there", "--replace")
        self.assertEqual(len(read_messages(self.home / "other.db")), 3)

        result = self.restore("--replace", self.copy, self.home / "other.db")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("Restored 10 messages", result.stdout)
        self.assertEqual(len(read_messages(self.home / "other.db")), 10)
        (old,) = self.home.glob("other.db.before-*")
        self.assertIn(str(old), result.stdout)
        self.assertEqual(len(read_messages(old)), 3)

    def crashed_database(self, name, text):
        """A database whose writer was killed, and whose last message is only in the log."""
        path = make_database(self.home / name, 3)
        subprocess.run([sys.executable, "-c", WRITE_AND_DIE, path, text], check=False)
        self.assertGreater(Path(f"{path}-wal").stat().st_size, 0)
        return path

    def test_the_log_of_the_old_database_goes_with_it(self):
        crashed = self.crashed_database("crashed.db", "the last words")
        self.assertEqual(self.restore("--replace", self.copy, crashed).returncode, 0)
        self.assertEqual(len(read_messages(crashed)), 10)
        (old,) = self.home.glob("crashed.db.before-*")
        self.assertEqual(read_messages(old)[4], "the last words")

    def test_a_damaged_database_is_put_aside_with_its_log(self):
        crashed = self.crashed_database("crashed.db", "the last words")
        crashed.write_bytes(b"damaged" * 1000)
        self.assertEqual(self.restore("--replace", self.copy, crashed).returncode, 0)
        self.assertEqual(len(read_messages(crashed)), 10)
        self.assertFalse(Path(f"{crashed}-wal").exists())
        self.assertEqual(len(list(self.home.glob("crashed.db.before-*-wal"))), 1)

    def test_the_log_of_a_lost_database_is_not_read_into_the_new_one(self):
        crashed = self.crashed_database("crashed.db", "the last words")
        crashed.unlink()
        self.assertEqual(self.restore(self.copy, crashed).returncode, 0)
        self.assertEqual(len(read_messages(crashed)), 10)

    def test_copies_that_are_none(self):
        def packed(name, data):
            path = self.home / name
            path.write_bytes(data)
            return path

        whole = self.copy.read_bytes()
        for copy, words in (
            (self.home / "missing.db.gz", "no copy at"),
            (packed("plain.db.gz", gzip.decompress(whole)), "does not unpack"),
            (packed("cut.db.gz", whole[:-20]), "does not unpack"),
            (packed("list.db.gz", gzip.compress(b"milk, bread, apples\n" * 100)), "no sound database"),
            (packed("empty.db.gz", gzip.compress(b"")), "no table 'messages'"),
        ):
            with self.subTest(copy.name):
                self.assert_refused(self.restore("--replace", copy, self.database), words)
                self.assertEqual(len(read_messages(self.database)), 10)
        self.assertEqual([name for name in os.listdir(self.home) if ".before-" in name or ".restore-" in name], [])

    def test_what_root_restores_belongs_to_the_server_s_user(self):
        if os.getuid() != 0:
            self.skipTest("only root can give files away")
        os.chown(self.database, 65534, 65534)
        self.database.chmod(0o640)
        self.assertEqual(self.restore("--replace", self.copy, self.database).returncode, 0)
        status = self.database.stat()
        self.assertEqual((status.st_uid, status.st_gid, status.st_mode & 0o777), (65534, 65534, 0o640))
        os.chown(self.home, 65534, 65534)
        self.assertEqual(self.restore(self.copy, self.home / "new.db").returncode, 0)
        self.assertEqual((self.home / "new.db").stat().st_uid, 65534)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    NECSUS = os.path.abspath(sys.argv.pop(1))
    if not shutil.which("sqlite3"):
        sys.exit("restore_test: the program sqlite3 is missing: apt install sqlite3")
    unittest.main(verbosity=2)
