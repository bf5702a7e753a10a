-- The index over the files. Nothing but the views of the next migration is for users; all times are UTC.

CREATE SCHEMA core;

-- Which steps of the schema were applied.
CREATE TABLE core.migration (
    number     INTEGER NOT NULL,
    name       VARCHAR NOT NULL,
    applied_at TIMESTAMP NOT NULL
);

CREATE SEQUENCE core.run_number;

-- A run. Its number is what other tables know it by, and grows in the order the runs were first seen.
CREATE TABLE core.run (
    number        BIGINT NOT NULL,
    project       VARCHAR NOT NULL,
    run_id        VARCHAR NOT NULL,
    name          VARCHAR,
    stage         VARCHAR,
    status        VARCHAR,
    started_at    TIMESTAMP,
    finished_at   TIMESTAMP,
    host          VARCHAR,
    seed          VARCHAR, -- an integer of any size
    parent        VARCHAR,
    complete      BOOLEAN,
    code_commit   VARCHAR,
    packages      VARCHAR, -- digest of a listing
    code_files    VARCHAR, -- digest of a listing
    tags          VARCHAR[] NOT NULL,
    extra         VARCHAR NOT NULL, -- a JSON object
    history       VARCHAR -- digest of the imported line; absent for a run of our own
);

-- What many runs have in common, kept once: the packages of an environment, the files of a code tree.
CREATE TABLE core.listing (
    digest VARCHAR NOT NULL,
    name   VARCHAR NOT NULL,
    value  VARCHAR NOT NULL
);

CREATE TABLE core.param (
    run     BIGINT NOT NULL,
    name    VARCHAR NOT NULL,
    value   JSON NOT NULL,
    source  VARCHAR NOT NULL,
    binding VARCHAR
);

CREATE TABLE core.dataset (
    run    BIGINT NOT NULL,
    name   VARCHAR NOT NULL,
    digest VARCHAR NOT NULL
);

-- What is known of a metric's name: the split it implies, and which way it is better.
CREATE TABLE core.metric_name (
    key       VARCHAR PRIMARY KEY,
    split     VARCHAR,
    direction VARCHAR
);

CREATE TABLE core.point (
    run    BIGINT NOT NULL,
    seq    BIGINT NOT NULL,
    key    VARCHAR NOT NULL,
    split  VARCHAR,
    step   DOUBLE,
    epoch  DOUBLE,
    time   DOUBLE, -- seconds since the epoch
    value  DOUBLE NOT NULL,
    source VARCHAR
);

-- A value that was reported as final, beside the points.
CREATE TABLE core.reported (
    run   BIGINT NOT NULL,
    key   VARCHAR NOT NULL,
    value DOUBLE NOT NULL
);

-- The points of a metric in short, with the reported value that belongs to them: what ranking reads.
CREATE TABLE core.final (
    run       BIGINT NOT NULL,
    key       VARCHAR NOT NULL,
    split     VARCHAR,
    points    BIGINT NOT NULL, -- 0 where there is only a reported value
    last      DOUBLE,
    last_seq  BIGINT,
    high      DOUBLE, -- the largest finite value
    high_step DOUBLE,
    high_seq  BIGINT,
    low       DOUBLE, -- the smallest finite value
    low_step  DOUBLE,
    low_seq   BIGINT,
    reported  DOUBLE
);

CREATE TABLE core.cursor (
    run    BIGINT NOT NULL,
    source VARCHAR NOT NULL,
    place  BIGINT NOT NULL,
    state  VARCHAR NOT NULL
);

CREATE TABLE core.sample (
    run         BIGINT NOT NULL,
    time        DOUBLE NOT NULL, -- seconds since the epoch
    cpu_percent DOUBLE,
    rss_bytes   BIGINT,
    gpu         INTEGER,
    gpu_percent DOUBLE,
    vram_bytes  BIGINT
);

CREATE TABLE core.model_call (
    time       TIMESTAMP NOT NULL,
    project    VARCHAR,
    purpose    VARCHAR NOT NULL,
    provider   VARCHAR,
    model      VARCHAR NOT NULL,
    tokens_in  BIGINT,
    tokens_out BIGINT,
    cost_usd   DOUBLE,
    elapsed_s  DOUBLE,
    error      VARCHAR
);

CREATE TABLE core.note (
    time    TIMESTAMP NOT NULL,
    project VARCHAR NOT NULL,
    author  VARCHAR NOT NULL,
    run_id  VARCHAR,
    text    VARCHAR NOT NULL
);
