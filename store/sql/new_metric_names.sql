-- Which of these metric names are not understood yet?   $keys
SELECT key
FROM (SELECT unnest($keys) AS key)
WHERE key NOT IN (SELECT key FROM core.metric_name);
