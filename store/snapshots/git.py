"""Run git without a shell, without its user's settings, hooks, filters, prompts or network.

`Theirs` only asks: git takes no lock, refreshes no index and starts no program there. `Ours` is a bare repository whose
`info/attributes` outrank every `.gitattributes`, so that the bytes of a file are the bytes of its blob.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from contracts.errors import Broken, Unreachable

_ATTRIBUTES = "* -text -crlf -ident -filter !eol !working-tree-encoding !diff !merge\n"
_CONFIG = """[core]
	repositoryformatversion = 0
	bare = true
	fileMode = true
	symlinks = true
	ignoreCase = false
	precomposeUnicode = false
	autocrlf = false
	safecrlf = false
	protectNTFS = false
	protectHFS = false
	fsmonitor = false
	untrackedCache = false
	attributesFile = /dev/null
	excludesFile = /dev/null
	hooksPath = /dev/null
	compression = 1
	fsync = committed,loose-object
	fsyncMethod = batch
[gc]
	auto = 0
[maintenance]
	auto = false
[checkout]
	workers = 0
[commit]
	gpgSign = false
[user]
	name = mlclaw
	email = mlclaw@localhost
"""
_QUIET = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
}
_NO_SPACE = (b"No space left on device", b"Disk quota exceeded")


class GitFailed(Broken):
    """A git command ended with an error."""

    def __init__(self, message: str, stderr: bytes) -> None:
        super().__init__(message)
        self.stderr = stderr


class DiskFull(GitFailed):
    """There is no space for what git writes."""


class Running:
    """A git command under way; several may run side by side."""

    def __init__(
        self,
        arguments: Sequence[str | bytes],
        *,
        settings: Iterable[str] = (),
        cwd: Path | None,
        environment: dict[str, str],
    ) -> None:
        self._what = os.fsdecode(arguments[0])
        self._where = cwd
        argv = ["git", *(part for setting in settings for part in ("-c", setting)), *arguments]
        try:
            self._process = subprocess.Popen(
                argv,
                cwd=cwd,
                env={"PATH": os.environ.get("PATH", os.defpath), **_QUIET, **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except FileNotFoundError as error:
            if cwd is not None and not cwd.is_dir():
                raise Broken(
                    f"Folder {str(cwd)!r} is not there. It was moved or removed. Say where it is now."
                ) from error
            raise Unreachable(
                "There is no `git` on this machine's PATH. Snapshots need it. Install git 2.25+."
            ) from error
        except NotADirectoryError as error:
            raise Broken(f"{str(cwd)!r} is not a folder. A snapshot is made of one. Name a folder.") from error
        except PermissionError as error:
            raise Broken(f"Folder {str(cwd)!r} cannot be entered. Its permissions forbid it. Check them.") from error

    def output(self, feed: bytes | None = None) -> bytes:
        """Return all it prints once it has ended.

        Raises:
            GitFailed: It ended with an error.
        """
        try:
            out, err = self._process.communicate(feed)
        except BaseException:
            self.stop()
            raise
        if self._process.returncode != 0:
            self._fail(err)
        return out

    def is_true(self) -> bool:
        """Return the answer of a command that says yes with exit code 0 and no with 1.

        Raises:
            GitFailed: It ended with another one.
        """
        _, err = self._process.communicate()
        if self._process.returncode not in (0, 1):
            self._fail(err)
        return self._process.returncode == 0

    def succeeds(self) -> bool:
        """Whether it ends without an error."""
        self._process.communicate()
        return self._process.returncode == 0

    def stop(self) -> None:
        """End it; nobody wants its answer."""
        self._process.kill()
        self._process.communicate()

    def _fail(self, stderr: bytes) -> NoReturn:
        if any(text in stderr for text in _NO_SPACE):
            raise DiskFull(
                "The disk is full, so the code could not be frozen or checked out. "
                "Nothing of yours was changed. Free some space and ask again.",
                stderr,
            )
        lines = stderr.decode("utf-8", "replace").strip().splitlines()
        said = lines[-1] if lines else f"exit code {self._process.returncode}"
        raise GitFailed(
            f"`git {self._what}` failed in {str(self._where or '.')!r}: {said!r}. "
            "The repository may be damaged, or not readable for you. Try the same command there.",
            stderr,
        )


@dataclass(frozen=True, slots=True)
class Theirs:
    """The user's repository around a folder: only ever asked."""

    root: Path

    def ask(self, *arguments: str) -> Running:
        """Start a git command that only reads."""
        home = {name: os.environ[name] for name in ("HOME", "XDG_CONFIG_HOME") if name in os.environ}
        settings = ("core.fsmonitor=false", "safe.directory=*")
        return Running(arguments, settings=settings, cwd=self.root, environment=home)

    def prefix(self) -> str | None:
        """Return the folder's path within its repository, "" at the top; None where it is in none.

        Raises:
            GitFailed: Git could not look.
        """
        try:
            answer = self.ask("rev-parse", "--is-inside-work-tree", "--show-prefix").output()
        except GitFailed as error:
            if b"not a git repository" in error.stderr:
                return None
            raise
        inside, _, prefix = os.fsdecode(answer).partition("\n")
        return prefix.removesuffix("\n") if inside == "true" else None

    def head(self) -> str | None:
        """Return the commit that is checked out; None before the first one."""
        try:
            return self.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}").output().decode().strip()
        except GitFailed:
            return None


@dataclass(frozen=True, slots=True)
class Ours:
    """A bare repository of ours, with an index of its own and someone's folder as its work tree."""

    folder: Path
    index: Path | None = None
    work_tree: Path | None = None
    settings: tuple[str, ...] = field(default=())
    """`-c` settings beside the repository's own."""

    @property
    def exists(self) -> bool:
        return (self.folder / "info" / "attributes").is_file() and (self.folder / "HEAD").is_file()

    def make(self) -> None:
        """Make the repository; what an interrupted attempt left is completed."""
        init = ("init", "--quiet", "--bare", "--template=", str(self.folder))
        Running(init, cwd=None, environment=self._environment()).output()
        (self.folder / "config").write_text(_CONFIG)
        (self.folder / "info").mkdir(exist_ok=True)
        (self.folder / "info" / "attributes").write_text(_ATTRIBUTES)

    def run(self, *arguments: str | bytes) -> Running:
        """Start a git command."""
        environment = {**self._environment(), "GIT_DIR": str(self.folder)}
        if self.index is not None:
            environment["GIT_INDEX_FILE"] = str(self.index)
        if self.work_tree is not None:
            environment["GIT_WORK_TREE"] = str(self.work_tree)
        return Running(arguments, settings=self.settings, cwd=self.work_tree, environment=environment)

    def _environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_ATTR_NOSYSTEM": "1",
        }


def outputs(*commands: Running) -> list[bytes]:
    """Return what commands that run side by side print; where one fails, the others are ended.

    Raises:
        GitFailed: One of them ended with an error.
    """
    waiting = list(commands)
    try:
        return [waiting.pop(0).output() for _ in commands]
    finally:
        for command in waiting:
            command.stop()


def records(output: bytes) -> Iterator[bytes]:
    """Yield the parts of a NUL-separated list."""
    return (part for part in output.split(b"\0") if part)


def shown(path: bytes) -> str:
    """Return a path for contracts and messages, with bytes that are no UTF-8 in hex."""
    return path.decode("utf-8", "backslashreplace")
