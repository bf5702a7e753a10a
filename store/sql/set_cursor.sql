-- Remember how far a log was read.   $run, $source, $place, $state
DELETE FROM core.cursor WHERE run = $run AND source = $source;
INSERT INTO core.cursor VALUES ($run, $source, $place, $state);
