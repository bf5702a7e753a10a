"""What git does not track: configuration is frozen, data linked, caches and earlier outputs stay away."""

from collections.abc import Callable
from pathlib import Path

import pytest

from store.snapshots import Snapshots, rules

Git = Callable[..., str]


def write(folder: Path, **files: int | str) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * content if isinstance(content, int) else content)


@pytest.fixture
def cluttered(repo: Path) -> Path:
    (repo / ".gitignore").write_text("data/\nlocal.yaml\nconf_local/\n.env\nruns/\n*.pt\n.venv/\n__pycache__/\n")
    write(
        repo,
        **{
            "data/train.csv": "1,2",
            "data/deep/test.csv": "3,4",
            "local.yaml": "lr: 1",
            "conf_local/a.yaml": "a: 1",
            ".env": "API_KEY=x",
            "runs/one/best.pt": 10,
            "pretrained.pt": 10,
            ".venv/lib/a.py": 10,
            "src/__pycache__/m.pyc": 10,
        },
    )
    return repo


def test_ignored_configuration_is_frozen(cluttered: Path, snapshots: Snapshots) -> None:
    files = snapshots.files(snapshots.freeze(cluttered, label="run").commit)
    assert set(files) == {"train.py", "src/model.py", ".gitignore", "local.yaml", "conf_local/a.yaml"}


def test_data_and_credentials_are_linked_and_not_stored(cluttered: Path, snapshots: Snapshots) -> None:
    assert set(snapshots.freeze(cluttered, label="run").linked) == {"data", ".env", "pretrained.pt"}


def test_earlier_checkpoints_are_left_out_and_named(cluttered: Path, snapshots: Snapshots) -> None:
    frozen = snapshots.freeze(cluttered, label="run")
    assert (frozen.complete, frozen.left_out) == (False, ("runs (earlier outputs)",))


def test_a_checkpoint_that_the_run_reads_is_linked(cluttered: Path, snapshots: Snapshots, tmp_path: Path) -> None:
    frozen = snapshots.freeze(
        cluttered, label="run", reads=("runs/one/best.pt", "nowhere.pt", "../outside", "train.py")
    )
    snapshots.checkout(frozen.commit, tmp_path / "work", root=cluttered)
    assert "runs/one/best.pt" in frozen.linked
    assert (tmp_path / "work" / "runs" / "one" / "best.pt").read_text() == "x" * 10


def test_caches_and_environments_are_not_worth_a_word(repo: Path, snapshots: Snapshots) -> None:
    write(repo, **{".venv/lib/a.py": 9, "env/pyvenv.cfg": "", "env/lib/b.py": 9, "src/__pycache__/m.pyc": 9})
    frozen = snapshots.freeze(repo, label="run")
    assert (frozen.complete, frozen.files, frozen.linked, frozen.dirty) == (True, 2, {}, False)


def test_linked_data_is_there_in_a_checkout(cluttered: Path, snapshots: Snapshots, tmp_path: Path) -> None:
    done = snapshots.checkout(snapshots.freeze(cluttered, label="run").commit, tmp_path / "work", root=cluttered)
    assert (tmp_path / "work" / "data" / "deep" / "test.csv").read_text() == "3,4"
    assert (tmp_path / "work" / ".env").read_text() == "API_KEY=x"
    assert (tmp_path / "work" / "runs").is_dir()
    assert done.exposed == (cluttered / ".env",)


def test_linked_data_that_changed_is_named(cluttered: Path, snapshots: Snapshots, tmp_path: Path) -> None:
    frozen = snapshots.freeze(cluttered, label="run")
    (cluttered / "data" / "train.csv").write_text("9,9")
    (cluttered / "pretrained.pt").unlink()
    warnings = snapshots.checkout(frozen.commit, tmp_path / "work", root=cluttered).warnings
    assert [warning.split(":")[0] for warning in warnings if ".env" not in warning] == [
        "'data' has changed since it was frozen",
        "'pretrained.pt' is not there",
    ]


