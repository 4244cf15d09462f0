-- name: lock_migrations
-- Let one process at a time change the shape of the database; the lock ends with the connection.
SELECT pg_advisory_lock($1);

-- name: has_migrations
-- Whether this database has ever been given a shape.
SELECT to_regclass('migrations') IS NOT NULL;

-- name: create_migrations
-- Make the list of applied migrations, on a new database.
CREATE TABLE IF NOT EXISTS migrations (name text COLLATE "C" PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());

-- name: list_migrations
-- Which migrations this database has seen, in order.
SELECT name FROM migrations ORDER BY name;

-- name: add_migration
-- Note that a migration was applied.
INSERT INTO migrations (name) VALUES ($1);

-- name: keep_commits_durable
-- Undo a setting of the server with which a commit could be answered for before it is on disk.
SELECT set_config('synchronous_commit', 'on', FALSE) WHERE current_setting('synchronous_commit') = 'off';

-- name: server_encoding
-- How this database writes text.
SELECT current_setting('server_encoding');

-- name: open_accounts
-- Make the accounts of keys that have none, in the order of the keys.
INSERT INTO accounts (key_id) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING;

-- name: lock_accounts
-- Read the running totals and limits of keys, and keep everybody else from changing them; locked in one order by all.
SELECT accounts.*, keys.limits
FROM accounts LEFT JOIN keys ON keys.id = accounts.key_id
WHERE accounts.key_id = ANY ($1::text[])
ORDER BY accounts.key_id
FOR NO KEY UPDATE OF accounts;

-- name: add_tasks
-- Keep new tasks; those are answered whose id, and whose public id at that provider, were new.
INSERT INTO tasks (
    id, key_id, provider, model, public_id, request_id, lane, created_at, deadline_at,
    request, echo, charge, cost, callback_url, passed,
    state, attempt, strikes, updated_at, started_at, finished_at, failure, result
)
SELECT * FROM unnest(
    $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::timestamptz[], $9::timestamptz[], $10::text[], $11::bytea[], $12::text[], $13::bigint[], $14::text[], $15::text[],
    $16::text[], $17::integer[], $18::integer[], $19::timestamptz[], $20::timestamptz[], $21::timestamptz[],
    $22::text[], $23::text[]
)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: replace_tasks
-- Change the lives of tasks; those are answered that were still in the state and attempt from which they are changed.
UPDATE tasks SET
    state = new.state, attempt = new.attempt, strikes = new.strikes,
    updated_at = new.updated_at, started_at = new.started_at, finished_at = new.finished_at,
    failure = new.failure, result = new.result
FROM unnest(
    $1::text[], $2::text[], $3::integer[],
    $4::text[], $5::integer[], $6::integer[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[],
    $10::text[], $11::text[]
) AS new (
    id, old_state, old_attempt,
    state, attempt, strikes, updated_at, started_at, finished_at, failure, result
)
WHERE tasks.id = new.id AND tasks.state = new.old_state AND tasks.attempt = new.old_attempt
RETURNING tasks.id;

-- name: write_consequences
-- What a group of changes brings with it: entries of the ledger, events, and the running totals of the keys.
WITH entered AS (
    INSERT INTO ledger (task_id, phase, key_id, kind, available, held, spent, at)
    SELECT * FROM unnest(
        $1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::timestamptz[]
    )
), noted AS (
    INSERT INTO events (task_id, state, attempt, at, note)
    SELECT * FROM unnest($9::text[], $10::text[], $11::integer[], $12::timestamptz[], $13::text[])
)
UPDATE accounts SET held = new.held, spent = new.spent, open_tasks = new.open_tasks, paced_until = new.paced_until
FROM unnest($14::text[], $15::bigint[], $16::bigint[], $17::bigint[], $18::timestamptz[])
    AS new (key_id, held, spent, open_tasks, paced_until)
WHERE accounts.key_id = new.key_id;

-- name: add_tallies
-- Count tasks that have ended; no two rows of one call are of the same span, start, key, model and state.
INSERT INTO tallies (span, start, key_id, model, state, count, spent)
SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[])
ON CONFLICT (span, start, key_id, model, state) DO UPDATE SET
    count = tallies.count + excluded.count, spent = tallies.spent + excluded.spent;

