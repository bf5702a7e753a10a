"""The name of a project, from the repository it is made of."""

import re
from pathlib import Path, PurePosixPath

_URL = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://|[\w.-]+@[\w.-]+:)|^(?:github|gitlab|bitbucket)\.(?:com|org)/", re.IGNORECASE
)


def is_url(said: str) -> bool:
    """Whether a repository was given by URL and not as a folder."""
    return _URL.match(said.strip()) is not None


def name_for(said: str) -> str:
    """Return the last part of a URL or folder, without `.git`; of a script, its folder."""
    if is_url(said):
        return PurePosixPath(re.split(r"[/:]", said.strip().rstrip("/"))[-1]).name.removesuffix(".git")
    path = Path(said.strip().strip("'\"")).expanduser().absolute()
    return (path.parent if path.suffix == ".py" else path).name or "project"


def same_source(known: str, said: str) -> bool:
    """Whether two ways of naming a repository mean the same."""
    if is_url(known) or is_url(said):
        return _bare(known) == _bare(said)
    folder = Path(said.strip().strip("'\"")).expanduser().absolute()
    return Path(known) in (folder, folder.parent if folder.suffix == ".py" else folder, folder.resolve())


def _bare(url: str) -> str:
    without = re.sub(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^@/]+@)?", "", url.strip().rstrip("/").lower())
    return without.removesuffix(".git").replace(":", "/")
