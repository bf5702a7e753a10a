-- One param of every run of a project, as JSON text.
-- $project, $param
SELECT r.run_id, p.value
FROM core.param AS p
JOIN core.run AS r ON r.number = p.run
WHERE r.project = $project AND p.name = $param;
