-- How far was a log read?   $run, $source
SELECT place, state
FROM core.cursor
WHERE run = $run AND source = $source;
