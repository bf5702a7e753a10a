-- Which of these runs are in the index, and what was last imported as them?   $projects, $run_ids: side by side
SELECT r.project, r.run_id, r.number, r.history
FROM core.run AS r
SEMI JOIN (SELECT unnest($projects) AS project, unnest($run_ids) AS run_id) AS asked USING (project, run_id);