def test_a_large_file_is_linked_even_where_git_tracks_it(repo: Path, git: Git, tmp_path: Path) -> None:
    write(repo, **{"big.bin": 5000, "small.bin": 4000})
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "big")
    small = Snapshots(tmp_path / "s.git", size_limit_bytes=4096)
    frozen = small.freeze(repo, label="run")
    small.checkout(frozen.commit, tmp_path / "work", root=repo)
    assert (set(frozen.linked), frozen.dirty) == ({"big.bin"}, False)
    assert (tmp_path / "work" / "big.bin").read_text() == "x" * 5000


def test_big_data_cannot_be_harmed_but_by_overwriting_in_place(
    repo: Path, snapshots: Snapshots, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.snapshots.links.COPY_LIMIT_BYTES", 10)
    (repo / ".gitignore").write_text("data/\n")
    write(repo, **{"data/a/1.csv": 100, "data/a/model.pt": 100})
    done = snapshots.checkout(snapshots.freeze(repo, label="run").commit, tmp_path / "work", root=repo)
    inside = tmp_path / "work" / "data" / "a"
    (inside / "new.csv").write_text("new")
    (inside / "model.pt").write_text("trained")
    (inside / "1.csv").unlink()
    assert {path.name for path in (repo / "data" / "a").iterdir()} == {"1.csv", "model.pt"}
    assert (repo / "data" / "a" / "model.pt").read_text() == "x" * 100
    assert done.exposed == (repo / "data",)
    assert "changes yours" in done.warnings[0]


def test_untracked_data_is_linked_where_it_is_too_much(
    repo: Path, snapshots: Snapshots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FOLDER_LIMIT_FILES", 30)
    write(
        repo, **{f"images/{number}.jpg": 3 for number in range(40)}, **{f"lib/{number}.txt": 3 for number in range(9)}
    )
    write(repo, **{f"tools/{number}.txt": 3 for number in range(40)}, **{"tools/x.py": 3})
    frozen = snapshots.freeze(repo, label="run")
    assert (set(frozen.linked), frozen.files) == ({"images"}, 2 + 9 + 41)


def test_many_ignored_files_beside_a_tracked_one_are_linked_as_their_folder(
    repo: Path, git: Git, snapshots: Snapshots, tmp_path: Path
) -> None:
    (repo / ".gitignore").write_text("data/*\n!data/.gitkeep\n")
    write(repo, **{f"data/{number}.jpg": 3 for number in range(40)}, **{"data/.gitkeep": "kept"})
    git(repo, "add", ".")
    frozen = snapshots.freeze(repo, label="run")
    snapshots.checkout(frozen.commit, tmp_path / "work", root=repo)
    assert set(frozen.linked) == {"data"}
    assert len(list((tmp_path / "work" / "data").iterdir())) == 41


@pytest.mark.parametrize("absolute", [True, False])
def test_a_link_that_leads_out_of_the_folder_still_leads_there(
    absolute: bool, repo: Path, snapshots: Snapshots, tmp_path: Path
) -> None:
    write(tmp_path, **{"datasets/cars/1.txt": "car"})
    (repo / "data").symlink_to(tmp_path / "datasets" if absolute else "../datasets")
    frozen = snapshots.freeze(repo, label="run")
    work = tmp_path / "elsewhere" / "far" / "work"
    snapshots.checkout(frozen.commit, work, root=repo)
    snapshots.checkout(frozen.commit, tmp_path / "bare", root=None)
    assert (work / "data" / "cars" / "1.txt").read_text() == "car"
    assert (tmp_path / "bare" / "data").readlink() == (repo / "data").readlink()
    (work / "data" / "cars" / "1.txt").write_text("spoiled")
    assert (tmp_path / "datasets" / "cars" / "1.txt").read_text() == "car"
