"""The repository that a user named: a URL, or a folder however it was written."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from contracts.errors import BadRequest

_WINDOWS = re.compile(r"^([A-Za-z]:[\\/]|\\\\)")
_SCP_LIKE = re.compile(r"^[\w.-]+@[\w.-]+:[^\\]+$")
_SCHEMES = {"http", "https", "ssh", "git", "git+ssh", "git+https"}
_SHORT = re.compile(r"^(github\.com|gitlab\.com|bitbucket\.org|huggingface\.co)/[\w.-]+/[\w./-]+$")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine."""

    path: Path
    """Absolute."""
    entry: str | None = None
    """The script that was named instead of a folder, relative to it."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A repository to clone."""

    url: str
    ref: str | None = None
    """Named in the URL itself, as in `…/tree/main`."""
    subfolder: str | None = None


def understand_repository(text: str, *, base: Path | None = None) -> Folder | Remote:
    """Return what a user means by a repository.

    Args:
        text: As said: with quotes, `~`, a trailing slash, relative.
        base: Folder that relative paths start from; the working folder where absent.

    Raises:
        BadRequest: It is no folder of this machine and no URL; the message says which.
    """
    said = text.strip().strip("\"'`").strip()
    if not said:
        raise BadRequest("No repository was named. Give a folder or a URL, as in `/analyze repo=~/src/foo`.")
    remote = _remote(said)
    return remote or _folder(said, base or Path.cwd())


def _remote(said: str) -> Remote | None:
    if _SHORT.match(said) and not Path(said).exists():
        said = f"https://{said}"
    if _SCP_LIKE.match(said) and not Path(said).exists():
        return Remote(said)
    if "://" not in said:
        return None
    parts = urlsplit(said)
    if parts.scheme == "file":
        return None
    if parts.scheme not in _SCHEMES or not (parts.netloc and parts.path.strip("/")):
        raise BadRequest(
            f"{said!r} is no address of a git repository. Only http, https, ssh and git are cloned. "
            "Give the address that `git clone` would take."
        )
    if parts.password:
        raise BadRequest(
            f"The address of {parts.hostname!r} carries a password, which would be written down with it. "
            "Nothing was cloned. Leave it out, and let git's credential helper or an SSH key answer."
        )
    return _forge_page(said) or Remote(said.rstrip("/"))


def _forge_page(url: str) -> Remote | None:
    """Return what a page of a forge shows: `…/owner/name/tree/<ref>/<folder>`."""
    found = re.match(r"^(https?://[^/]+/[^/]+/[^/]+?)(?:\.git)?(?:/-)?/(?:tree|blob)/([^/]+)/?(.*?)/?$", url)
    if not found:
        return None
    return Remote(found[1], found[2], found[3] or None)


def _folder(said: str, base: Path) -> Folder:
    if said.startswith("file://"):
        said = urlsplit(said).path
    if _WINDOWS.match(said) and os.name != "nt":
        raise BadRequest(
            f"{said!r} is a path of Windows, and this machine is none. It cannot be read from here. "
            "Give the folder's path on this machine (under WSL: `/mnt/c/…`)."
        )
    path = Path(os.path.normpath(base / _expanded(said)))
    try:
        kind = "folder" if path.is_dir() else "file" if path.is_file() else None
    except OSError as error:
        raise BadRequest(f"{said!r} could not be looked at: {error.strerror}. Check the path.") from error
    if kind == "folder":
        _require_readable(path)
        return Folder(path)
    if kind == "file":
        return _around(path)
    raise BadRequest(_absent(said, path))


def _expanded(said: str) -> Path:
    try:
        return Path(said).expanduser()
    except RuntimeError as error:
        raise BadRequest(f"{said!r} names a home that is not known here. Write the whole path.") from error


def _require_readable(path: Path) -> None:
    try:
        with os.scandir(path) as content:
            next(content, None)
    except OSError as error:
        raise BadRequest(
            f"Folder {str(path)!r} cannot be read: {error.strerror}. "
            "It belongs to somebody else or is locked. Check its permissions (`ls -ld`)."
        ) from error


def _around(file: Path) -> Folder:
    if file.suffix not in {".py", ".pyw"}:
        raise BadRequest(
            f"{str(file)!r} is a file, and no Python script. A repository is a folder with Python code. "
            "Give its folder, or one of its scripts."
        )
    top = next((folder for folder in file.parents if (folder / ".git").exists()), file.parent)
    return Folder(top, file.relative_to(top).as_posix())


def _absent(said: str, path: Path) -> str:
    parent = next((folder for folder in path.parents if folder.is_dir()), None)
    near = f" {str(parent)!r} is the last part of it that exists." if parent and parent != Path("/") else ""
    return f"There is no {said!r} on this machine.{near} Check the spelling, or give the URL to clone."
