"""A file that cannot be read is said to be that, and is made again from the files beside it."""

import pytest

from contracts.errors import Broken, StoreDamaged
from contracts.record import Point


def _flip(path, place):
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


DAMAGES = {
    "garbage": lambda path: path.write_bytes(b"this is no database\n" * 1000),
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:9000]),
    "a flipped byte": lambda path: _flip(path, 700),
}


@pytest.fixture
def recorded(store, run_on_disk):
    """Return a store with one finished run."""
    run_on_disk(points=[Point("acc", 0.9, step=1)])
    store.rebuild()
    return store


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("write", [False, True], ids=["reading", "writing"])
def test_a_damaged_index_says_how_to_mend_it(recorded, home, damage, write):
    damage(home.database)
    with pytest.raises(StoreDamaged, match="mlclaw store rebuild"), recorded.session(write=write):
        pass


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_rebuild_mends_a_damaged_index(recorded, home, damage):
    damage(home.database)
    assert not recorded.check().ok
    assert recorded.rebuild().ok
    assert recorded.check().ok
    with recorded.session() as session:
        assert session.points("p", "run_0001") == [Point("acc", 0.9, step=1)]
    assert home.database.with_name("store.duckdb.damaged").exists()


def test_a_flipped_byte_in_the_data_is_found_by_a_check(store, home, record):
    with store.session(write=True) as session:
        session.put([record()])
        session.add_points("p", "run_0001", [Point("loss", n * 0.37, source=f"log@{n}") for n in range(20_000)])
    blocks = range(12_288 + 500, home.database.stat().st_size, 262_144)
    for place in blocks:
        _flip(home.database, place)
    assert "Corrupt" in store.check().text() or "corrupt" in store.check().text()


def test_a_database_of_somebody_else_is_not_taken_for_an_index(store, home):
    import duckdb

    home.path.mkdir()
    with duckdb.connect(home.database) as connection:
        connection.execute("CREATE TABLE theirs (x INTEGER)")
    with pytest.raises(StoreDamaged, match="not an index of MLClaw"), store.session():
        pass
    assert store.rebuild().ok
    assert home.database.with_name("store.duckdb.damaged").exists()


def test_a_write_ahead_log_of_a_lost_index_is_not_played_into_the_next(recorded, home):
    log = home.database.with_name("store.duckdb.wal")
    home.database.unlink()
    log.write_bytes(b"left by a crash")
    with recorded.session() as session:
        assert len(session.summaries("p")) == 1
    assert not log.exists()


def test_a_home_that_is_a_file_is_a_plain_error(store, home):
    home.path.write_text("not a folder")
    with pytest.raises(Broken, match="cannot be written"), store.session(write=True):
        pass
