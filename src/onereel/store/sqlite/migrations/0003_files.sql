-- What is known of the files in the asset store, and how long ended tasks are kept. Times as before.

CREATE TABLE files (
    asset_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('upload', 'input', 'media', 'condemned')),
    since INTEGER NOT NULL           -- when its time begins to count
) STRICT, WITHOUT ROWID;
CREATE INDEX files_by_age ON files (kind, since);

-- For the sweeper; holds only ended tasks.
CREATE INDEX tasks_finished ON tasks (finished_at) WHERE finished_at IS NOT NULL;

-- An upload is removed with its file.
CREATE INDEX uploads_file ON uploads (asset_id);

-- What earlier versions have stored. Media first: what a task has made or uses is kept as long as that asks for.
INSERT OR IGNORE INTO files (asset_id, kind, since)
SELECT json_extract(result, '$.video.asset_id'), 'media', coalesce(finished_at, updated_at)
FROM tasks WHERE result IS NOT NULL;
INSERT OR IGNORE INTO files (asset_id, kind, since)
SELECT json_extract(result, '$.cover.asset_id'), 'media', coalesce(finished_at, updated_at)
FROM tasks WHERE result IS NOT NULL;
INSERT OR IGNORE INTO files (asset_id, kind, since)
SELECT json_extract(result, '$.watermarked.asset_id'), 'media', coalesce(finished_at, updated_at)
FROM tasks WHERE json_extract(result, '$.watermarked.asset_id') IS NOT NULL;
INSERT OR IGNORE INTO files (asset_id, kind, since)
SELECT json_extract(request, '$.first_frame.asset_id'), 'input', max(coalesce(deadline_at, updated_at))
FROM tasks WHERE json_extract(request, '$.first_frame.asset_id') IS NOT NULL GROUP BY 1;
INSERT OR IGNORE INTO files (asset_id, kind, since)
SELECT json_extract(request, '$.last_frame.asset_id'), 'input', max(coalesce(deadline_at, updated_at))
FROM tasks WHERE json_extract(request, '$.last_frame.asset_id') IS NOT NULL GROUP BY 1;
INSERT OR IGNORE INTO files (asset_id, kind, since)
SELECT json_extract(request, '$.watermark.picture.asset_id'), 'input', max(coalesce(deadline_at, updated_at))
FROM tasks WHERE json_extract(request, '$.watermark.picture.asset_id') IS NOT NULL GROUP BY 1;
INSERT OR IGNORE INTO files (asset_id, kind, since)
SELECT json_extract(request, '$.track'), 'input', max(coalesce(deadline_at, updated_at))
FROM tasks WHERE json_extract(request, '$.track') IS NOT NULL GROUP BY 1;
INSERT OR IGNORE INTO files (asset_id, kind, since)
SELECT asset_id, 'upload', created_at_ms * 1000 FROM uploads;
