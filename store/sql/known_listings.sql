-- Which of these listings are there already?   $digests
SELECT DISTINCT digest
FROM core.listing
WHERE digest IN (SELECT unnest($digests));
