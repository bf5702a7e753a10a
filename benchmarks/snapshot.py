"""How long a snapshot takes against `git status` of the same repository; ratios, taken in turn on one machine."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from store.snapshots import Snapshots

FILES = 10_000
ROUNDS = 9


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder."""
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def make_repository(folder: Path) -> None:
    """Make a committed repository of many small files."""
    for number in range(FILES):
        path = folder / f"package{number % 100:02d}" / f"module{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"NUMBER = {number}\n" + "value = 1\n" * 40)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "all")


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "repository"
        make_repository(folder)
        snapshots = Snapshots(Path(place) / "snapshots.git")
        first = seconds(lambda: snapshots.freeze(folder, label="first"))
        time.sleep(1.1)  # files as old as the index are read again, by git status as by us
        git(folder, "status")
        snapshots.freeze(folder, label="second")
        counter = iter(range(sys.maxsize))

        def freeze_a_change() -> None:
            (folder / "package00" / "module0.py").write_text(f"NUMBER = {next(counter)}\n")
            snapshots.freeze(folder, label="changed")

        kinds: dict[str, Callable[[], object]] = {
            "git status": lambda: git(folder, "status"),
            "freeze, nothing changed": lambda: snapshots.freeze(folder, label="same"),
            "freeze, one file changed": freeze_a_change,
            "fingerprint for a plan": lambda: snapshots.fingerprint(folder),
        }
        rounds = [{name: seconds(work) for name, work in kinds.items()} for _ in range(ROUNDS)]
    best = {"first freeze": first, **{name: min(each[name] for each in rounds) for name in kinds}}
    print(f"{FILES:,} files, best of {ROUNDS}")
    for name, took in best.items():
        print(f"{name:26} {took * 1000:6.0f} ms   {took / best['git status']:5.1f} × git status")


if __name__ == "__main__":
    main()
