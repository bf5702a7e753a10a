-- The metrics and params that runs of a project have, those of the most runs first.
-- $project
SELECT kind, name
FROM (
    SELECT 'metric' AS kind, f.key AS name, count(*) AS runs
    FROM core.final AS f
    JOIN core.run AS r ON r.number = f.run
    WHERE r.project = $project
    GROUP BY f.key
    UNION ALL
    SELECT 'param' AS kind, p.name, count(*) AS runs
    FROM core.param AS p
    JOIN core.run AS r ON r.number = p.run
    WHERE r.project = $project
    GROUP BY p.name
)
ORDER BY runs DESC, kind, name;
