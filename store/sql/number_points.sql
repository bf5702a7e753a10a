-- The staged points with their run, their place in it, and the split that their name implies.
CREATE OR REPLACE TEMP TABLE fresh_point AS
WITH
placed AS (
    SELECT *, row_number() OVER () - 1 AS at_row
    FROM staged_point
),
batch AS (
    SELECT b.first_row, b.run, coalesce(sum(f.points), 0) AS next_seq
    FROM staged_batch AS b
    LEFT JOIN core.final AS f ON f.run = b.run
    GROUP BY b.first_row, b.run
)
SELECT
    b.run,
    CAST(b.next_seq + p.at_row - b.first_row AS BIGINT) AS seq,
    p.key,
    coalesce(p.split, m.split) AS split,
    p.step,
    p.epoch,
    p.time,
    p.value,
    p.source
FROM placed AS p
ASOF JOIN batch AS b ON p.at_row >= b.first_row
JOIN core.metric_name AS m ON m.key = p.key;

INSERT INTO core.point BY NAME
FROM fresh_point
ORDER BY run, seq;
