#!/usr/bin/env python3
"""backup-necsus.sh, with the real server writing all the while.

Usage: backup_test.py NECSUS [unittest's options]
"""

import gzip
import http.client
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import unittest
from pathlib import Path

from clients import TIMEOUT, call
from processes import start_necsus, wait_until
from scripts_case import BACKUP, NAME, RESTORE, Scripts, make_database, read_messages

NECSUS = None  # the server program, from the command line

# A process that commits as fast as it can until its input is closed (or a million times).
WRITE_WITHOUT_PAUSE = """
import select, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
for n in range(1_000_000):
    connection.execute("INSERT INTO messages(room, text) VALUES ('busy', ?)", (n,))
    if n == 100:
        print("writing", flush=True)
    if n % 100 == 0 and select.select([sys.stdin], [], [], 0)[0]:
        break
"""


class Cleared(Scripts):
    def test_what_a_room_was_cleared_of_is_in_no_copy_though_it_may_be_in_the_file(self):
        secret = "nobody may read this again"
        make_database(self.database, 300, secret + "y" * 5000)
        connection = sqlite3.connect(self.database)
        connection.execute("CREATE TABLE clears (room TEXT PRIMARY KEY, last_cleared_id INTEGER)")
        connection.execute("INSERT INTO clears SELECT room, max(id) FROM messages")
        connection.execute("INSERT INTO messages(room, text) VALUES ('r', 'after the clear'), ('other', 'stays')")
        connection.commit()
        connection.close()
        copy = self.good_backup(self.database)
        self.assertEqual(sorted(self.restored(copy).values()), ["after the clear", "stays"])
        with gzip.open(copy) as content:
            self.assertNotIn(secret.encode(), content.read())
        self.assertEqual(len(read_messages(self.database)), 302)


