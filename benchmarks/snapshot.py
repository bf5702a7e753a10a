"""How long a snapshot takes against `git status` of the same repository; ratios, best of several."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from store.snapshots import Snapshots

FILES = 10_000
ROUNDS = 7


def best(work: Callable[[], object]) -> float:
    """Return the shortest of several times, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


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
        start = time.perf_counter()
        snapshots.freeze(folder, label="first")
        first = time.perf_counter() - start
        time.sleep(1.1)  # files as old as the index are read again, by git status as by us
        git(folder, "status")
        snapshots.freeze(folder, label="second")
        counter = iter(range(sys.maxsize))

        def freeze_a_change() -> None:
            (folder / "package00" / "module0.py").write_text(f"NUMBER = {next(counter)}\n")
            snapshots.freeze(folder, label="changed")

        status = best(lambda: git(folder, "status"))
        rows = {
            "first freeze": first,
            "freeze, nothing changed": best(lambda: snapshots.freeze(folder, label="same")),
            "freeze, one file changed": best(freeze_a_change),
            "fingerprint for a plan": best(lambda: snapshots.fingerprint(folder)),
        }
    print(f"{FILES:,} files; `git status` takes {status * 1000:.0f} ms")
    for name, seconds in rows.items():
        print(f"{name:26} {seconds * 1000:6.0f} ms   {seconds / status:5.1f} × git status")


if __name__ == "__main__":
    main()
