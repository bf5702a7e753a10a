-- The runs of a project, newest first; those about to start are newest, those without a time oldest.
-- $project, $stage: NULL for every, $newest: NULL for all
SELECT run_id, name, stage, status, started_at, parent
FROM core.run
WHERE project = $project AND ($stage IS NULL OR stage = $stage)
ORDER BY coalesce(started_at IS NULL AND status = 'pending', FALSE) DESC, started_at DESC NULLS LAST, number DESC
LIMIT $newest;
