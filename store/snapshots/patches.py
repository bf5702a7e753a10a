"""What differs between two snapshots: names and hunks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from store.snapshots.git import Ours, outputs, records, shown

_WHAT: dict[bytes, Literal["added", "removed", "changed"]] = {b"A": "added", b"D": "removed"}
_HUNKS_LIMIT = 100_000
_FLAGS = ("-r", "--no-renames", "--no-ext-diff", "--no-textconv", "--full-index")


@dataclass(frozen=True, slots=True)
class FileDiff:
    """A file that two snapshots do not have in common."""

    path: str
    what: Literal["added", "removed", "changed"]
    old: str | None
    """Digest of the content before; absent where there was none."""
    new: str | None
    hunks: str | None
    """In unified form, undecodable bytes replaced; absent for binary files and above 100,000 characters."""


def diff(ours: Ours, old: str, new: str) -> Iterator[FileDiff]:
    """Yield what differs, by path."""
    raw, patch = outputs(
        ours.run("diff-tree", *_FLAGS, "-z", "--raw", old, new, "--"),
        ours.run("diff-tree", *_FLAGS, "-p", "-U3", old, new, "--"),
    )
    parts = iter(records(raw))
    patches = _patches(patch)
    for about in parts:
        path = next(parts)
        old_mode, new_mode, old_blob, new_blob, what = about.lstrip(b":").split(b" ")
        hunks = [next(patches, b"") for _ in range(2 if what.startswith(b"T") else 1)]
        yield FileDiff(
            path=shown(path),
            what=_WHAT.get(what[:1], "changed"),
            old=None if old_mode == b"000000" else old_blob.decode(),
            new=None if new_mode == b"000000" else new_blob.decode(),
            hunks=_text(hunks),
        )


def _patches(output: bytes) -> Iterator[bytes]:
    """Yield each file's part of a patch: only its header starts a line with `diff`."""
    part: list[bytes] = []
    for line in output.removesuffix(b"\n").split(b"\n"):
        if line.startswith(b"diff --git ") and part:
            yield b"\n".join(part)
            part = []
        part.append(line)
    yield b"\n".join(part)


def _text(parts: list[bytes]) -> str | None:
    """Return the hunks of a patch; an empty text where only the mode changed."""
    texts = []
    for part in parts:
        head, at, rest = part.partition(b"\n@@ ")
        if not at and (b"\nBinary files " in head or b"\nGIT binary patch" in head):
            return None
        texts.append((at + rest).lstrip(b"\n").decode("utf-8", "replace"))
    text = "\n".join(texts)
    return text if len(text) <= _HUNKS_LIMIT else None
