"""The views that users rely on, column by column."""

from contracts.record import Point

COLUMNS = {
    "runs": "project run_id name stage status started_at finished_at duration_s host seed parent complete",
    "params": "project run_id name value source",
    "metrics": "project run_id key split step epoch time value source seq",
    "final_metrics": "project run_id key split last best best_step direction",
    "packages": "project run_id name version",
    "code_files": "project run_id path digest",
    "datasets": "project run_id name digest",
    "tags": "project run_id tag",
    "samples": "project run_id time cpu_percent rss_bytes gpu gpu_percent vram_bytes",
    "model_calls": "time project purpose provider model tokens_in tokens_out cost_usd elapsed_s error",
    "notes": "time project author run_id text",
}


def test_the_views_have_exactly_the_columns_that_users_were_promised(store):
    with store.session() as session:
        found = {view: session.query(f"SELECT * FROM {view}").columns for view in COLUMNS}
    assert found == {view: tuple(names.split()) for view, names in COLUMNS.items()}


def test_a_user_who_lists_the_tables_sees_the_views_alone(store):
    with store.session() as session:
        assert {row[0] for row in session.query("SHOW TABLES").rows} == set(COLUMNS)


def test_a_run_is_a_row_with_its_times_in_utc(store, record):
    asked = record(started_at="2026-03-01T12:00:00+02:00", finished_at="2026-03-01T12:01:30.5+02:00", seed=7, host="h")
    with store.session(write=True) as session:
        session.put([asked])
    with store.session() as session:
        rows = session.query("SELECT started_at, finished_at, duration_s, seed, host, stage FROM runs").rows
    assert rows == [("2026-03-01T10:00:00", "2026-03-01T10:01:30.500000", 90.5, 7, "h", None)]


def test_params_are_text_that_casts_to_numbers(store, record):
    params = {"lr": 1e-5, "model": "tiny", "augment": True, "none": None, "sizes": [1, 2]}
    with store.session(write=True) as session:
        session.put([record(params=params)])
    with store.session() as session:
        rows = dict(session.query("SELECT name, value FROM params").rows)
        (small,) = session.query("SELECT name FROM params WHERE TRY_CAST(value AS DOUBLE) < 0.01").rows
    assert rows == {"lr": "1e-05", "model": "tiny", "augment": "true", "none": None, "sizes": "[1, 2]"}
    assert small == ("lr",)


def test_runs_that_share_packages_and_code_each_have_them(store, record):
    shared = {"packages": {"numpy": "2.0"}, "code_files": {"train.py": "abc"}}
    with store.session(write=True) as session:
        session.put([record("a", **shared), record("b", **shared)])
        session.forget("p", "a")
        session.put([record("c", **shared)])
    with store.session() as session:
        assert session.query("SELECT run_id, name, version FROM packages ORDER BY 1").rows == [
            ("b", "numpy", "2.0"),
            ("c", "numpy", "2.0"),
        ]
        assert session.query("SELECT run_id, path, digest FROM code_files ORDER BY 1").rows == [
            ("b", "train.py", "abc"),
            ("c", "train.py", "abc"),
        ]


def test_a_time_out_of_all_range_is_null_and_hides_no_other_row(store, record):
    with store.session(write=True) as session:
        session.put([record()])
        session.add_points("p", "run_0001", [Point("loss", 1.0, time=1e300), Point("loss", 2.0, time=float("nan"))])
    with store.session() as session:
        assert session.query("SELECT value, time FROM metrics ORDER BY seq").rows == [(1.0, None), (2.0, None)]
