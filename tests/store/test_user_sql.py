"""A user's own SQL reads the public views: not more, not for long, not without bounds."""

import pytest

from contracts.errors import BadRequest
from contracts.record import Point
from store import user_sql


@pytest.fixture
def ask(store, record):
    """Answer queries on a store with one run of ten points."""
    with store.session(write=True) as session:
        session.put([record(name="base", params={"lr": 0.1})])
        session.add_points("p", "run_0001", [Point("loss", float(n), step=n) for n in range(10)])

    def answer(sql, **bounds):
        with store.session() as session:
            return session.query(sql, **bounds)

    return answer


ANSWERED = {
    "SELECT run_id FROM runs": [("run_0001",)],
    "FROM params SELECT name, value": [("lr", "0.1")],
    "WITH t AS (SELECT max(value) AS top FROM metrics) SELECT top FROM t;": [(9.0,)],
    "SELECT m.value FROM metrics m JOIN runs r USING (project, run_id) WHERE r.name = 'base' AND m.step = 3": [(3.0,)],
    "VALUES (1), (2)": [(1,), (2,)],
    "SELECT 1 -- ; DROP TABLE runs": [(1,)],
    "SELECT count(*) FROM range(5)": [(5,)],
    "SELECT column_name FROM information_schema.columns WHERE table_name = 'tags' ORDER BY ordinal_position": [
        ("project",),
        ("run_id",),
        ("tag",),
    ],
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT max(n) FROM t": [(3,)],
    "PIVOT params ON name IN ('lr') USING first(value) GROUP BY run_id": [("run_0001", "0.1")],
    "SELECT TIMESTAMPTZ '2026-01-01 00:00:00+02', 1.5, '\\xAA'::BLOB, INTERVAL 1 DAY, [DATE '2026-01-01'], {'a': 1}": [
        ("2025-12-31T22:00:00+00:00", 1.5, "qg==", "1 day, 0:00:00", ["2026-01-01"], {"a": 1})
    ],
}


@pytest.mark.parametrize("sql", ANSWERED)
def test_a_reading_statement_is_answered(ask, sql):
    assert ask(sql).rows == ANSWERED[sql]


REFUSED = [
    "",
    "-- nothing",
    "SELECT 1; SELECT 2",
    "DELETE FROM runs",
    "INSERT INTO core.note SELECT now(), 'p', 'me', NULL, 'x'",
    "WITH gone AS (DELETE FROM core.run RETURNING 1) SELECT * FROM gone",
    "CREATE TEMP TABLE t (x INTEGER)",
    "DROP VIEW runs",
    "SET threads = 1",
    "PRAGMA database_list",
    "CALL pragma_version()",
    "ATTACH '/tmp/other.duckdb'",
    "INSTALL httpfs",
    "LOAD json",
    "COPY (SELECT 1) TO '/tmp/mlclaw_must_not_exist.csv'",
    "EXPORT DATABASE '/tmp/mlclaw_must_not_exist'",
    "CHECKPOINT",
    "VACUUM",
    "BEGIN",
    "USE core",
    "PREPARE q AS SELECT 1",
    "EXPLAIN ANALYZE SELECT 1",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT (SELECT content FROM read_blob('/etc/passwd'))",
    "SELECT 1 ORDER BY (SELECT size FROM read_text('/etc/passwd'))",
    "SELECT * FROM system.main.read_text('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM read_json('https://example.org/x.json')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('runs')",
    "SELECT getenv('HOME')",
    "SELECT current_setting('temp_directory')",
    "SELECT * FROM duckdb_settings()",
    "FROM duckdb_settings",
    "FROM duckdb_databases()",
    "FROM pragma_database_list",
    "FROM duckdb_secrets()",
    "FROM pg_catalog.pg_settings",
    "FROM core.run",
    "SELECT nextval('core.run_number')",
    "SELECT * FROM json_execute_serialized_sql('{}')",
    "SELECT $1",
    f"SELECT {'NOT ' * 100_000} true",
    f"SELECT 1 {'+ 1' * 50_000}",
    "SELEC 1",
    "SELECT '\ud800'",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_what_does_more_than_read_the_views_is_refused(ask, sql):
    with pytest.raises(BadRequest):
        ask(sql)


@pytest.mark.parametrize("sql", ["SELECT * FROM metric", "SELECT rnu_id FROM runs"])
def test_a_wrong_name_is_answered_with_the_names_there_are(ask, sql):
    with pytest.raises(BadRequest, match="metrics" if "metric" in sql else "project, run_id, name"):
        ask(sql)


def test_the_rows_are_bounded(ask):
    assert ask("FROM range(1000000000)", rows=2) == (("range",), [(0,), (1,)], True)
    assert ask("FROM range(2)", rows=2).truncated is False
    assert ask("FROM range(2)", rows=0) == (("range",), [], True)


def test_the_answer_is_bounded(ask, monkeypatch):
    monkeypatch.setattr(user_sql, "ANSWER_BYTES", 1000)
    table = ask("SELECT repeat('x', 100) FROM range(100)")
    assert table.truncated
    assert 0 < len(table.rows) < 10
    with pytest.raises(BadRequest, match="larger than an answer"):
        ask("SELECT repeat('x', 2000)")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM range(1000000000000)",
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t",
        "SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))",
    ],
)
def test_the_time_is_bounded(ask, sql):
    with pytest.raises(BadRequest, match=r"not done after 0\.2 s"):
        ask(sql, seconds=0.2)


@pytest.mark.parametrize(
    "sql",
    ["SELECT repeat('x', 4000000000)", "SELECT len(range(1000000000))", "SELECT list(x) FROM range(1000000000) t(x)"],
)
def test_the_memory_is_bounded(ask, sql):
    with pytest.raises(BadRequest, match="memory"):
        ask(sql, seconds=30)


def test_a_query_does_not_get_the_environment_of_who_asks(monkeypatch):
    monkeypatch.setenv("MLCLAW_MODEL_API_KEY", "secret")
    assert "secret" not in user_sql.child_environment().values()


def test_two_columns_of_one_name_are_both_answered(ask):
    assert ask("SELECT 1 AS a, 2 AS a") == (("a", "a"), [(1, 2)], False)
