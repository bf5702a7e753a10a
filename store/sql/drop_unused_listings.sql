-- Forget listings that no run has.
DELETE FROM core.listing
WHERE NOT EXISTS (FROM core.run WHERE packages = digest OR code_files = digest);
