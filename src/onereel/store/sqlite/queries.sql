-- name: create_migrations
-- Make the list of applied migrations, on a new database.
CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY) STRICT;

-- name: list_migrations
-- Which migrations this database has seen, in order.
SELECT name FROM migrations ORDER BY name;

-- name: add_migration
-- Note that a migration was applied.
INSERT INTO migrations (name) VALUES (:name);

-- name: add_task
-- Keep a new task; its id, and its public id at that provider, must be new.
INSERT INTO tasks (
    id, key_id, provider, model, public_id, request_id, lane, state, attempt, strikes,
    created_at, updated_at, started_at, finished_at, deadline_at,
    request, echo, charge, cost, callback_url, passed, failure, result
) VALUES (
    :id, :key_id, :provider, :model, :public_id, :request_id, :lane, :state, :attempt, :strikes,
    :created_at, :updated_at, :started_at, :finished_at, :deadline_at,
    :request, :echo, :charge, :cost, :callback_url, :passed, :failure, :result
);

-- name: get_task
-- The task with our own id.
SELECT * FROM tasks WHERE id = :id;

-- name: list_standings
-- How some tasks stand. `ids` is a JSON array.
SELECT id, state, attempt FROM tasks WHERE id IN (SELECT value FROM json_each(:ids));

-- name: find_task_by_public_id
-- A key's task by the id that its client was given.
SELECT * FROM tasks WHERE provider = :provider AND public_id = :reference AND key_id = :key_id;

-- name: find_task_by_request_id
-- A key's task by the request id of the reply to its submit; the newest, should a dialect use one twice.
SELECT * FROM tasks WHERE key_id = :key_id AND request_id = :reference AND provider = :provider
ORDER BY created_at DESC, id DESC LIMIT 1;

-- name: replace_task
-- Change the life of a task, only if it is still in the state and attempt from which it is changed.
UPDATE tasks SET
    state = :state, attempt = :attempt, strikes = :strikes,
    updated_at = :updated_at, started_at = :started_at, finished_at = :finished_at,
    failure = :failure, result = :result
WHERE id = :id AND state = :old_state AND attempt = :old_attempt;

-- name: list_unfinished_tasks
-- Every task that somebody still has to work on, oldest first; the condition is that of the index.
SELECT * FROM tasks INDEXED BY tasks_unfinished WHERE state IN ('queued', 'running') ORDER BY created_at, id;

-- name: list_overdue_tasks
-- Open tasks whose deadline has passed; the condition is that of the index.
SELECT * FROM tasks INDEXED BY tasks_deadline WHERE state IN ('queued', 'running') AND deadline_at <= :at ORDER BY deadline_at LIMIT :limit;

-- name: count_open_tasks
-- Open tasks by lane, model and state, and since when the oldest; the condition is that of the index.
SELECT lane, model, state, count(*) AS count, min(created_at) AS oldest
FROM tasks INDEXED BY tasks_unfinished WHERE state IN ('queued', 'running')
GROUP BY lane, model, state ORDER BY lane, model, state;

-- name: page_tasks
-- The newest tasks that are wanted; the text in brackets is replaced by the conditions that were given.
SELECT * FROM tasks WHERE [conditions] ORDER BY id DESC LIMIT :limit;

-- name: page_tasks_with_words
-- The last accepted tasks that are wanted and have these words in their prompts; brackets as above.
SELECT tasks.* FROM prompt_words
JOIN prompts ON prompts.number = prompt_words.rowid
JOIN tasks ON tasks.id = prompts.task_id
WHERE prompt_words MATCH :match AND [conditions] ORDER BY prompt_words.rowid DESC LIMIT :limit;

-- name: add_prompt
-- Number the prompt of a new task.
INSERT INTO prompts (task_id) VALUES (:task_id);

-- name: add_prompt_words
-- Make the words of a prompt searchable; key and model are words, too, so that a search can be narrowed down to them.
INSERT INTO prompt_words (rowid, words, owner, model) VALUES (:number, :words, :owner, :model);

-- name: forget_prompt_words
-- Remove the words of the prompts of tasks that ended long ago; goes before `forget_prompts`.
DELETE FROM prompt_words WHERE rowid IN (
    SELECT number FROM prompts WHERE task_id IN (
        SELECT id FROM tasks WHERE finished_at < :before ORDER BY finished_at, id LIMIT :limit
    )
);

-- name: forget_prompts
-- Remove the numbers of those prompts.
DELETE FROM prompts WHERE task_id IN (
    SELECT id FROM tasks WHERE finished_at < :before ORDER BY finished_at, id LIMIT :limit
);

