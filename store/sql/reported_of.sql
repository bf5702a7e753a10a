-- The values that were reported as final.   $runs: numbers
SELECT run, key, value
FROM core.reported
WHERE run IN (SELECT unnest($runs));
