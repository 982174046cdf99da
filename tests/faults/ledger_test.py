#!/usr/bin/env python3
"""The audit notices each kind of loss and doubling: a clean run is forged in one place at a time."""

import copy
import unittest

from ledger import Bounds, Fate, Ledger, Row, audit


def clean_run():
    """Two writers and two listeners in a room with a bot, one post of a third room refused."""
    ledger = Ledger()
    ledger.bot_rooms.add("cats")
    rows = []
    for number in (1, 2, 3):
        for writer in ("ann", "ben"):
            post = ledger.post("cats", writer, number)
            post.fate = Fate.ACKNOWLEDGED
            rows.append(Row(len(rows) + 1, "cats", "user", writer, f"hello <{post.token}>"))
            ledger.called[post.token] += 1
            ledger.answered.add(post.token)
            rows.append(Row(len(rows) + 1, "cats", "bot", "Echo", f"you said <{post.token}>"))
    ledger.post("dogs", "eve", 1).fate = Fate.REFUSED
    for listener in ("one", "two"):
        ledger.told[("cats", listener)] = [row.id for row in rows]
    return ledger, rows


class Audit(unittest.TestCase):
    def setUp(self):
        self.ledger, self.rows = clean_run()

    def assert_broken(self, *kinds, bounds=Bounds()):
        self.assertEqual(sorted(audit(self.ledger, self.rows, bounds)), sorted(kinds))

    def test_a_clean_run_is_clean(self):
        self.assert_broken()

    def test_a_lost_message(self):
        gone = self.rows.pop(0)
        for told in self.ledger.told.values():
            told.remove(gone.id)
        self.assert_broken("lost")

    def test_a_doubled_message(self):
        self.rows.append(self.copy_of(0, 99))
        for told in self.ledger.told.values():
            told.append(99)
        self.assert_broken("doubled", "out of order")

    def copy_of(self, index, id):
        row = copy.copy(self.rows[index])
        row.id = id
        return row

    def test_a_refused_message_that_is_stored(self):
        self.rows.append(Row(99, "dogs", "user", "eve", "hello <dogs_eve_1>"))
        self.assert_broken("refused but stored")

    def test_an_unknown_fate_may_be_either(self):
        self.ledger.post("dogs", "eve", 2)
        self.assert_broken()
        self.rows.append(Row(99, "dogs", "user", "eve", "hello <dogs_eve_2>"))
        self.assert_broken()

    def test_a_message_that_nobody_posted(self):
        self.rows.append(Row(99, "owls", "user", "eve", "a room that nobody watches"))
        self.assert_broken()
        self.rows.append(Row(100, "dogs", "user", "eve", "boo"))
        self.assert_broken("invented")

    def test_a_message_in_the_wrong_room(self):
        self.ledger.post("dogs", "eve", 2).fate = Fate.ACKNOWLEDGED
        self.rows.append(Row(99, "owls", "user", "eve", "hello <dogs_eve_2>"))
        self.assert_broken("misplaced")

    def test_messages_of_a_writer_that_changed_places(self):
        first, second = self.rows[0], self.rows[4]
        first.text, second.text = second.text, first.text
        self.assert_broken("out of order")

    def test_a_listener_that_was_not_told(self):
        self.ledger.told[("cats", "one")].remove(3)
        self.assert_broken("not told")

    def test_a_listener_that_was_told_twice(self):
        self.ledger.told[("cats", "one")].insert(3, 3)
        self.assert_broken("told twice")

    def test_a_listener_that_was_told_in_another_order(self):
        told = self.ledger.told[("cats", "two")]
        told[2], told[3] = told[3], told[2]
        self.assert_broken("told out of order")

    def test_a_listener_that_was_told_what_is_not_stored(self):
        self.ledger.told[("cats", "two")].append(99)
        self.assert_broken("told but not stored")

    def test_a_bot_that_was_woken_twice(self):
        self.ledger.called["cats_ann_1"] += 1
        self.assert_broken("woken twice")

    def test_a_bot_that_was_not_woken(self):
        self.forget_answer()
        del self.ledger.called["cats_ann_1"]
        self.ledger.answered.remove("cats_ann_1")
        self.assert_broken("not woken")
        self.assert_broken(bounds=Bounds(calls_may_be_lost=True))

    def forget_answer(self):
        del self.rows[1]
        for told in self.ledger.told.values():
            told.remove(2)

    def test_a_lost_answer(self):
        self.forget_answer()
        self.assert_broken("answer lost")
        self.assert_broken(bounds=Bounds(calls_may_be_lost=True))

    def test_a_doubled_answer(self):
        self.rows.append(self.copy_of(1, 99))
        for told in self.ledger.told.values():
            told.append(99)
        self.assert_broken("answer doubled")


if __name__ == "__main__":
    unittest.main()