-- name: list_tallies
-- What has ended within each span since a moment, of one key or of all together.
SELECT start, model, state, sum(count)::bigint AS count, sum(spent)::bigint AS spent FROM tallies
WHERE span = $1 AND start >= $2 AND ($3::text IS NULL OR key_id = $3)
GROUP BY start, model, state ORDER BY start, model, state;

-- name: settle_claims
-- Store the answers of claims; those are answered that were still their owners'.
UPDATE claims SET task_id = new.task_id, reply = new.reply, until = new.keep_until
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::timestamptz[])
    AS new (key_id, idempotency_key, owner, task_id, reply, keep_until)
WHERE claims.key_id = new.key_id AND claims.idempotency_key = new.idempotency_key
    AND claims.owner = new.owner AND claims.reply IS NULL
RETURNING claims.task_id;

-- name: add_deliveries
-- Put callbacks into the outbox.
INSERT INTO deliveries (
    id, task_id, key_id, sequence, task_state, url, body, created_at,
    state, tries, due_at, finished_at, status, error, latency_ms
)
SELECT * FROM unnest(
    $1::text[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::bytea[], $8::timestamptz[],
    $9::text[], $10::integer[], $11::timestamptz[], $12::timestamptz[], $13::integer[], $14::text[], $15::bigint[]
);

-- name: use_files
-- Mark files as the inputs of tasks, for the longest time that any of them asks for; the condemned are left alone.
UPDATE files SET kind = new.kind, since = greatest(files.since, new.since)
FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS new (asset_id, kind, since)
WHERE files.asset_id = new.asset_id AND files.kind <> 'condemned';

-- name: lock_files
-- The files among these that are condemned; none of these can be condemned before the transaction ends.
SELECT asset_id, kind FROM files WHERE asset_id = ANY ($1::text[]) ORDER BY asset_id FOR UPDATE;

-- name: add_files
-- Keep the records of files, unless there are any.
INSERT INTO files (asset_id, kind, since) SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])
ON CONFLICT DO NOTHING;

-- name: get_file
-- The record of a file.
SELECT * FROM files WHERE asset_id = $1;

-- name: condemn_files
-- Condemn some of the files of a kind that are out of time, and remove the uploads that stand for them.
WITH old AS (
    SELECT asset_id FROM files WHERE kind = $1 AND since < $2 ORDER BY since, asset_id LIMIT $3
    FOR UPDATE SKIP LOCKED
), dropped AS (
    DELETE FROM uploads USING old WHERE uploads.asset_id = old.asset_id
)
UPDATE files SET kind = 'condemned' FROM old WHERE files.asset_id = old.asset_id
RETURNING files.asset_id;

-- name: list_condemned_files
-- Files that are to be removed.
SELECT asset_id FROM files WHERE kind = 'condemned' ORDER BY since, asset_id LIMIT $1;

-- name: forget_files
-- Remove the records of files that are gone.
DELETE FROM files WHERE asset_id = ANY ($1::text[]) AND kind = 'condemned';

-- name: forget_tasks
-- Remove tasks that ended long ago, with their events, callbacks and orders.
WITH old AS (
    SELECT id FROM tasks WHERE finished_at < $1 ORDER BY finished_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
), events_gone AS (
    DELETE FROM events USING old WHERE events.task_id = old.id
), deliveries_gone AS (
    DELETE FROM deliveries USING old WHERE deliveries.task_id = old.id
), operations_gone AS (
    DELETE FROM operations USING old WHERE operations.task_id = old.id
)
DELETE FROM tasks USING old WHERE tasks.id = old.id RETURNING tasks.id;

