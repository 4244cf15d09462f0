-- All that is stored. Money is whole millionths of one CNY. Ids, and what is searched by its text, compare by bytes,
-- as they do in Python and whatever the language of the database. JSON is text and not jsonb: jsonb holds no U+0000,
-- while in JSON text it is written as an escape.

CREATE TABLE tasks (
    id text COLLATE "C" PRIMARY KEY,            -- time-ordered, so that inserts append
    key_id text COLLATE "C" NOT NULL,
    provider text COLLATE "C" NOT NULL,
    model text COLLATE "C" NOT NULL,
    public_id text COLLATE "C" NOT NULL,        -- the id that the client was given
    request_id text COLLATE "C" NOT NULL,       -- of the reply to the submit
    lane text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    attempt integer NOT NULL,                   -- fences late workers
    strikes integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    deadline_at timestamptz,
    request text NOT NULL,                      -- JSON: VideoRequest
    echo bytea NOT NULL,                        -- JSON that only the dialect reads
    charge text NOT NULL,                       -- JSON: Charge
    cost bigint NOT NULL,                       -- of its charge, for the ledger's sums
    callback_url text,
    failure text,                               -- JSON: Failure
    result text,                                -- JSON: Result
    UNIQUE (provider, public_id)
);

-- For clients that ask by the request id.
CREATE INDEX tasks_request_id ON tasks (key_id, request_id);

-- For recovery and the sweeper; they hold only what is not finished, so they stay small.
CREATE INDEX tasks_unfinished ON tasks (created_at, id) WHERE state IN ('queued', 'running');
CREATE INDEX tasks_deadline ON tasks (deadline_at)
    WHERE state IN ('queued', 'running') AND deadline_at IS NOT NULL;

-- For lists, whose cursor is an id; ids are time-ordered.
CREATE INDEX tasks_of_key ON tasks (key_id, id);
CREATE INDEX tasks_by_state ON tasks (state, id);
CREATE INDEX tasks_by_model ON tasks (model, id);

CREATE TABLE keys (
    id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    hint text NOT NULL,
    digest text COLLATE "C" NOT NULL UNIQUE,    -- SHA-256, hex
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    is_operator boolean NOT NULL,
    limits text NOT NULL,                       -- JSON: Limits
    secrets text NOT NULL                       -- JSON: list of strings
);

CREATE TABLE uploads (
    id bigint PRIMARY KEY,
    key_id text COLLATE "C" NOT NULL,
    asset_id text NOT NULL,
    width bigint NOT NULL,                      -- pixels
    height bigint NOT NULL,                     -- pixels
    created_at_ms bigint NOT NULL               -- milliseconds since 1970
);

CREATE TABLE ledger (
    task_id text COLLATE "C" NOT NULL,
    phase text COLLATE "C" NOT NULL CHECK (phase IN ('hold', 'end')),   -- with the primary key: held once, ended once
    key_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('hold', 'capture', 'release')),
    available bigint NOT NULL,
    held bigint NOT NULL,
    spent bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (task_id, phase),
    CHECK (available + held + spent = 0)
);

-- Never changed, never removed, not even all at once.
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only';
END
$$;
CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();

-- Running totals by key, so that limits need not add everything up. Every change of a key's tasks locks its row first.
CREATE TABLE accounts (
    key_id text COLLATE "C" PRIMARY KEY,
    held bigint NOT NULL DEFAULT 0,
    spent bigint NOT NULL DEFAULT 0,
    open_tasks bigint NOT NULL DEFAULT 0,
    paced_until timestamptz
) WITH (fillfactor = 50);                       -- changed all the time; room to do so in place

CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,    -- within a task, in the order of what happened
    task_id text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    attempt integer NOT NULL,
    at timestamptz NOT NULL,
    note text
);
CREATE INDEX events_of_task ON events (task_id, id);

CREATE TABLE claims (
    key_id text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    digest text NOT NULL,                       -- of the request
    owner text NOT NULL,                        -- who may settle it
    until timestamptz NOT NULL,                 -- when it runs out, or its answer
    task_id text COLLATE "C",
    reply bytea,                                -- NULL while it is being worked on
    PRIMARY KEY (key_id, idempotency_key)
);
CREATE INDEX claims_until ON claims (until);

CREATE TABLE deliveries (
    id text COLLATE "C" PRIMARY KEY,            -- time-ordered
    task_id text COLLATE "C" NOT NULL,
    key_id text COLLATE "C" NOT NULL,
    sequence integer NOT NULL,
    task_state text COLLATE "C" NOT NULL,
    url text NOT NULL,
    body bytea NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'delivered', 'gave_up')),
    tries integer NOT NULL,
    created_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    finished_at timestamptz,
    status integer,
    error text,
    latency_ms bigint,
    UNIQUE (task_id, sequence)
);

-- For the courier; holds only what is still to be sent.
CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE state = 'pending';
CREATE INDEX deliveries_of_key ON deliveries (key_id, id);

-- One row that the readiness check writes to.
CREATE TABLE checks (
    id integer PRIMARY KEY CHECK (id = 1),
    count bigint NOT NULL
);
INSERT INTO checks (id, count) VALUES (1, 0);
