-- Room for points as they come, and for which run each batch of them belongs to.
CREATE OR REPLACE TEMP TABLE staged_point (
    key    VARCHAR,
    value  DOUBLE,
    split  VARCHAR,
    step   DOUBLE,
    epoch  DOUBLE,
    time   DOUBLE,
    source VARCHAR
);
CREATE OR REPLACE TEMP TABLE staged_batch (first_row BIGINT, run BIGINT);
