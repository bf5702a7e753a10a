"""A full or read-only disk is a plain error, and what was there stays."""

import subprocess
from contextlib import suppress

import pytest

from contracts.errors import Broken
from contracts.record import Point, RunRecord
from store.folders import Home
from store.store import History, Store


@pytest.fixture
def small_disk(tmp_path):
    """Mount a disk of 4 MiB; skip where that is not allowed."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("Only root may mount a small disk")
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.fixture
def store(small_disk):
    store = Store(Home(small_disk / "home"))
    with store.session(write=True) as session:
        session.put([RunRecord(project="p", run_id="run_0001")])
        session.add_points("p", "run_0001", [Point("loss", 1.0)])
    return store


def _points(store):
    with store.session() as session:
        return session.points("p", "run_0001")


def test_a_full_disk_is_named_and_loses_nothing(store, small_disk):
    (small_disk / "filler").write_bytes(b"x" * (2**21))
    many = [Point("loss", n * 0.1, source=f"log@{n * 7919}") for n in range(100_000)]
    with pytest.raises(Broken, match="No space left"), store.session(write=True) as session:
        session.add_points("p", "run_0001", many)
    assert _points(store) == [Point("loss", 1.0)]
    (small_disk / "filler").unlink()
    with store.session(write=True) as session:
        session.add_points("p", "run_0001", [Point("loss", 2.0)])
    assert _points(store) == [Point("loss", 1.0), Point("loss", 2.0)]


def test_a_rebuild_on_a_full_disk_keeps_the_old_index(store, small_disk):
    with (small_disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(b"x" * 4096)
    with pytest.raises(Broken, match="cannot be written"):
        store.rebuild()
    assert sorted(path.name for path in store.home.path.iterdir()) == ["store.duckdb", "store.gate", "store.lock"]
    assert _points(store) == [Point("loss", 1.0)]


def test_a_history_on_a_full_disk_is_not_half_there(store, small_disk):
    (small_disk / "filler").write_bytes(b"x" * (2**20 * 2))
    points = [Point("loss", n * 0.1, source=f"log@{n * 7919}") for n in range(50_000)]
    with pytest.raises(Broken, match="No space left"):
        store.bring([History(RunRecord(project="p", run_id="old"), points)])
    assert not list(store.home.project("p").imports.glob("*.jsonl"))
    with store.session() as session:
        assert [each.run_id for each in session.summaries("p")] == ["run_0001"]


def test_a_read_only_home_can_be_read_and_not_written(store, small_disk):
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert _points(store) == [Point("loss", 1.0)]
    with store.session() as session:
        assert session.query("SELECT count(*) FROM metrics").rows == [(1,)]
    with pytest.raises(Broken, match="Read-only file system"), store.session(write=True):
        pass
    with pytest.raises(Broken, match="Read-only file system"):
        Store(Home(small_disk / "other")).rebuild()
