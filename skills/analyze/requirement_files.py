"""Requirements files of pip: lines, continuations, options, hashes."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from contracts.repo import DependencyFile, Place, Requirement
from skills.analyze.declarations import Declarations, looks_like_requirement
from skills.analyze.plain import plain
from skills.analyze.tree import Tree

_NAME = re.compile(r"(^|[-_.])(requirements?|reqs?|deps|dependencies|constraints)([-_.].*)?\.(txt|in|pip)$")
_LENIENT = re.compile(r"^[A-Za-z0-9][\w.-]*(\[[\w,\s.-]+\])?\s*([<>=!~]=?[^;#]*)?(;.*)?$")
_LONGEST = 500


def is_requirements_file(path: str) -> bool:
    """Whether a path is that of a requirements file."""
    parts = PurePosixPath(path.lower()).parts
    return bool(_NAME.search(parts[-1])) or "requirements" in parts[:-1]


def read_requirements(tree: Tree, path: str, found: Declarations) -> None:
    """Add what a requirements file says."""
    requirements: list[Requirement] = []
    options: list[str] = []
    content = tree.content(path)
    for number, line in _logical_lines(decoded(content)):
        if line.startswith(("-", ".", "/", "file:")):
            options.append(plain(line.split(" #")[0]))
            continue
        text = re.split(r"\s+--", re.sub(r"(^|\s)#.*$", "", line).strip())[0].strip()
        if not text:
            continue
        if len(text) <= _LONGEST and (looks_like_requirement(text) or _LENIENT.match(text)):
            spec = plain(text, _LONGEST)
            requirements.append(Requirement(spec=spec, proof=Place(path=path, line=number)))
        else:
            found.warn(f"{plain(text, 80)!r} is no requirement; it was left out.", path, number)
    found.files.append(
        DependencyFile(path=path, kind="requirements", requirements=tuple(requirements), options=tuple(options))
    )


def decoded(content: bytes) -> str:
    """Return text of a file that may be UTF-16, as some shells of Windows write it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if content[1:2] == b"\0":
        return content.decode("utf-16-le", "replace")
    return content.decode("utf-8-sig", "replace")


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    start, joined = 1, ""
    for number, line in enumerate(text.splitlines(), 1):
        start = start if joined else number
        if line.rstrip().endswith("\\") and not line.lstrip().startswith("#"):
            joined += line.rstrip()[:-1] + " "
            continue
        joined += line
        if joined.strip() and not joined.lstrip().startswith("#"):
            yield start, joined.strip()
        joined = ""
    if joined.strip():
        yield start, joined.strip()
