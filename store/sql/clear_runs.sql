-- Take out what a record says of its run, before a new record goes in.   $runs: numbers
DELETE FROM core.run WHERE number IN (SELECT unnest($runs));
DELETE FROM core.param WHERE run IN (SELECT unnest($runs));
DELETE FROM core.dataset WHERE run IN (SELECT unnest($runs));
DELETE FROM core.reported WHERE run IN (SELECT unnest($runs));
