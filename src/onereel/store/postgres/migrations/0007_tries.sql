-- How the tries of callbacks went within each hour, so that charts need not read callbacks.
CREATE TABLE tries (
    start timestamptz NOT NULL,
    key_id text COLLATE "C" NOT NULL,
    is_delivered boolean NOT NULL,
    within_ms integer NOT NULL,                 -- how long the answers took, rounded up to one of few steps
    count bigint NOT NULL,
    PRIMARY KEY (start, key_id, is_delivered, within_ms)
) WITH (fillfactor = 50);                       -- changed all the time; room to do so in place
-- Of callbacks that are through, the last try is known.
INSERT INTO tries (start, key_id, is_delivered, within_ms, count)
SELECT
    date_trunc('hour', finished_at, 'UTC'), key_id, state = 'delivered',
    coalesce((
        SELECT min(step) FROM unnest(ARRAY[
            10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10000, 15000,
            20000, 30000, 50000, 70000
        ]) AS steps (step) WHERE step >= latency_ms
    ), 70000), count(*)
FROM deliveries WHERE finished_at >= now() - interval '7 days'
GROUP BY 1, 2, 3, 4;
