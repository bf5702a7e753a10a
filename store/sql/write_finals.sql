-- What ranking reads of these runs, from their folded points and what was reported.   $runs: numbers
--
-- A reported value without a split belongs to the points of its name: to those without a split; else to the only
-- split there is; else to the one split whose last point says the same. Otherwise it stands by itself.
DELETE FROM core.final WHERE run IN (SELECT unnest($runs));

INSERT INTO core.final BY NAME
WITH
candidate AS (
    SELECT
        r.run,
        r.key,
        r.value,
        m.split AS implied,
        f.split,
        f.key IS NOT NULL AS is_there,
        f.last = r.value OR abs(f.last - r.value) <= 1e-4 * greatest(1, abs(r.value)) AS is_same
    FROM core.reported AS r
    JOIN core.metric_name AS m ON m.key = r.key
    LEFT JOIN folded AS f ON f.run = r.run AND f.key = r.key
    WHERE r.run IN (SELECT unnest($runs))
),
reported AS (
    SELECT
        run,
        key,
        value,
        CASE
            WHEN implied IS NOT NULL THEN implied
            WHEN bool_or(is_there AND split IS NULL) THEN NULL
            WHEN count(*) = 1 THEN min(split)
            WHEN count(*) FILTER (is_same) = 1 THEN min(split) FILTER (is_same)
        END AS split
    FROM candidate
    GROUP BY run, key, value, implied
)
SELECT
    coalesce(f.run, r.run) AS run,
    coalesce(f.key, r.key) AS key,
    coalesce(f.split, r.split) AS split,
    coalesce(f.points, 0) AS points,
    f.last,
    f.last_seq,
    f.top.value AS high,
    f.top.step AS high_step,
    f.top.seq AS high_seq,
    f.bottom.value AS low,
    f.bottom.step AS low_step,
    f.bottom.seq AS low_seq,
    r.value AS reported
FROM folded AS f
FULL JOIN reported AS r ON r.run = f.run AND r.key = f.key AND r.split IS NOT DISTINCT FROM f.split;
