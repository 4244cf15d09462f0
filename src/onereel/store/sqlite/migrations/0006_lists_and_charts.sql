-- For lists that are narrowed down by several things at once, for searching, and for charts.

CREATE INDEX tasks_of_key_by_state ON tasks (key_id, state, id);
CREATE INDEX tasks_of_key_by_model ON tasks (key_id, model, id);
CREATE INDEX tasks_by_model_and_state ON tasks (model, state, id);
CREATE INDEX tasks_public_id ON tasks (public_id);
CREATE INDEX deliveries_by_state ON deliveries (state, id);
CREATE INDEX deliveries_of_key_by_state ON deliveries (key_id, state, id);

-- The words of prompts. Rows of `prompts` are numbered as tasks are accepted; the numbers of tasks themselves would
-- not outlive a VACUUM.
CREATE TABLE prompts (
    number INTEGER PRIMARY KEY,
    task_id TEXT NOT NULL UNIQUE
) STRICT;
CREATE VIRTUAL TABLE prompt_words USING fts5(words, owner, model);
INSERT INTO prompts (task_id) SELECT id FROM tasks ORDER BY id;
INSERT INTO prompt_words (rowid, words, owner, model)
SELECT number, split_words(json_extract(request, '$.prompt')), split_words(key_id), split_words(model)
FROM prompts JOIN tasks ON tasks.id = prompts.task_id;

-- What has ended within each hour and each day, so that charts need not count tasks.
CREATE TABLE tallies (
    span TEXT NOT NULL CHECK (span IN ('hour', 'day')),
    start INTEGER NOT NULL,          -- of the span
    key_id TEXT NOT NULL,
    model TEXT NOT NULL,
    state TEXT NOT NULL,
    count INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    PRIMARY KEY (span, start, key_id, model, state)
) STRICT, WITHOUT ROWID;
INSERT INTO tallies (span, start, key_id, model, state, count, spent)
SELECT
    spans.span, coalesce(finished_at, updated_at) / spans.length * spans.length, tasks.key_id, model, state, count(*),
    coalesce(sum(ledger.spent), 0)
FROM (SELECT 'hour' AS span, 3600000000 AS length UNION ALL SELECT 'day', 86400000000) AS spans
CROSS JOIN tasks
LEFT JOIN ledger ON ledger.task_id = tasks.id AND ledger.phase = 'end'
WHERE state NOT IN ('queued', 'running')
GROUP BY 1, 2, 3, 4, 5;
