-- The runs of these ids.   $project, $run_ids
SELECT
    number,
    run_id,
    name,
    stage,
    status,
    started_at,
    finished_at,
    host,
    seed,
    parent,
    complete,
    code_commit,
    packages,
    code_files,
    tags,
    extra
FROM core.run
WHERE project = $project AND run_id IN (SELECT unnest($run_ids));
