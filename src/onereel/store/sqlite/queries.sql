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
    id, key_id, provider, model, public_id, request_id, state, attempt,
    created_at, updated_at, started_at, finished_at,
    request, echo, charge, callback_url, failure, result
) VALUES (
    :id, :key_id, :provider, :model, :public_id, :request_id, :state, :attempt,
    :created_at, :updated_at, :started_at, :finished_at,
    :request, :echo, :charge, :callback_url, :failure, :result
);

-- name: get_task
-- The task with our own id.
SELECT * FROM tasks WHERE id = :id;

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
    state = :state, attempt = :attempt,
    updated_at = :updated_at, started_at = :started_at, finished_at = :finished_at,
    failure = :failure, result = :result
WHERE id = :id AND state = :old_state AND attempt = :old_attempt;

-- name: list_unfinished_tasks
-- Every task that somebody still has to work on, oldest first; the condition is that of the index tasks_unfinished.
SELECT * FROM tasks WHERE state IN ('queued', 'running') ORDER BY created_at, id;

-- name: add_key
-- Keep a new API key.
INSERT INTO keys (id, name, hint, digest, created_at, revoked_at)
VALUES (:id, :name, :hint, :digest, :created_at, :revoked_at);

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

-- name: check
-- Write something, so that a full or broken disk is noticed.
UPDATE checks SET count = count + 1;
