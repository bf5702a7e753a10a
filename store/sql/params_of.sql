-- The params of runs.   $runs: numbers
SELECT run, name, value, source, binding
FROM core.param
WHERE run IN (SELECT unnest($runs));
