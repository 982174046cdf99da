-- A database of the original as of 2019-12-27: bots have patterns.
BEGIN;
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room TEXT CHECK (room != ''),
    author TEXT,
    text TEXT
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
INSERT INTO messages (id, room, author, text) VALUES
    (3, '7b', 'Emmy', 'Hallo zusammen!'),
    (4, '7b', NULL, NULL),
    (5, '7b', CAST(x'4A72FC' AS TEXT), CAST(x'477220FF6E65F09F9880C2' AS TEXT)),
    (6, '7b', 'Bot', 'exponent'),
    (7, '7b', 'Bot', 'empty'),
    (8, '7b', 'Bot', 'blanks'),
    (9, '7b', 'Bot', 'infinite'),
    (10, '7b', 'Bot', 'beyond a double'),
    (11, NULL, 'nobody', 'nowhere'),
    (12, 'guess', 'Guess', 'A number?');
COMMIT;
