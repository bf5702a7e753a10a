-- The number of a run.   $project, $run_id
SELECT number
FROM core.run
WHERE project = $project AND run_id = $run_id;