-- name: add_tally
-- Count a task that has ended.
INSERT INTO tallies (span, start, key_id, model, state, count, spent)
VALUES (:span, :start, :key_id, :model, :state, :count, :spent)
ON CONFLICT DO UPDATE SET count = count + excluded.count, spent = spent + excluded.spent;

-- name: list_tallies
-- What has ended within each span since a moment, of one key or of all together.
SELECT start, model, state, sum(count) AS count, sum(spent) AS spent FROM tallies
WHERE span = :span AND start >= :since AND (:key_id IS NULL OR key_id = :key_id)
GROUP BY start, model, state ORDER BY start, model, state;

-- name: forget_events
-- Remove what has happened to tasks that ended long ago; goes before the tasks themselves.
DELETE FROM events WHERE task_id IN (
    SELECT id FROM tasks WHERE finished_at < :before ORDER BY finished_at, id LIMIT :limit
);

-- name: forget_deliveries
-- Remove the callbacks of tasks that ended long ago.
DELETE FROM deliveries WHERE task_id IN (
    SELECT id FROM tasks WHERE finished_at < :before ORDER BY finished_at, id LIMIT :limit
);

-- name: forget_tasks
-- Remove tasks that ended long ago.
DELETE FROM tasks WHERE id IN (
    SELECT id FROM tasks WHERE finished_at < :before ORDER BY finished_at, id LIMIT :limit
);

-- name: add_event
-- Note what has happened to a task.
INSERT INTO events (task_id, state, attempt, at, note) VALUES (:task_id, :state, :attempt, :at, :note);

-- name: list_events
-- What has happened to a task, oldest first.
SELECT * FROM events WHERE task_id = :task_id ORDER BY id;

-- name: add_entry
-- Move credit of a key; a task has one entry of each phase at most.
INSERT INTO ledger (task_id, phase, key_id, kind, available, held, spent, at)
VALUES (:task_id, :phase, :key_id, :kind, :available, :held, :spent, :at);

-- name: list_entries
-- The entries of a task, its hold first.
SELECT * FROM ledger WHERE task_id = :task_id ORDER BY phase DESC;

-- name: get_account
-- The running totals of a key.
SELECT * FROM accounts WHERE key_id = :key_id;

-- name: set_account
-- Write the running totals of a key.
INSERT INTO accounts (key_id, held, spent, open_tasks, paced_until)
VALUES (:key_id, :held, :spent, :open_tasks, :paced_until)
ON CONFLICT (key_id) DO UPDATE SET
    held = excluded.held, spent = excluded.spent, open_tasks = excluded.open_tasks, paced_until = excluded.paced_until;

-- name: sum_accounts
-- The running totals of all keys together.
SELECT coalesce(sum(held), 0) AS held, coalesce(sum(spent), 0) AS spent FROM accounts;

-- name: audit_sums
-- How many entries there are, and what all their amounts add up to.
SELECT count(*) AS entries, coalesce(sum(available + held + spent), 0) AS balance FROM ledger;

-- name: audit_tasks
-- Tasks in all; those without a hold; ended ones without the end that their state calls for; open ones with an end.
SELECT
    count(*) AS tasks,
    coalesce(sum(hold.task_id IS NULL OR hold.held <> tasks.cost), 0) AS unheld,
    coalesce(sum(
        tasks.state NOT IN ('queued', 'running')
        AND (last.kind IS NULL OR (last.kind = 'capture') <> (tasks.state = 'succeeded') OR last.held <> -tasks.cost)
    ), 0) AS unended,
    coalesce(sum(tasks.state IN ('queued', 'running') AND last.kind IS NOT NULL), 0) AS overended
FROM tasks
LEFT JOIN ledger AS hold ON hold.task_id = tasks.id AND hold.phase = 'hold'
LEFT JOIN ledger AS last ON last.task_id = tasks.id AND last.phase = 'end';

-- name: audit_accounts
-- Keys whose running totals are not what their entries add up to.
SELECT count(*) AS misstated
FROM (
    SELECT key_id, sum(held) AS held, sum(spent) AS spent, sum(phase = 'hold') - sum(phase = 'end') AS open_tasks
    FROM ledger GROUP BY key_id
) AS sums
LEFT JOIN accounts USING (key_id)
WHERE (sums.held, sums.spent, sums.open_tasks) IS NOT (accounts.held, accounts.spent, accounts.open_tasks);

