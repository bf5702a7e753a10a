-- What listings hold.   $digests
SELECT digest, name, value
FROM core.listing
WHERE digest IN (SELECT unnest($digests));
