-- Which metrics do the staged points have?
SELECT DISTINCT key
FROM staged_point;