-- name: share_secret
-- Propose a secret; the first that is proposed under a name stays.
INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: get_secret
-- The secret of that name.
SELECT value FROM secrets WHERE name = $1;

-- name: close_to_others
-- Keep every other process from storing anything before the end of the transaction.
LOCK TABLE keys, tasks IN EXCLUSIVE MODE;

-- name: holds_anything
-- Whether anybody has stored something here.
SELECT EXISTS (SELECT FROM keys) OR EXISTS (SELECT FROM tasks);

-- name: list_columns
-- The columns of a table, and what they hold.
SELECT column_name, data_type FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = $1;

-- name: continue_event_numbers
-- Number new events after those that have arrived.
SELECT setval(pg_get_serial_sequence('events', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM events), false);

-- name: get_task
-- The task with our own id.
SELECT * FROM tasks WHERE id = $1;

-- name: list_standings
-- How some tasks stand.
SELECT id, state, attempt FROM tasks WHERE id = ANY($1::text[]);

-- name: find_task
-- A key's task by the id that its client was given, or else the newest by the request id of the reply to its submit.
SELECT tasks.* FROM (
    (SELECT id, 1 AS rank FROM tasks WHERE provider = $1 AND public_id = $2 AND key_id = $3)
    UNION ALL
    (SELECT id, 2 AS rank FROM tasks WHERE key_id = $3 AND request_id = $2 AND provider = $1
     ORDER BY created_at DESC, id DESC LIMIT 1)
) AS found
JOIN tasks USING (id)
ORDER BY found.rank LIMIT 1;

-- name: list_unfinished_tasks
-- Every task that somebody still has to work on, oldest first; the condition is that of the index.
SELECT * FROM tasks WHERE state IN ('queued', 'running') ORDER BY created_at, id;

-- name: list_overdue_tasks
-- Open tasks whose deadline has passed; the condition is that of the index.
SELECT * FROM tasks WHERE state IN ('queued', 'running') AND deadline_at <= $1 ORDER BY deadline_at LIMIT $2;

-- name: count_open_tasks
-- Open tasks by lane, model and state, and since when the oldest; the condition is that of the index.
SELECT lane, model, state, count(*) AS count, min(created_at) AS oldest
FROM tasks WHERE state IN ('queued', 'running')
GROUP BY lane, model, state ORDER BY lane, model, state;

-- name: page_tasks
-- The newest tasks that are wanted; the text in brackets is replaced by the conditions that were given.
SELECT * FROM tasks WHERE [conditions] ORDER BY id DESC LIMIT [limit];

-- name: search_newest
-- Those of the newest wanted tasks whose prompts have these words; looks at no more prompts than it is worth. OFFSET 0
-- here and below keeps the planner, which cannot tell how many there will be, from reading all tasks in their order.
SELECT tasks.* FROM (
    SELECT task_id FROM (
        SELECT task_id, words FROM prompts WHERE task_id < [before] AND task_id >= [after]
        ORDER BY task_id DESC LIMIT 20000
    ) AS newest
    WHERE words @@ [words]::text::tsquery
) AS found
CROSS JOIN LATERAL (SELECT * FROM tasks WHERE id = found.task_id AND [conditions] OFFSET 0) AS tasks
ORDER BY found.task_id DESC LIMIT [limit];

-- name: count_prompts
-- How many prompts there are between two ids, up to one more than `search_newest` looks at.
SELECT count(*) AS count FROM (
    SELECT FROM prompts WHERE task_id < [before] AND task_id >= [after] ORDER BY task_id DESC LIMIT [limit]
) AS counted;

-- name: count_some_tasks
-- How many tasks are wanted, up to a limit.
SELECT count(*) AS count FROM (SELECT FROM tasks WHERE [conditions] LIMIT [limit]) AS counted;

