-- Which metrics of the staged points are new?
SELECT DISTINCT key
FROM staged_point
WHERE key NOT IN (SELECT key FROM core.metric_name);
