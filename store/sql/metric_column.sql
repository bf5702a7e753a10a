-- One metric of every run of a project, where it ended up; of several splits the one that comparisons look at first.
-- $project, $key
SELECT r.run_id, arg_min(f.last, coalesce(f.split NOT IN ('val', 'validation', 'test'), TRUE))
FROM core.ranked AS f
JOIN core.run AS r ON r.number = f.run
WHERE r.project = $project AND f.key = $key
GROUP BY r.run_id;