-- name: search_wanted
-- The newest tasks with these words in their prompts; looks at the words of everyone that is wanted.
SELECT tasks.* FROM (SELECT * FROM tasks WHERE [conditions] ORDER BY id DESC OFFSET 0) AS tasks
CROSS JOIN LATERAL (SELECT words FROM prompts WHERE task_id = tasks.id OFFSET 0) AS prompts
WHERE words @@ [words]::text::tsquery ORDER BY tasks.id DESC LIMIT [limit];

-- name: search_index
-- The newest tasks that are wanted and whose prompts have these words, by the index of words.
WITH found AS MATERIALIZED (SELECT task_id FROM prompts WHERE words @@ [words]::text::tsquery)
SELECT tasks.* FROM (
    SELECT task_id FROM found WHERE task_id < [before] AND task_id >= [after] ORDER BY task_id DESC
) AS newest
CROSS JOIN LATERAL (SELECT * FROM tasks WHERE id = newest.task_id AND [conditions] OFFSET 0) AS tasks
ORDER BY newest.task_id DESC LIMIT [limit];

-- name: list_events
-- What has happened to a task, oldest first.
SELECT * FROM events WHERE task_id = $1 ORDER BY id;

-- name: list_entries
-- The entries of a task, its hold first.
SELECT * FROM ledger WHERE task_id = $1 ORDER BY phase DESC;

-- name: get_account
-- The running totals of a key.
SELECT * FROM accounts WHERE key_id = $1;

-- name: sum_accounts
-- The running totals of all keys together.
SELECT coalesce(sum(held), 0)::bigint AS held, coalesce(sum(spent), 0)::bigint AS spent FROM accounts;

-- name: audit_sums
-- How many entries there are, and what all their amounts add up to.
SELECT count(*) AS entries, coalesce(sum(available + held + spent), 0)::bigint AS balance FROM ledger;

-- name: audit_tasks
-- Tasks in all; those without a hold; ended ones without the end that their state calls for; open ones with an end.
SELECT
    count(*) AS tasks,
    count(*) FILTER (WHERE hold.task_id IS NULL OR hold.held <> tasks.cost) AS unheld,
    count(*) FILTER (WHERE tasks.state NOT IN ('queued', 'running') AND (
        last.kind IS NULL OR (last.kind = 'capture') <> (tasks.state = 'succeeded') OR last.held <> -tasks.cost
    )) AS unended,
    count(*) FILTER (WHERE tasks.state IN ('queued', 'running') AND last.kind IS NOT NULL) AS overended
FROM tasks
LEFT JOIN ledger AS hold ON hold.task_id = tasks.id AND hold.phase = 'hold'
LEFT JOIN ledger AS last ON last.task_id = tasks.id AND last.phase = 'end';

-- name: audit_accounts
-- Keys whose running totals are not what their entries add up to.
SELECT count(*) AS misstated
FROM (
    SELECT
        key_id, sum(held) AS held, sum(spent) AS spent,
        count(*) FILTER (WHERE phase = 'hold') - count(*) FILTER (WHERE phase = 'end') AS open_tasks
    FROM ledger GROUP BY key_id
) AS sums
LEFT JOIN accounts USING (key_id)
WHERE (sums.held, sums.spent, sums.open_tasks)
    IS DISTINCT FROM (accounts.held, accounts.spent, accounts.open_tasks);

-- name: make_claim
-- Make a claim where there is none; answers when it was made.
INSERT INTO claims (key_id, idempotency_key, digest, owner, until) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING owner;

-- name: lock_claim
-- What is known of an idempotency key, which nobody else may change before the transaction ends.
SELECT * FROM claims WHERE key_id = $1 AND idempotency_key = $2 FOR UPDATE;

-- name: take_claim_over
-- Put a new claim in the place of one that is out of time.
UPDATE claims SET digest = $3, owner = $4, until = $5, task_id = NULL, reply = NULL
WHERE key_id = $1 AND idempotency_key = $2;

