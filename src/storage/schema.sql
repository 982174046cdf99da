-- The first three tables are the original's (protocol, section 10): its files open here, and ours open there.
CREATE TABLE IF NOT EXISTS messages (
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
CREATE INDEX IF NOT EXISTS messages_byroom ON messages (room, id);

CREATE TABLE IF NOT EXISTS bots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room TEXT CHECK (room != ''),
    name TEXT,
    responds_to TEXT,
    url TEXT
);
CREATE INDEX IF NOT EXISTS necsus_bots_byroom ON bots (room, id);

CREATE TABLE IF NOT EXISTS clears (
    room TEXT PRIMARY KEY,
    last_cleared_id INTEGER
);

-- Ours. Who owns a room's next message.
CREATE TABLE IF NOT EXISTS necsus_conversations (
    room TEXT PRIMARY KEY,
    bot_id INTEGER NOT NULL,
    state TEXT NOT NULL,
    message_id INTEGER -- that began it: without it in `messages` there is no conversation. Null from before there was it
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS necsus_conversations_bybot ON necsus_conversations (bot_id);

-- Up to which message necsus_conversations is true: newer ones were written by the original.
CREATE TABLE IF NOT EXISTS necsus_progress (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    last_message_id INTEGER NOT NULL
);

-- What a client posted under an Idempotency-Key, and the answer that it was given.
CREATE TABLE IF NOT EXISTS necsus_idempotency_keys (
    room TEXT NOT NULL,
    key TEXT NOT NULL,
    posted_at INTEGER NOT NULL, -- seconds since the epoch
    message TEXT NOT NULL,
    PRIMARY KEY (room, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS necsus_idempotency_keys_byage ON necsus_idempotency_keys (posted_at);
