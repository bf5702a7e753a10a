-- Take out what was measured in runs.   $runs: numbers
DELETE FROM core.point WHERE run IN (SELECT unnest($runs));
DELETE FROM core.final WHERE run IN (SELECT unnest($runs));
DELETE FROM core.cursor WHERE run IN (SELECT unnest($runs));
DELETE FROM core.sample WHERE run IN (SELECT unnest($runs));
