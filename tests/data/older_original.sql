-- A database of an older original: without js, css and base_url, without clears, and without the index.
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
    from_bot INTEGER,
    state BLOB
);
CREATE TABLE bots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room TEXT CHECK (room != ''),
    name TEXT,
    responds_to TEXT,
    url TEXT
);
INSERT INTO messages (room, author, text, "when") VALUES ('r', 'Emmy', 'hello', '3:04 pm');
COMMIT;
