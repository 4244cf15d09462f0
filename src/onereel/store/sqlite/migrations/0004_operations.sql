-- Orders that were put to vendors, each written down before its vendor is called.

CREATE TABLE operations (
    task_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    account TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intended', 'started', 'unclear', 'done', 'over')),
    reference TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (task_id, number)
) STRICT, WITHOUT ROWID;

-- A task has one open order at most, whoever works on it: nobody can pay twice at once.
CREATE UNIQUE INDEX operations_open ON operations (task_id) WHERE state IN ('intended', 'started', 'unclear');

-- Which of an account's orders are known, for searching those whose beginning was not answered.
CREATE INDEX operations_of_account ON operations (account, created_at);
