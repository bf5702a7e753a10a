-- The points of a run in the order they were read.   $run, $key: NULL for every, $any_split, $split
SELECT key, value, split, step, epoch, time, source
FROM core.point
WHERE run = $run
    AND ($key IS NULL OR key = $key)
    AND ($any_split OR split IS NOT DISTINCT FROM $split)
ORDER BY seq;
