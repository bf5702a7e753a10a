-- The data of runs.   $runs: numbers
SELECT run, name, digest
FROM core.dataset
WHERE run IN (SELECT unnest($runs));
