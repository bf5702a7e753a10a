-- Where the metrics of runs ended up.   $runs: numbers
SELECT run, key, split, last, best, best_step, direction
FROM core.ranked
WHERE run IN (SELECT unnest($runs))
ORDER BY run, key, split;
