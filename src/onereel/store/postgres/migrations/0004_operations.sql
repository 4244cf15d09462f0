-- Orders that were put to vendors, each written down before its vendor is called.

CREATE TABLE operations (
    task_id text COLLATE "C" NOT NULL,
    number integer NOT NULL,
    account text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('intended', 'started', 'unclear', 'done', 'over')),
    reference text NOT NULL,
    note text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (task_id, number)
);

-- A task has one open order at most, whoever works on it: nobody can pay twice at once.
CREATE UNIQUE INDEX operations_open ON operations (task_id) WHERE state IN ('intended', 'started', 'unclear');

-- Which of an account's orders are known, for searching those whose beginning was not answered.
CREATE INDEX operations_of_account ON operations (account, created_at);