-- name: drop_claim
-- Take an unsettled claim back.
DELETE FROM claims WHERE key_id = $1 AND idempotency_key = $2 AND owner = $3 AND reply IS NULL;

-- name: abandon_claims
-- Take back all unsettled claims.
DELETE FROM claims WHERE reply IS NULL RETURNING key_id;

-- name: forget_claims
-- Remove some of the claims and answers that have run out, but none that somebody is just taking over.
WITH old AS (
    SELECT key_id, idempotency_key FROM claims WHERE until < $1 ORDER BY until LIMIT $2 FOR UPDATE SKIP LOCKED
)
DELETE FROM claims USING old
WHERE claims.key_id = old.key_id AND claims.idempotency_key = old.idempotency_key
RETURNING claims.key_id;

-- name: lend_deliveries
-- Callbacks that may be sent now: due, and the first of their task to be sent; nobody else gets them before a moment.
WITH due AS (
    SELECT id, due_at FROM deliveries AS one
    WHERE state = 'pending' AND due_at <= $1 AND NOT EXISTS (
        SELECT FROM deliveries AS earlier
        WHERE earlier.task_id = one.task_id AND earlier.sequence < one.sequence AND earlier.state = 'pending'
    )
    ORDER BY due_at, id LIMIT $3
    FOR UPDATE SKIP LOCKED
), lent AS (
    UPDATE deliveries SET due_at = $2 FROM due WHERE deliveries.id = due.id
    RETURNING deliveries.*, due.due_at AS was_due_at
)
SELECT * FROM lent ORDER BY was_due_at, id;

-- name: record_delivery
-- Write down what became of a try, if nobody else has since; answers when it was written.
UPDATE deliveries SET
    state = $2, tries = $3, due_at = $4, finished_at = $5, status = $6, error = $7, latency_ms = $8
WHERE id = $1 AND state = $9 AND tries = $10 AND due_at = $11
RETURNING id;

-- name: record_try
-- The same, and count the try; what was counted long ago is forgotten meanwhile.
WITH recorded AS (
    UPDATE deliveries SET
        state = $2, tries = $3, due_at = $4, finished_at = $5, status = $6, error = $7, latency_ms = $8
    WHERE id = $1 AND state = $9 AND tries = $10 AND due_at = $11
    RETURNING id
), forgotten AS (
    DELETE FROM tries WHERE start < $17
), counted AS (
    INSERT INTO tries (start, key_id, is_delivered, within_ms, count)
    SELECT $12::timestamptz, $13::text, $14::boolean, $15::integer, $16::bigint FROM recorded
    ON CONFLICT (start, key_id, is_delivered, within_ms) DO UPDATE SET count = tries.count + excluded.count
)
SELECT id FROM recorded;

-- name: list_tries
-- How tries went within each hour since a moment, of one key or of all together.
SELECT start, is_delivered, within_ms, sum(count)::bigint AS count FROM tries
WHERE start >= $1 AND ($2::text IS NULL OR key_id = $2)
GROUP BY start, is_delivered, within_ms ORDER BY start, is_delivered, within_ms;

-- name: get_delivery
-- The callback with that id.
SELECT * FROM deliveries WHERE id = $1;

-- name: page_deliveries
-- The newest callbacks that are wanted; the text in brackets is replaced by the conditions that were given.
SELECT * FROM deliveries WHERE [conditions] ORDER BY id DESC LIMIT [limit];

-- name: add_key
-- Keep a new API key; answers when its id and digest were new.
INSERT INTO keys (id, name, hint, digest, created_at, revoked_at, is_operator, limits, secrets)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT DO NOTHING RETURNING id;

-- name: get_key
-- The API key with that id, revoked or not.
SELECT * FROM keys WHERE id = $1;

-- name: find_key
-- The API key with that digest, revoked or not.
SELECT * FROM keys WHERE digest = $1;

