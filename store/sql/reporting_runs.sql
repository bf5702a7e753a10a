-- Which of these runs have reported values?   $runs: numbers
SELECT DISTINCT run
FROM core.reported
WHERE run IN (SELECT unnest($runs));
