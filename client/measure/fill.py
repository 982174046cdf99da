"""Fills rooms of a NeCSuS database, which the server must have made, and be stopped.

    fill.py DATABASE ROOM COUNT [ROOM COUNT ...]
"""
import sqlite3
import sys
import time

database = sqlite3.connect(sys.argv[1])
for room, count in zip(sys.argv[2::2], map(int, sys.argv[3::2])):
    now = time.time()
    database.executemany(
        'INSERT INTO messages (room, author, kind, text, "when") VALUES (?, ?, ?, ?, ?)',
        (
            (
                room,
                ('Ada', 'Grace', 'Emmy')[index % 3],
                'user',
                f'line {index} of this <b>room</b>',
                str(now - count + index),
            )
            for index in range(count)
        ),
    )
database.commit()
