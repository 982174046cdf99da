-- A small database as the original NeCSuS writes it.
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room TEXT CHECK (room != ''),
    author TEXT,
    kind TEXT DEFAULT 'user' NOT NULL,
    text TEXT,
    "when" TEXT,
    image TEXT,
    media TEXT,
    js TEXT,
    css TEXT,
    from_bot INTEGER,
    base_url TEXT,
    state BLOB
);
CREATE INDEX messages_byroom ON messages (room, id);
CREATE TABLE bots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room TEXT CHECK (room != ''),
    name TEXT,
    responds_to TEXT,
    url TEXT
);
CREATE TABLE clears (
    room TEXT PRIMARY KEY,
    last_cleared_id INTEGER
);

INSERT INTO bots VALUES (1, 'Biologie 7b', 'Hello Bot', NULL, 'http://localhost:1234/hello');
INSERT INTO bots VALUES (4, 'guess', 'Guess', '', 'http://127.0.0.1:9/guess');

-- Messages 1 and 2 were cleared, and the newest of all was deleted.
INSERT INTO clears VALUES ('Biologie 7b', 2);
INSERT INTO messages VALUES
    (3, 'Biologie 7b', 'Emmy', 'user', 'Hallo zusammen!', '3:04 pm', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, 'Biologie 7b', 'Emmy', 'user', 'Hallo Bot', '3:05 pm', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (5, 'Biologie 7b', 'Hello Bot', 'bot', 'Grüße, Emmy 😀', '1700000000.25', 'cat.svg', NULL, NULL, 'style.css', 1,
     'http://localhost:1234/hello', NULL),
    (6, 'Biologie 7b', 'NeCSuS', 'system', 'The bot failed', '1700000001', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (7, 'guess', 'Emmy', 'user', 'guess', '1700000002.5', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (8, 'guess', 'Guess', 'bot', 'A number?', '1700000003.5', NULL, NULL, NULL, NULL, 4,
     'http://127.0.0.1:9/guess', '{"number": 42, "tries": [1, 2.0]}'),
    (9, 'was guessing', 'Guess', 'bot', 'A number?', '1700000004.5', NULL, NULL, NULL, NULL, 4,
     'http://127.0.0.1:9/guess', '{"number": 7}'),
    (10, 'was guessing', 'Emmy', 'user', '7', '1700000005.5', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (20, 'deleted', 'Emmy', 'user', 'gone', '1700000006.5', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
DELETE FROM messages WHERE id = 20;
COMMIT;