-- name: get_claim
-- What is known of an idempotency key.
SELECT * FROM claims WHERE key_id = :key_id AND idempotency_key = :idempotency_key;

-- name: set_claim
-- Make or take over a claim.
INSERT INTO claims (key_id, idempotency_key, digest, owner, until, task_id, reply)
VALUES (:key_id, :idempotency_key, :digest, :owner, :until, NULL, NULL)
ON CONFLICT (key_id, idempotency_key) DO UPDATE SET
    digest = excluded.digest, owner = excluded.owner, until = excluded.until, task_id = NULL, reply = NULL;

-- name: settle_claim
-- Store the answer of a claim, if it is still its owner's.
UPDATE claims SET task_id = :task_id, reply = :reply, until = :keep_until
WHERE key_id = :key_id AND idempotency_key = :idempotency_key AND owner = :owner AND reply IS NULL;

-- name: drop_claim
-- Take an unsettled claim back.
DELETE FROM claims
WHERE key_id = :key_id AND idempotency_key = :idempotency_key AND owner = :owner AND reply IS NULL;

-- name: abandon_claims
-- Take back all unsettled claims.
DELETE FROM claims WHERE reply IS NULL;

-- name: forget_claims
-- Remove some of the claims and answers that have run out.
DELETE FROM claims WHERE (key_id, idempotency_key) IN (
    SELECT key_id, idempotency_key FROM claims WHERE until < :before ORDER BY until LIMIT :limit
);

-- name: add_delivery
-- Put a callback into the outbox.
INSERT INTO deliveries (
    id, task_id, key_id, sequence, task_state, url, body, state, tries,
    created_at, due_at, finished_at, status, error, latency_ms
) VALUES (
    :id, :task_id, :key_id, :sequence, :task_state, :url, :body, :state, :tries,
    :created_at, :due_at, :finished_at, :status, :error, :latency_ms
);

-- name: list_due_deliveries
-- Callbacks that may be sent now: due, and nothing before them of the same task is still to be sent.
SELECT * FROM deliveries AS one
WHERE state = 'pending' AND due_at <= :now AND NOT EXISTS (
    SELECT 1 FROM deliveries AS earlier
    WHERE earlier.task_id = one.task_id AND earlier.sequence < one.sequence AND earlier.state = 'pending'
)
ORDER BY due_at, id LIMIT :limit;

-- name: lend_delivery
-- Keep others from taking a callback before a moment.
UPDATE deliveries SET due_at = :until WHERE id = :id;

-- name: record_delivery
-- Write down what became of a try, if nobody else has since.
UPDATE deliveries SET
    state = :state, tries = :tries, due_at = :due_at, finished_at = :finished_at,
    status = :status, error = :error, latency_ms = :latency_ms
WHERE id = :id AND state = :old_state AND tries = :old_tries AND due_at = :old_due_at;

-- name: add_try
-- Count a try of a callback.
INSERT INTO tries (start, key_id, is_delivered, within_ms, count)
VALUES (:start, :key_id, :is_delivered, :within_ms, :count)
ON CONFLICT DO UPDATE SET count = count + excluded.count;

-- name: forget_tries
-- Remove what was counted long ago.
DELETE FROM tries WHERE start < :before;

-- name: list_tries
-- How tries went within each hour since a moment, of one key or of all together.
SELECT start, is_delivered, within_ms, sum(count) AS count FROM tries
WHERE start >= :since AND (:key_id IS NULL OR key_id = :key_id)
GROUP BY start, is_delivered, within_ms ORDER BY start, is_delivered, within_ms;

-- name: get_delivery
-- The callback with that id.
SELECT * FROM deliveries WHERE id = :id;

-- name: page_deliveries
-- The newest callbacks that are wanted; the text in brackets is replaced by the conditions that were given.
SELECT * FROM deliveries WHERE [conditions] ORDER BY id DESC LIMIT :limit;

-- name: add_key
-- Keep a new API key.
INSERT INTO keys (id, name, hint, digest, created_at, revoked_at, is_operator, limits, secrets)
VALUES (:id, :name, :hint, :digest, :created_at, :revoked_at, :is_operator, :limits, :secrets);

-- name: get_key
-- The API key with that id, revoked or not.
SELECT * FROM keys WHERE id = :id;

-- name: change_key
-- Set what an operator may set of a key.
UPDATE keys SET limits = :limits, secrets = :secrets WHERE id = :id;

-- name: get_limits
-- What a key may do.
SELECT limits FROM keys WHERE id = :key_id;

-- name: find_key
-- The API key with that digest, revoked or not.
SELECT * FROM keys WHERE digest = :digest;

