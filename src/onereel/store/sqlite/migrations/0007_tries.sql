-- How the tries of callbacks went within each hour, so that charts need not read callbacks.
CREATE TABLE tries (
    start INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    is_delivered INTEGER NOT NULL,
    within_ms INTEGER NOT NULL,      -- how long the answers took, rounded up to one of few steps
    count INTEGER NOT NULL,
    PRIMARY KEY (start, key_id, is_delivered, within_ms)
) STRICT, WITHOUT ROWID;
-- Of callbacks that are through, the last try is known.
WITH steps (step) AS (VALUES
    (10), (15), (20), (30), (50), (70), (100), (150), (200), (300), (500), (700), (1000), (1500), (2000), (3000), (5000),
    (7000), (10000), (15000), (20000), (30000), (50000), (70000)
)
INSERT INTO tries (start, key_id, is_delivered, within_ms, count)
SELECT
    finished_at / 3600000000 * 3600000000, key_id, state = 'delivered',
    coalesce((SELECT min(step) FROM steps WHERE step >= latency_ms), 70000), count(*)
FROM deliveries WHERE finished_at >= (CAST(strftime('%s', 'now') AS INTEGER) - 604800) * 1000000
GROUP BY 1, 2, 3, 4;
