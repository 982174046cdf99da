-- A database of the original as of 2021-01-05: the first conversations: reply_to names the bot that gets the next message.
BEGIN;
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room TEXT CHECK (room != ''),
    author TEXT,
    text TEXT,
    "when" TEXT,
    image TEXT,
    media TEXT,
    reply_to INTEGER,
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

INSERT INTO bots (id, room, name, url) VALUES
    (1, '7b', 'Echo', 'http://localhost:1234/echo'),
    (2, 'guess', 'Guess', 'http://127.0.0.1:9/guess'),
    (3, '7b', CAST(x'FF' AS TEXT), NULL),
    (4, NULL, 'Homeless', 'http://127.0.0.1:9/x');
UPDATE bots SET responds_to = '^echo' WHERE id = 1;
INSERT INTO clears VALUES ('7b', 2);
INSERT INTO messages (id, room, author, text, "when", image, media, reply_to, state) VALUES
    (3, '7b', 'Emmy', 'Hallo zusammen!', '3:04pm', NULL, NULL, NULL, NULL),
    (4, '7b', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (5, '7b', CAST(x'4A72FC' AS TEXT), CAST(x'477220FF6E65F09F9880C2' AS TEXT), '1578240000.5', CAST(x'FF2E706E67' AS TEXT), NULL, NULL, NULL),
    (6, '7b', 'Bot', 'exponent', '1.57824e9', NULL, NULL, NULL, NULL),
    (7, '7b', 'Bot', 'empty', '', NULL, NULL, NULL, NULL),
    (8, '7b', 'Bot', 'blanks', ' 1578240000 ', NULL, NULL, NULL, NULL),
    (9, '7b', 'Bot', 'infinite', 'inf', NULL, NULL, NULL, NULL),
    (10, '7b', 'Bot', 'beyond a double', '1e999', NULL, NULL, NULL, NULL),
    (11, NULL, 'nobody', 'nowhere', NULL, NULL, NULL, NULL, NULL),
    (12, 'guess', 'Guess', 'A number?', '1578240001.5', NULL, NULL, 2, '{"number": 42, "tries": [1, 2.0]}');
COMMIT;
