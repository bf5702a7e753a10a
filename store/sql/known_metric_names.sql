-- Which of these metric names are understood already?   $keys
SELECT key
FROM core.metric_name
WHERE key IN (SELECT unnest($keys));
