-- Numbers for new runs.   $many: how many
SELECT nextval('core.run_number')
FROM range($many);
