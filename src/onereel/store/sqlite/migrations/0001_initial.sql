-- Tasks, keys and uploads. Times are whole microseconds since 1970, UTC, unless the name says otherwise.

CREATE TABLE tasks (
    id TEXT PRIMARY KEY,             -- time-ordered, so that inserts append
    key_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    public_id TEXT NOT NULL,         -- the id that the client was given
    request_id TEXT NOT NULL,        -- of the reply to the submit
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    attempt INTEGER NOT NULL,        -- fences late workers
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    request TEXT NOT NULL,           -- JSON: VideoRequest
    echo BLOB NOT NULL,              -- JSON that only the dialect reads
    charge TEXT NOT NULL,            -- JSON: Charge
    callback_url TEXT,
    failure TEXT,                    -- JSON: Failure
    result TEXT,                     -- JSON: Result
    UNIQUE (provider, public_id)
) STRICT;

-- For clients that ask by the request id.
CREATE INDEX tasks_request_id ON tasks (key_id, request_id);

-- For recovery; holds only what is not finished, so it stays small.
CREATE INDEX tasks_unfinished ON tasks (created_at, id) WHERE state IN ('queued', 'running');

-- For a key's own list, newest first.
CREATE INDEX tasks_newest ON tasks (key_id, created_at DESC, id DESC);

CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hint TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,     -- SHA-256, hex
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE TABLE uploads (
    id INTEGER PRIMARY KEY,
    key_id TEXT NOT NULL,
    asset_id TEXT NOT NULL,
    width INTEGER NOT NULL,          -- pixels
    height INTEGER NOT NULL,         -- pixels
    created_at_ms INTEGER NOT NULL   -- milliseconds
) STRICT;

-- One row that the readiness check writes to.
CREATE TABLE checks (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    count INTEGER NOT NULL
) STRICT;
INSERT INTO checks (id, count) VALUES (1, 0);
