-- The ledger, limits, idempotency keys, events and callbacks. Money is whole millionths of one CNY.

ALTER TABLE tasks ADD COLUMN lane TEXT NOT NULL DEFAULT 'sketch';
ALTER TABLE tasks ADD COLUMN deadline_at INTEGER;
ALTER TABLE tasks ADD COLUMN strikes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN cost INTEGER NOT NULL DEFAULT 0;    -- of its charge, for the ledger's sums

-- For lists, whose cursor is an id; ids are time-ordered.
DROP INDEX tasks_newest;
DROP INDEX tasks_request_id;
CREATE INDEX tasks_request_id ON tasks (key_id, request_id, created_at, id);
CREATE INDEX tasks_of_key ON tasks (key_id, id);
CREATE INDEX tasks_by_state ON tasks (state, id);
CREATE INDEX tasks_by_model ON tasks (model, id);

-- For the sweeper; holds only open tasks.
CREATE INDEX tasks_deadline ON tasks (deadline_at) WHERE state IN ('queued', 'running');

ALTER TABLE keys ADD COLUMN is_operator INTEGER NOT NULL DEFAULT 0;
ALTER TABLE keys ADD COLUMN limits TEXT NOT NULL DEFAULT '{}';   -- JSON: Limits
ALTER TABLE keys ADD COLUMN secrets TEXT NOT NULL DEFAULT '[]';  -- JSON: list of strings

CREATE TABLE ledger (
    task_id TEXT NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN ('hold', 'end')),   -- with the primary key: held once, ended once
    key_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('hold', 'capture', 'release')),
    available INTEGER NOT NULL,
    held INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (task_id, phase),
    CHECK (available + held + spent = 0)
) STRICT, WITHOUT ROWID;

-- Never changed, never removed.
CREATE TRIGGER ledger_is_append_only BEFORE UPDATE ON ledger BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_keeps_everything BEFORE DELETE ON ledger BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- Running totals by key, so that limits need not add everything up.
CREATE TABLE accounts (
    key_id TEXT PRIMARY KEY,
    held INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    open_tasks INTEGER NOT NULL,
    paced_until INTEGER
) STRICT, WITHOUT ROWID;

-- Tasks of earlier times cost nothing here; they are held and ended at 0, so that every sum is whole.
INSERT INTO ledger (task_id, phase, key_id, kind, available, held, spent, at)
SELECT id, 'hold', key_id, 'hold', 0, 0, 0, created_at FROM tasks;
INSERT INTO ledger (task_id, phase, key_id, kind, available, held, spent, at)
SELECT id, 'end', key_id, CASE state WHEN 'succeeded' THEN 'capture' ELSE 'release' END, 0, 0, 0, updated_at
FROM tasks WHERE state NOT IN ('queued', 'running');
INSERT INTO accounts (key_id, held, spent, open_tasks)
SELECT key_id, 0, 0, sum(state IN ('queued', 'running')) FROM tasks GROUP BY key_id;

CREATE TABLE events (
    id INTEGER PRIMARY KEY,          -- in the order of what happened
    task_id TEXT NOT NULL,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    note TEXT
) STRICT;
CREATE INDEX events_of_task ON events (task_id, id);

CREATE TABLE claims (
    key_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    digest TEXT NOT NULL,            -- of the request
    owner TEXT NOT NULL,             -- who may settle it
    until INTEGER NOT NULL,          -- when it runs out, or its answer
    task_id TEXT,
    reply BLOB,                      -- NULL while it is being worked on
    PRIMARY KEY (key_id, idempotency_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_until ON claims (until);

CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,             -- time-ordered
    task_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    task_state TEXT NOT NULL,
    url TEXT NOT NULL,
    body BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'gave_up')),
    tries INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    finished_at INTEGER,
    status INTEGER,
    error TEXT,
    latency_ms INTEGER,
    UNIQUE (task_id, sequence)
) STRICT;

-- For the courier; holds only what is still to be sent.
CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE state = 'pending';
CREATE INDEX deliveries_of_key ON deliveries (key_id, id);
