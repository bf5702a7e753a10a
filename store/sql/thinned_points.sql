-- The points of a run, at most so many a metric: the smallest, the largest and the first that is no number of each
-- bucket, and the two ends.   $run, $key: NULL for every, $any_split, $split, $most: at least 5
WITH
wanted AS (
    SELECT *
    FROM core.point
    WHERE run = $run
        AND ($key IS NULL OR key = $key)
        AND ($any_split OR split IS NOT DISTINCT FROM $split)
),
series AS (
    SELECT
        key,
        split,
        min(seq) AS first_seq,
        max(seq) AS last_seq,
        ($most - 2) // (2 + CAST(bool_or(NOT isfinite(value)) AS INTEGER)) AS buckets
    FROM wanted
    GROUP BY key, split
    HAVING count(*) > $most
),
bucket AS (
    SELECT
        arg_min(seq, value) FILTER (isfinite(value)) AS smallest,
        arg_max(seq, value) FILTER (isfinite(value)) AS largest,
        min(seq) FILTER (NOT isfinite(value)) AS odd
    FROM wanted AS w
    JOIN series AS s ON s.key = w.key AND s.split IS NOT DISTINCT FROM w.split
    GROUP BY s.key, s.split, (w.seq - s.first_seq) * s.buckets // (s.last_seq - s.first_seq + 1)
),
kept AS (
    SELECT unnest([smallest, largest, odd]) AS seq FROM bucket
    UNION
    SELECT unnest([first_seq, last_seq]) FROM series
)
SELECT w.key, w.value, w.split, w.step, w.epoch, w.time, w.source
FROM wanted AS w
LEFT JOIN series AS s ON s.key = w.key AND s.split IS NOT DISTINCT FROM w.split
WHERE s.key IS NULL OR w.seq IN (FROM kept)
ORDER BY w.seq;
