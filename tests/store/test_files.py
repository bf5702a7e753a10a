"""Files are written whole or not at all, and a run's folder belongs to one process."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from contracts.errors import BadFile, Broken, NotReady
from contracts.project import ProjectContract
from store.files import write_atomic


def test_a_reader_sees_the_old_content_or_the_new(tmp_path):
    path = tmp_path / "file"
    contents = {bytes([n]) * 100_000 for n in range(5)}
    write_atomic(path, min(contents))
    is_over = threading.Event()

    def write_on():
        while not is_over.is_set():
            for content in contents:
                write_atomic(path, content)

    writer = threading.Thread(target=write_on)
    writer.start()
    seen = {path.read_bytes() for _ in range(300)}
    is_over.set()
    writer.join()
    assert seen <= contents
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_file_that_cannot_be_written_leaves_no_trace(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(Broken, match="cannot be written"):
        write_atomic(tmp_path / "taken", "text")
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]


def test_a_contract_that_is_not_there_is_none_and_a_damaged_one_is_an_error(home):
    project = home.project("p")
    assert project.read(ProjectContract) is None
    with pytest.raises(NotReady, match=r"project\.json"):
        project.require(ProjectContract)
    write_atomic(project.path / "project.json", '{"name": 3}')
    with pytest.raises(BadFile, match=r"project\.json.*name"):
        project.read(ProjectContract)


def test_who_asks_at_once_for_a_run_gets_different_ids(home):
    with ThreadPoolExecutor(8) as threads:
        folders = list(threads.map(lambda _: home.project("p").allocate_run(), range(40)))
    assert sorted(folder.name for folder in folders) == [f"run_{number:04d}" for number in range(1, 41)]


def test_runs_are_listed_by_number(home):
    project = home.project("p")
    for name in ("run_10000", "run_9999", "run_0002", "notes"):
        (project.path / "runs" / name).mkdir(parents=True)
    assert [folder.name for folder in project.runs()] == ["run_0002", "run_9999", "run_10000"]
    assert project.allocate_run().name == "run_10001"
