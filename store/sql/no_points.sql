-- No new points, where only what was reported changes.
CREATE OR REPLACE TEMP TABLE fresh_point AS
FROM core.point
LIMIT 0;