-- name: list_keys
-- All API keys, oldest first.
SELECT * FROM keys ORDER BY created_at, id;

-- name: change_key
-- Set what an operator may set of a key; answers when there is one.
UPDATE keys SET limits = $2, secrets = $3 WHERE id = $1 RETURNING id;

-- name: revoke_key
-- Revoke an API key, once; answers when it was done.
UPDATE keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id;

-- name: add_upload
-- Keep a picture that a client sent ahead; answers when its number was new.
INSERT INTO uploads (id, key_id, asset_id, width, height, created_at_ms) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING RETURNING id;

-- name: find_upload
-- A key's picture by its number.
SELECT * FROM uploads WHERE id = $1 AND key_id = $2;

-- name: list_jobless
-- Open tasks that have had no job for a while: a queue that was cut off in the middle may give one up.
SELECT id, lane FROM tasks
WHERE state IN ('queued', 'running') AND updated_at < now() - $1::interval
    AND NOT EXISTS (SELECT 1 FROM pgqueuer WHERE pgqueuer.dedupe_key = tasks.id)
ORDER BY id LIMIT $2;

-- name: list_workers
-- Who holds jobs now, and how long ago each was last heard of.
SELECT
    entrypoint AS lane, queue_manager_id::text AS worker, count(*) AS tasks,
    greatest(now() - max(heartbeat), interval '0') AS silent_for
FROM pgqueuer WHERE status = 'picked' AND queue_manager_id IS NOT NULL
GROUP BY entrypoint, queue_manager_id ORDER BY entrypoint, queue_manager_id LIMIT $1;

-- name: trim_job_log
-- Forget what became of jobs long ago; PgQueuer has added it up by then.
DELETE FROM pgqueuer_log WHERE id IN (
    SELECT id FROM pgqueuer_log WHERE aggregated AND created < now() - $1::interval ORDER BY created LIMIT $2
);

-- name: add_operation
-- Keep a new order of a task that has no open one; answers when it was kept.
INSERT INTO operations (task_id, number, account, state, reference, note, losses, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING number;

-- name: change_operation
-- Change an order, only if it is still in the state from which it is changed; answers when it was.
UPDATE operations SET state = $3, reference = $4, note = $5, updated_at = $6
WHERE task_id = $1 AND number = $2 AND state = $7 RETURNING number;

-- name: list_operations
-- The orders of a task, oldest first.
SELECT * FROM operations WHERE task_id = $1 ORDER BY number;

-- name: list_known_operations
-- What a vendor calls the orders that were put to an account.
SELECT reference FROM operations WHERE account = $1 AND created_at >= $2 AND reference <> '';

-- name: count_operations
-- How many of the orders that were put to an account lately stand how.
SELECT state, count(*) AS count FROM operations WHERE account = $1 AND created_at >= $2 GROUP BY state;

-- name: find_operation
-- The newest order that a vendor calls so.
SELECT * FROM operations WHERE account = $1 AND reference = $2 AND reference <> '' ORDER BY created_at DESC LIMIT 1;

-- name: list_abandoned_operations
-- Open orders of tasks that are over.
SELECT operations.* FROM operations JOIN tasks ON tasks.id = operations.task_id
WHERE operations.state IN ('intended', 'started', 'unclear') AND tasks.state IN ('succeeded', 'failed', 'cancelled')
ORDER BY operations.task_id LIMIT $1;

-- name: list_unanswered_operations
-- The tasks whose order to an account was without an answer since a moment. The first condition is that of the index.
SELECT task_id FROM operations
WHERE state IN ('intended', 'started', 'unclear') AND account = $1
  AND (state = 'intended' OR (state = 'unclear' AND updated_at >= $2));

-- name: check
-- Write something and read it back, so that a full or broken disk is noticed.
UPDATE checks SET count = count + 1 RETURNING count;