-- name: list_keys
-- All API keys, oldest first.
SELECT * FROM keys ORDER BY created_at, id;

-- name: revoke_key
-- Revoke an API key, once.
UPDATE keys SET revoked_at = :revoked_at WHERE id = :id AND revoked_at IS NULL;

-- name: add_upload
-- Keep a picture that a client sent ahead.
INSERT INTO uploads (id, key_id, asset_id, width, height, created_at_ms)
VALUES (:id, :key_id, :asset_id, :width, :height, :created_at_ms);

-- name: find_upload
-- A key's picture by its number.
SELECT * FROM uploads WHERE id = :id AND key_id = :key_id;

-- name: add_file
-- Keep the record of a file, unless there is one.
INSERT INTO files (asset_id, kind, since) VALUES (:asset_id, :kind, :since) ON CONFLICT DO NOTHING;

-- name: use_file
-- Mark a file as the input of a task, for the longest time that any task asks for.
UPDATE files SET kind = :kind, since = max(since, :since) WHERE asset_id = :asset_id AND kind <> 'condemned';

-- name: get_file
-- The record of a file.
SELECT * FROM files WHERE asset_id = :asset_id;

-- name: is_condemned
-- Answers when a file is to be removed.
SELECT 1 FROM files WHERE asset_id = :asset_id AND kind = 'condemned';

-- name: drop_old_uploads
-- Remove the uploads whose files are about to be condemned.
DELETE FROM uploads WHERE asset_id IN (
    SELECT asset_id FROM files WHERE kind = :kind AND since < :before ORDER BY since, asset_id LIMIT :limit
);

-- name: condemn_files
-- Condemn some of the files of a kind that are out of time.
UPDATE files SET kind = 'condemned' WHERE asset_id IN (
    SELECT asset_id FROM files WHERE kind = :kind AND since < :before ORDER BY since, asset_id LIMIT :limit
);

-- name: list_condemned_files
-- Files that are to be removed.
SELECT asset_id FROM files WHERE kind = 'condemned' ORDER BY since, asset_id LIMIT :limit;

-- name: forget_file
-- Remove the record of a file that is gone.
DELETE FROM files WHERE asset_id = :asset_id AND kind = 'condemned';

-- name: add_operation
-- Keep a new order of a task that has no open one.
INSERT INTO operations (task_id, number, account, state, reference, note, losses, created_at, updated_at)
VALUES (:task_id, :number, :account, :state, :reference, :note, :losses, :created_at, :updated_at)
ON CONFLICT DO NOTHING;

-- name: change_operation
-- Change an order, only if it is still in the state from which it is changed.
UPDATE operations SET state = :state, reference = :reference, note = :note, updated_at = :updated_at
WHERE task_id = :task_id AND number = :number AND state = :old_state;

-- name: list_operations
-- The orders of a task, oldest first.
SELECT * FROM operations WHERE task_id = :task_id ORDER BY number;

-- name: list_known_operations
-- What a vendor calls the orders that were put to an account.
SELECT reference FROM operations WHERE account = :account AND created_at >= :since AND reference <> '';

-- name: count_operations
-- How many of the orders that were put to an account lately stand how.
SELECT state, count(*) AS count FROM operations WHERE account = :account AND created_at >= :since GROUP BY state;

-- name: find_operation
-- The newest order that a vendor calls so.
SELECT * FROM operations WHERE account = :account AND reference = :reference AND reference <> ''
ORDER BY created_at DESC LIMIT 1;

-- name: list_abandoned_operations
-- Open orders of tasks that are over.
SELECT operations.* FROM operations JOIN tasks ON tasks.id = operations.task_id
WHERE operations.state IN ('intended', 'started', 'unclear') AND tasks.state IN ('succeeded', 'failed', 'cancelled')
ORDER BY operations.task_id LIMIT :limit;

-- name: list_unanswered_operations
-- The tasks whose order to an account was without an answer since a moment. The first condition is that of the index.
SELECT task_id FROM operations
WHERE state IN ('intended', 'started', 'unclear') AND account = :account
  AND (state = 'intended' OR (state = 'unclear' AND updated_at >= :since));

-- name: forget_operations
-- Remove the orders of tasks that ended long ago.
DELETE FROM operations WHERE task_id IN (
    SELECT id FROM tasks WHERE finished_at < :before ORDER BY finished_at, id LIMIT :limit
);

-- name: check
-- Write something, so that a full or broken disk is noticed.
UPDATE checks SET count = count + 1;
