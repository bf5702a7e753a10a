-- The short of every metric of these runs: what it was, and the fresh points.   $runs: numbers
CREATE OR REPLACE TEMP TABLE folded AS
WITH
fresh AS (
    SELECT
        run,
        key,
        split,
        count(*) AS points,
        arg_max(value, seq) AS last,
        max(seq) AS last_seq,
        arg_max({'value': value, 'step': coalesce(step, epoch), 'seq': seq}, (value, -seq)) FILTER (isfinite(value)) AS top,
        arg_min({'value': value, 'step': coalesce(step, epoch), 'seq': seq}, (value, seq)) FILTER (isfinite(value)) AS bottom
    FROM fresh_point
    GROUP BY run, key, split
),
before AS (
    SELECT
        run,
        key,
        split,
        points,
        last,
        last_seq,
        CASE WHEN high IS NOT NULL THEN {'value': high, 'step': high_step, 'seq': high_seq} END AS top,
        CASE WHEN low IS NOT NULL THEN {'value': low, 'step': low_step, 'seq': low_seq} END AS bottom
    FROM core.final
    WHERE points > 0 AND run IN (SELECT unnest($runs))
),
together AS (
    FROM fresh
    UNION ALL BY NAME
    FROM before
)
SELECT
    run,
    key,
    split,
    CAST(sum(points) AS BIGINT) AS points,
    arg_max(last, last_seq) AS last,
    max(last_seq) AS last_seq,
    arg_max(top, (top.value, -top.seq)) AS top,
    arg_min(bottom, (bottom.value, bottom.seq)) AS bottom
FROM together
GROUP BY run, key, split;
