-- Public SQL: what users, reports and tests may rely on. All times are UTC.

CREATE VIEW runs AS
SELECT
    project,
    run_id,
    name,
    stage,
    status,
    started_at,
    finished_at,
    epoch(finished_at - started_at) AS duration_s,
    host,
    TRY_CAST(seed AS HUGEINT) AS seed,
    parent,
    complete
FROM core.run;
COMMENT ON VIEW runs IS 'One row a run. Times are UTC; complete says whether the snapshot holds all of its code.';

CREATE VIEW params AS
SELECT
    r.project,
    r.run_id,
    p.name,
    CASE WHEN p.value LIKE '"%' THEN p.value ->> '$' ELSE nullif(CAST(p.value AS VARCHAR), 'null') END AS value,
    p.source
FROM core.param AS p
JOIN core.run AS r ON r.number = p.run;
COMMENT ON VIEW params IS 'The params a run had, as text: TRY_CAST(value AS DOUBLE) makes numbers of them.';

CREATE VIEW metrics AS
SELECT
    r.project,
    r.run_id,
    p.key,
    p.split,
    p.step,
    p.epoch,
    CASE WHEN abs(p.time) < 2e11 THEN make_timestamp(CAST(p.time * 1e6 AS BIGINT)) END AS time,
    p.value,
    p.source,
    p.seq
FROM core.point AS p
JOIN core.run AS r ON r.number = p.run;
COMMENT ON VIEW metrics IS
'Every point once, in the order seq in which they were read. A value that was only reported as final is no point: it is in final_metrics.';

-- What ranking reads. best looks at points and report together, and never at NaN or infinity.
CREATE VIEW core.ranked AS
WITH
directed AS (
    SELECT f.*, m.direction, CASE WHEN isfinite(f.reported) THEN f.reported END AS finite
    FROM core.final AS f
    JOIN core.metric_name AS m ON m.key = f.key
),
decided AS (
    SELECT
        *,
        CASE direction WHEN 'higher' THEN greatest(high, finite) WHEN 'lower' THEN least(low, finite) END AS best
    FROM directed
)
SELECT
    run,
    key,
    split,
    coalesce(reported, last) AS last,
    best,
    CASE
        WHEN direction = 'higher' AND best = high THEN high_step
        WHEN direction = 'lower' AND best = low THEN low_step
    END AS best_step,
    direction
FROM decided;

CREATE VIEW final_metrics AS
SELECT r.project, r.run_id, f.key, f.split, f.last, f.best, f.best_step, f.direction
FROM core.ranked AS f
JOIN core.run AS r ON r.number = f.run;
COMMENT ON VIEW final_metrics IS
'last: the reported value, else the last point; NaN is kept. best: the best finite value by direction, points and report together. best_step: where a point had it, the epoch where there are no steps. direction is null where it is not known, and best with it.';

CREATE VIEW packages AS
SELECT r.project, r.run_id, l.name, l.value AS version
FROM core.run AS r
JOIN core.listing AS l ON l.digest = r.packages;

CREATE VIEW code_files AS
SELECT r.project, r.run_id, l.name AS path, l.value AS digest
FROM core.run AS r
JOIN core.listing AS l ON l.digest = r.code_files;

CREATE VIEW datasets AS
SELECT r.project, r.run_id, d.name, d.digest
FROM core.dataset AS d
JOIN core.run AS r ON r.number = d.run;

CREATE VIEW tags AS
SELECT project, run_id, unnest(tags) AS tag
FROM core.run;

CREATE VIEW samples AS
SELECT
    r.project,
    r.run_id,
    CASE WHEN abs(s.time) < 2e11 THEN make_timestamp(CAST(s.time * 1e6 AS BIGINT)) END AS time,
    s.cpu_percent,
    s.rss_bytes,
    s.gpu,
    s.gpu_percent,
    s.vram_bytes
FROM core.sample AS s
JOIN core.run AS r ON r.number = s.run;
COMMENT ON VIEW samples IS 'What a run used: gpu is null in the rows of its processes, and numbers the device in the others.';

CREATE VIEW model_calls AS
SELECT time, project, purpose, provider, model, tokens_in, tokens_out, cost_usd, elapsed_s, error
FROM core.model_call;

CREATE VIEW notes AS
SELECT time, project, author, run_id, text
FROM core.note;