class UnderLoad(Scripts):
    WRITERS, COPIES, MOST_POSTS = 4, 4, 50_000

    def post_until_stopped(self, number):
        """Posts one message after the other, noting each when the server has acknowledged it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=TIMEOUT)
        try:
            for n in range(self.MOST_POSTS // self.WRITERS):
                if self.stopped.is_set():
                    break
                text = f"writer {number} message {n} " + "x" * 300
                body = json.dumps({"room": f"room{number}", "author": "Ada", "text": text})
                connection.request("POST", "/api/actions/message", body)
                answer = connection.getresponse()
                content = answer.read()
                if answer.status != 200:
                    raise AssertionError(f"post refused: {answer.status} {content!r}")
                self.acknowledged[json.loads(content)["id"]] = text
        except Exception as problem:  # a thread's failure belongs to the test
            self.problems.append(problem)
        finally:
            connection.close()

    def test_each_copy_holds_every_message_acknowledged_before_it_began(self):
        make_database(self.database, 40_000, "from long ago " + "y" * 500)  # some 20 MB: a copy takes a while
        before = read_messages(self.database)
        self.server = start_necsus(NECSUS, self.database)
        self.addCleanup(lambda: self.server.stop())
        self.acknowledged, self.problems, self.stopped = {}, [], threading.Event()
        writers = [threading.Thread(target=self.post_until_stopped, args=[n]) for n in range(self.WRITERS)]
        self.addCleanup(self.stopped.set)
        for writer in writers:
            writer.start()

        taken = []
        for _ in range(self.COPIES):
            known = dict(self.acknowledged)
            copy = self.good_backup(self.database)
            meanwhile = len(self.acknowledged) - len(known)
            self.assertEqual(self.problems, [])
            self.assertGreater(meanwhile, 0, "nobody wrote while the copy was made")
            taken.append((copy, known))
        self.stopped.set()
        for writer in writers:
            writer.join()
        self.assertEqual(self.problems, [])

        for copy, known in taken:
            messages = self.restored(copy)
            missing = (before | known).items() - messages.items()
            self.assertFalse(missing, f"{len(missing)} messages are missing or different in {copy.name}")
            strangers = messages.keys() - before.keys() - self.acknowledged.keys()
            self.assertFalse(strangers, f"{copy.name} holds messages that nobody posted")
        self.assertEqual(sorted(os.listdir(self.copies)), [copy.name for copy, _ in taken])

        # And the server goes on from a copy.
        self.assertEqual(self.server.stop(), 0, self.server.output())
        copy, _ = taken[-1]
        result = self.run_script(RESTORE, "--replace", copy, self.database)
        self.assertEqual(result.returncode, 0, result.stderr)
        newest = max(read_messages(self.database))
        self.server = start_necsus(NECSUS, self.database)
        answer = call(self.server.port, "POST", "/api/actions/message", {"room": "r", "author": "Ada", "text": "back"})
        self.assertGreater(answer.json()["id"], newest)


class Backups(Scripts):
    def test_a_copy_ends_while_a_writer_never_pauses(self):
        make_database(self.database, 20_000, "y" * 500)
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITE_WITHOUT_PAUSE, self.database], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            writer.stdout.readline()  # it is writing
            copy = self.good_backup(self.database)
        finally:
            writer.communicate()  # the closed pipe ends it
        self.assertGreater(len(self.restored(copy)), 20_000)

    def test_what_is_only_in_the_log_yet_is_copied(self):
        make_database(self.database)
        connection = sqlite3.connect(self.database)
        self.addCleanup(connection.close)
        connection.execute("INSERT INTO messages(room, text) VALUES ('r', 'fresh')")
        connection.commit()
        self.assertGreater(Path(f"{self.database}-wal").stat().st_size, 0)
        self.assertEqual(self.restored(self.good_backup(self.database))[11], "fresh")

    def test_a_copy_is_private(self):
        make_database(self.database)
        self.assertEqual(self.good_backup(self.database).stat().st_mode & 0o777, 0o600)

    def test_copies_made_at_once_have_names_of_their_own(self):
        make_database(self.database)
        running = [
            subprocess.Popen([BACKUP, "--to", self.copies, self.database], stdout=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        said = [process.communicate(timeout=120)[0] for process in running]
        self.assertEqual([process.returncode for process in running], [0, 0, 0])
        self.assertEqual(len(set(said)), 3, said)
        for name in os.listdir(self.copies):
            self.assertTrue(NAME.fullmatch(name), name)
            self.assertEqual(len(self.restored(self.copies / name)), 10)

    def test_the_database_is_found_as_the_usage_says(self):
        project = self.home / "project"
        (project / "backups").mkdir(parents=True)
        script = shutil.copy(BACKUP, project / "backups")

        def messages_copied(*arguments, **environment):
            result = self.run_script(script, *arguments, environment=environment, cwd="/")
            self.assertEqual(result.returncode, 0, result.stderr)
            (copy,) = (project / "backups").glob("*.db.gz")
            number = len(self.restored(copy))
            copy.unlink()
            return number

        make_database(project / "necsus.db", 1)
        self.assertEqual(messages_copied(), 1)
        make_database(project / "dotenv.db", 2)
        (project / ".env").write_text("NECSUS_PORT=7000\nNECSUS_DB='dotenv.db'\n")
        self.assertEqual(messages_copied(), 2)
        variable = make_database(self.home / "variable.db", 3)
        self.assertEqual(messages_copied(NECSUS_DB=str(variable)), 3)
        argument = make_database(self.home / "argument.db", 4)
        self.assertEqual(messages_copied(argument, NECSUS_DB=str(variable)), 4)

    def test_old_copies_are_pruned_and_nothing_else(self):
        make_database(self.database)
        old = [f"2023-12-31T15:03:5{n}.db.gz" for n in range(5)]
        others = ["notes.txt", "term-3.db.gz", "2023-12-31T15:03:57.db", "2023-12-31.db.gz"]
        for name in old + others:
            (self.copies / name).touch()
        copy = self.good_backup("--keep", "3", self.database)
        self.assertEqual(set(os.listdir(self.copies)), {copy.name, *old[-2:], *others})

        # With a clock that was wrong once, the copy just made looks old. It stays.
        (self.copies / "2999-01-01T00:00:00.db.gz").touch()
        copy = self.good_backup("--keep", "1", self.database)
        self.assertEqual(set(os.listdir(self.copies)), {copy.name, *others})

    def test_databases_that_cannot_be_copied(self):
        text = self.home / "text.db"
        text.write_text("This is a shopping list, and no database at all.\n" * 100)
        empty = self.home / "empty.db"
        empty.touch()
        damaged = make_database(self.home / "damaged.db", 1000)
        with open(damaged, "r+b") as file:
            file.seek(4096 * 3)
            file.write(b"\xa5" * 4096 * 3)
        for database, words in (
            (self.home / "missing.db", "no database at"),
            (self.home, "not a file"),
            (":memory:", "no file to copy"),
            (text, "not an SQLite database"),
            (empty, "no table 'messages'"),
            (damaged, "damaged"),
        ):
            with self.subTest(words):
                self.assert_refused(self.backup(database), words, str(database))
                self.assert_no_copies()
        self.assertFalse((self.home / "missing.db").exists())

    def test_arguments_that_make_no_sense(self):
        make_database(self.database)
        for arguments in (["--keep", "0"], ["--keep", "many"], ["--keep"], ["--prune"], [self.database, "another.db"]):
            with self.subTest(arguments):
                self.assert_refused(self.backup(*arguments))
        self.assert_no_copies()

    def test_folders_that_cannot_be_written_to(self):
        make_database(self.database)
        self.assert_refused(self.run_script(BACKUP, "--to", self.home / "nowhere", self.database), "no folder")
        self.copies.chmod(0o555)
        self.database.chmod(0o644)
        somebody = (
            {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
        )  # root may write anywhere
        self.assert_refused(self.backup(self.database, **somebody), "may not write to the folder", "Permission denied")
        self.assert_no_copies()

    def test_a_full_disk(self):
        make_database(self.database, 5000, os.urandom(200).hex())
        small_disk = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--mount", "--map-root-user"]
        script = (
            'size=$1 folder=$2; shift 2; mount -t tmpfs -o size="$size" tmpfs "$folder" || exit 77; "$@"; code=$?; '
        )
        script += 'ls -A "$folder" >&2; exit $code'
        whole = self.database.stat().st_size
        # 1: no room for the copy; 2: none for its compressed form.
        for size in (whole // 2, whole + 65536):
            with self.subTest(size=size, whole=whole):
                result = self.run_script(
                    *small_disk, "sh", "-c", script, "sh", size, self.copies, BACKUP, "--to", self.copies, self.database
                )
                if result.returncode == 77 or "unshare" in result.stderr:
                    self.skipTest(f"no small disk can be had here: {result.stderr.strip()}")
                self.assert_refused(result, "disk", "full")  # one line: nothing was listed, nothing is left

    def tools_without(self, name):
        """A folder for PATH that has every program but one."""
        folder = self.home / "tools"
        folder.mkdir()
        for place in ("/usr/bin", "/bin"):
            for tool in os.scandir(place):
                if tool.name != name and not (folder / tool.name).is_symlink():
                    (folder / tool.name).symlink_to(tool.path)
        return folder

    def test_without_sqlite3(self):
        make_database(self.database)
        tools = {"PATH": str(self.tools_without("sqlite3"))}
        self.assert_refused(self.backup(self.database, environment=tools), "apt install sqlite3")
        self.assert_refused(
            self.run_script(RESTORE, "x.db.gz", self.database, environment=tools), "apt install sqlite3"
        )
        self.assert_no_copies()

    def tools_with(self, name, script):
        """A PATH on which a program is replaced."""
        folder = self.home / "replaced"
        folder.mkdir()
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
        return f"{folder}:{os.environ['PATH']}"

    def test_a_copy_that_cannot_be_unpacked_gets_no_name(self):
        make_database(self.database)
        # Compresses all but the end, as a failing disk might.
        gzip = shutil.which("gzip")
        path = self.tools_with("gzip", f'case "$*" in *d*) exec {gzip} "$@";; esac; head -c 1000 | {gzip}')
        self.assert_refused(self.backup(self.database, environment={"PATH": path}), "does not unpack")
        self.assert_no_copies()

    def test_a_copy_that_is_interrupted_leaves_nothing(self):
        make_database(self.database)
        path = self.tools_with("gzip", f"echo half; touch '{self.home.parent}/halfway'; exec sleep 600")
        for sent in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(sent):
                process = subprocess.Popen(
                    [BACKUP, "--to", self.copies, self.database],
                    env=os.environ | {"PATH": path},
                    start_new_session=True,
                )
                try:
                    wait_until((self.home.parent / "halfway").exists, "gzip to begin")
                finally:
                    os.killpg(process.pid, sent)  # as a terminal or systemd would: to the script and its programs
                self.assertEqual(process.wait(TIMEOUT), 128 + sent)
                self.assert_no_copies()
                (self.home.parent / "halfway").unlink()

    def test_what_a_power_cut_left_is_cleared_away_a_day_later(self):
        make_database(self.database)
        left = self.copies / ".2023-12-31T15:03:57.partial"
        fresh = self.copies / ".2023-12-31T15:03:58.partial"  # may belong to a run that goes on
        for folder in (left, fresh):
            folder.mkdir()
            (folder / "copy.db").write_text("half a copy")
        os.utime(left, (0, 0))
        copy = self.good_backup(self.database)
        self.assertEqual(set(os.listdir(self.copies)), {fresh.name, copy.name})


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    NECSUS = os.path.abspath(sys.argv.pop(1))
    if not shutil.which("sqlite3"):
        sys.exit("backup_test: the program sqlite3 is missing: apt install sqlite3")
    unittest.main(verbosity=2)
