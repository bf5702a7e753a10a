-- Every run in the index, with its status, how many points it has, and what was imported as it.
SELECT r.project, r.run_id, r.status, coalesce(sum(f.points), 0) AS points, r.history
FROM core.run AS r
LEFT JOIN core.final AS f ON f.run = r.number
GROUP BY r.project, r.run_id, r.status, r.history;
