-- What is known of the files in the asset store, how long ended tasks are kept, and what all processes must share.

CREATE TABLE files (
    asset_id text COLLATE "C" PRIMARY KEY,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('upload', 'input', 'media', 'condemned')),
    since timestamptz NOT NULL                  -- when its time begins to count
);
CREATE INDEX files_by_age ON files (kind, since);

-- For the sweeper; holds only ended tasks.
CREATE INDEX tasks_finished ON tasks (finished_at) WHERE finished_at IS NOT NULL;

-- An upload is removed with its file.
CREATE INDEX uploads_file ON uploads (asset_id);

-- Secrets that every process must have the same, such as the one that links are signed with.
CREATE TABLE secrets (
    name text COLLATE "C" PRIMARY KEY,
    value bytea NOT NULL
);

-- What earlier versions have stored. Media first: what a task has made or uses is kept as long as that asks for.
INSERT INTO files (asset_id, kind, since)
SELECT named.asset_id, 'media', coalesce(finished_at, updated_at)
FROM tasks CROSS JOIN LATERAL (VALUES
    (result::json #>> '{video,asset_id}'), (result::json #>> '{cover,asset_id}'),
    (result::json #>> '{watermarked,asset_id}')
) AS named (asset_id)
WHERE result IS NOT NULL AND named.asset_id IS NOT NULL
ON CONFLICT DO NOTHING;
INSERT INTO files (asset_id, kind, since)
SELECT named.asset_id, 'input', max(coalesce(deadline_at, updated_at))
FROM tasks CROSS JOIN LATERAL (VALUES
    (request::json #>> '{first_frame,asset_id}'), (request::json #>> '{last_frame,asset_id}'),
    (request::json #>> '{watermark,picture,asset_id}'), (request::json #>> '{track}')
) AS named (asset_id)
-- PostgreSQL cannot look into a prompt with U+0000; such a task's inputs are kept for good.
WHERE position('\u0000' IN request) = 0 AND named.asset_id IS NOT NULL
GROUP BY named.asset_id
ON CONFLICT DO NOTHING;
INSERT INTO files (asset_id, kind, since)
SELECT asset_id, 'upload', to_timestamp(created_at_ms / 1000.0) FROM uploads
ON CONFLICT DO NOTHING;
