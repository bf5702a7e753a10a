"""A snapshot with a few files of other content: the code as a run gets it where constants are set for that run."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from contracts.run import Snapshot
from store.snapshots.git import Ours


def amended(bare: Path, snapshot: Snapshot, changes: Mapping[str, bytes]) -> Snapshot:
    """Return the snapshot with these files changed, as a commit of its own; without changes, the snapshot itself.

    Args:
        bare: Our repository.
        snapshot: What was frozen.
        changes: New content by path relative to the root; each file is in the snapshot already.

    Raises:
        Broken: The disk is full, or a path is not in the snapshot.
    """
    if not changes:
        return snapshot
    with tempfile.TemporaryDirectory(prefix=".amend-", dir=bare) as place:
        ours = Ours(bare, index=Path(place) / "index")
        ours.run("read-tree", snapshot.commit).output()
        for path, content in changes.items():
            mode = ours.run("ls-tree", "--full-tree", snapshot.commit, path).output().split()[0].decode()
            blob = ours.run("hash-object", "-w", "--stdin", "--no-filters").output(content).decode().strip()
            ours.run("update-index", "--cacheinfo", f"{mode},{blob},{path}").output()
        tree = ours.run("write-tree").output().decode().strip()
    message = ours.run("cat-file", "commit", snapshot.commit).output().partition(b"\n\n")[2]
    commit = ours.run("commit-tree", tree, "-p", snapshot.commit).output(message).decode().strip()
    ours.run("update-ref", f"refs/snapshots/{commit}", commit).output()
    return snapshot.model_copy(update={"commit": commit, "tree": tree})
