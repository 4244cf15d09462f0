-- For lists that are narrowed down by several things at once, for searching, and for charts.

CREATE INDEX tasks_of_key_by_state ON tasks (key_id, state, id);
CREATE INDEX tasks_of_key_by_model ON tasks (key_id, model, id);
CREATE INDEX tasks_by_model_and_state ON tasks (model, state, id);
CREATE INDEX tasks_public_id ON tasks (public_id);
CREATE INDEX deliveries_by_state ON deliveries (state, id);
CREATE INDEX deliveries_of_key_by_state ON deliveries (key_id, state, id);

-- The words of a prompt; each Chinese, Japanese or Korean character is one. PostgreSQL cannot look into JSON with
-- U+0000; such a prompt is not found by its words.
CREATE FUNCTION prompt_words(request text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('simple'::regconfig, regexp_replace(
        regexp_replace(
            CASE WHEN position('\u0000' IN request) = 0 THEN request::json ->> 'prompt' ELSE '' END,
            '([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af])', ' \1 ', 'g'
        ),
        '[!-/:-@\[-`{-~]+', ' ', 'g'
    ))
$$;
CREATE INDEX tasks_words ON tasks USING gin (prompt_words(request));

-- What has ended within each hour and each day, so that charts need not count tasks.
CREATE TABLE tallies (
    span text COLLATE "C" NOT NULL CHECK (span IN ('hour', 'day')),
    start timestamptz NOT NULL,                 -- of the span
    key_id text COLLATE "C" NOT NULL,
    model text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    count bigint NOT NULL,
    spent bigint NOT NULL,
    PRIMARY KEY (span, start, key_id, model, state)
) WITH (fillfactor = 50);                       -- changed all the time; room to do so in place
INSERT INTO tallies (span, start, key_id, model, state, count, spent)
SELECT
    spans.span, date_trunc(spans.span, coalesce(finished_at, updated_at), 'UTC'), tasks.key_id, model, state, count(*),
    coalesce(sum(ledger.spent), 0)
FROM (VALUES ('hour'), ('day')) AS spans (span)
CROSS JOIN tasks
LEFT JOIN ledger ON ledger.task_id = tasks.id AND ledger.phase = 'end'
WHERE state NOT IN ('queued', 'running')
GROUP BY 1, 2, 3, 4, 5;
