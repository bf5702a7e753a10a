"""What there is before anything was recorded, and after a newer or older program was here."""

import duckdb
import pytest

from contracts.errors import StoreDamaged
from store.database import migrate
from store.statements import Migration, migrations


def test_reading_a_home_that_is_not_there_makes_no_file(store, home):
    with store.session() as session:
        assert session.summaries("p") == []
        assert session.facts("p", ["run_0001"]) == []
        assert session.points("p", "run_0001") == []
        assert session.query("SELECT count(*) FROM runs").rows == [(0,)]
    assert store.check().ok
    assert not home.path.exists()


def test_reading_a_project_without_runs_makes_no_file(store, home):
    home.project("p").imports.mkdir(parents=True)
    with store.session() as session:
        assert session.summaries("p") == []
    assert not home.database.exists()


def test_a_missing_index_is_made_from_the_runs_when_somebody_reads(store, home, run_on_disk):
    run_on_disk(points=[])
    with store.session() as session:
        assert [each.run_id for each in session.summaries("p")] == ["run_0001"]
    assert home.database.exists()


def test_reading_an_index_of_an_older_program_brings_it_up_to_date(store, home, monkeypatch):
    home.path.mkdir()
    steps = migrations()
    with duckdb.connect(home.database) as connection, monkeypatch.context() as patch:
        patch.setattr("store.database.migrations", lambda: steps[:1])
        migrate(connection)
    assert "older" in store.check().text()
    with store.session() as session:
        assert session.query("SELECT * FROM runs").rows == []
    assert store.check().text().count("older") == 0


def test_an_index_of_a_newer_program_is_left_alone(store, home):
    with store.session(write=True):
        pass
    with duckdb.connect(home.database) as connection:
        connection.execute("INSERT INTO core.migration VALUES (9999, 'of_the_future', '2099-01-01')")
    for write in (False, True):
        with pytest.raises(StoreDamaged, match="newer"), store.session(write=write):
            pass


def test_a_migration_that_fails_changes_nothing(home, monkeypatch):
    home.path.mkdir()
    bad = Migration(9999, "bad", "CREATE TABLE core.extra (x INTEGER); SELECT nonsense;")
    monkeypatch.setattr("store.database.migrations", lambda: (*migrations(), bad))
    with duckdb.connect(home.database) as connection:
        with pytest.raises(duckdb.Error):
            migrate(connection)
        assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)
