-- Forget listings that no run has.
DELETE FROM core.listing
WHERE digest NOT IN (SELECT unnest([packages, code_files]) FROM core.run);
