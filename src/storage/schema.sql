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

-- Up to which message necsus_conversations is true: newer ones were written by the original. While a server runs this
-- is some ids ahead, as is the sequence of messages: so others' ids are past it.
CREATE TABLE IF NOT EXISTS necsus_progress (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    last_message_id INTEGER NOT NULL
);

-- Messages and forms for which bots are being called. What is here at the start was cut short by a crash.
CREATE TABLE IF NOT EXISTS necsus_activations (
    id INTEGER PRIMARY KEY,
    message_id INTEGER,       -- null: a form
    bot_id INTEGER,           -- the conversation's bot, if it was in one
    answered_bot_id INTEGER,  -- the last one that has answered or failed; those before it have, too
    room TEXT,                -- of a form, as the name of its bot
    bot_name TEXT
);

-- What a client posted under an Idempotency-Key, and the message that it became. No index by age: each post would have
-- to write to it.
CREATE TABLE IF NOT EXISTS necsus_idempotency_keys (
    room TEXT NOT NULL,
    key TEXT NOT NULL,
    posted_at INTEGER NOT NULL, -- seconds since the epoch
    message TEXT NOT NULL, -- its id, a blank, and its time
    PRIMARY KEY (room, key)
) WITHOUT ROWID;
