"""`repo.json`: how a repository is run, what it takes, reads, writes and prints. Every fact has its place."""

from typing import ClassVar, Literal

from pydantic import Field, JsonValue

from contracts.base import Contract, Model
from contracts.names import Binding, EntryKind, Moment, Origin, Role

ParamType = Literal["int", "float", "str", "bool", "path", "json"]
Action = Literal["store", "store_true", "store_false", "store_const", "append", "count", "boolean_optional"]
Liveness = Literal["read", "unread", "unknown"]


class Place(Model):
    """A line of the repository."""

    path: str
    """Relative to the repository's root, with forward slashes."""
    line: int = Field(ge=1)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Param(Model):
    """One value that an entry point takes."""

    name: str
    """Its name in the code: the argparse dest, the function's argument, the constant."""
    flags: tuple[str, ...] = ()
    """Every spelling on the command line, the first long one first; empty for positionals and constants.

    Where the action is `boolean_optional` the last one turns it off: `--amp --no-amp`, `--amp --noamp`, `--on --off`.
    """
    type: ParamType | None = None
    """Absent where the code does not say."""
    default: JsonValue = None
    """The literal default; see `has_default`."""
    has_default: bool = False
    default_expression: str | None = None
    """Source text of a default that is not a literal."""
    choices: tuple[JsonValue, ...] | None = None
    nargs: str | int | None = None
    required: bool = False
    action: Action = "store"
    help: str | None = None
    role: Role | None = None
    binding: Binding
    overridable: bool = True
    """False where nothing outside the code can change it; a plain constant."""
    positional: bool = False
    syntax: Literal["flag", "equals", "assign", "pair"] = "flag"
    """How it is written: `--lr 0.1`; only `--lr=0.1`; `lr=0.1`; `LR 0.1`. The first of `flags` is the word used."""
    lead_in: str | None = None
    """A flag that stands once before all values that share it: `--opts` before `LR 0.1 EPOCHS 3`."""
    scope: Literal["program", "command"] = "command"
    """`program`: belongs to the program and stands before the subcommand's word on the command line."""
    live: Liveness = "unknown"
    """Whether the code ever reads it."""
    note: str | None = None
    """What somebody should know before setting it: dead, inverted, shadowed."""
    proof: Place

    @property
    def flag(self) -> str | None:
        """The flag to use on a command line."""
        return self.flags[0] if self.flags else None


class Evidence(Model):
    """Why something is believed."""

    says: str
    place: Place | None = None


class FileUse(Model):
    """A file or folder that the code reads or writes."""

    path: str | None = None
    """As written in the code; absent where it is computed."""
    param: str | None = None
    """Name of the param that gives it."""
    what: Literal["data", "checkpoint", "config", "log", "table", "predictions", "other"] = "other"
    columns: tuple[str, ...] = ()
    """Columns of a table that the code names, where it is one."""
    proof: Place


class MetricPrint(Model):
    """A place where the code prints or logs a metric."""

    key: str
    split: str | None = None
    via: str
    """`print`, `logging`, `add_scalar`, `self.log`, `wandb.log`, `writerow`, `json.dumps`."""
    template: str | None = None
    """Source text of the format, for readers of logs."""
    axes: tuple[Literal["epoch", "step"], ...] = ()
    """What is said beside it: where in the training the value belongs."""
    proof: Place


class ImportUse(Model):
    """A module that the entry's import closure needs from outside the repository and the standard library."""

    module: str
    """Top-level name."""
    distribution: str
    """Name on the package index."""
    when: Literal["module", "lazy", "optional"] = "module"
    proof: Place


class EntryPoint(Model):
    """One program of the repository."""

    name: str
    """How users refer to it: `train.py`, or `cli.py train` for a subcommand."""
    path: str
    kind: EntryKind
    confidence: float = Field(ge=0, le=1)
    command: tuple[str, ...]
    """What follows `python` on the command line, without params: `("train.py",)`, `("-m", "pkg.train")`."""
    subcommand: tuple[str, ...] = ()
    """The last words of `command` that name a subcommand; params of scope `program` stand before them."""
    cwd: str = "."
    """Folder to run it in, relative to the root."""
    framework: str | None = None
    """What reads its command line: `argparse`, `click`, `typer`, …; absent for none."""
    params: tuple[Param, ...] = ()
    reads: tuple[FileUse, ...] = ()
    writes: tuple[FileUse, ...] = ()
    metrics: tuple[MetricPrint, ...] = ()
    imports: tuple[ImportUse, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Requirement(Model):
    """One line of a dependency specification."""

    spec: str
    """As PEP 508 says it: `numpy>=1.26; python_version < "3.13"`."""
    proof: Place


class DependencyFile(Model):
    """A file that declares what the repository needs."""

    path: str
    kind: Literal["requirements", "pyproject", "setup.cfg", "setup.py", "conda", "lock", "pipfile", "other"]
    requirements: tuple[Requirement, ...] = ()
    options: tuple[str, ...] = ()
    """Lines that are options of an installer (`--index-url …`): recorded, never obeyed."""


class Finding(Model):
    """Something a user should know."""

    level: Literal["info", "warning", "error"]
    says: str
    place: Place | None = None


class RepoContract(Contract):
    """`repo.json`: how the repository is run."""

    FILE: ClassVar[str] = "repo.json"

    source: str
    """URL or absolute folder it was given as."""
    root: str
    """Absolute folder it was read in."""
    commit: str | None = None
    """HEAD of its git repository; absent where it is none."""
    tree_digest: str
    """Digest of the files that were read: another digest means reading again."""
    entries: tuple[EntryPoint, ...] = ()
    """Most confident first within each kind."""
    chosen: str | None = None
    """Name of the entry the user picked, where several were equally good."""
    choose_from: dict[EntryKind, tuple[str, ...]] = {}
    """Names of the entries of a kind between which only the user can choose; absent where one is meant."""
    dependencies: tuple[DependencyFile, ...] = ()
    python_requires: str | None = None
    """A PEP 440 specifier, as declared."""
    packages_at: tuple[str, ...] = (".",)
    """Folders of the repository that belong on `PYTHONPATH`, relative to the root."""
    findings: tuple[Finding, ...] = ()
    files_read: int = 0
    """Python files that were parsed."""
    read_at: Moment
    origin: Origin = "parsed"

    def entry(self, kind: EntryKind, name: str | None = None) -> EntryPoint | None:
        """Return the entry of a kind: the named one, else the chosen one, else the most confident.

        Where several are equally good and the user picked none of them, there is none: see `choose_from`. An entry
        that was picked for one kind settles the others, where its own folder has them.
        """
        of_kind = [entry for entry in self.entries if entry.kind == kind]
        for wanted in (name, self.chosen):
            for entry in of_kind:
                if wanted and wanted in (entry.name, entry.path):
                    return entry
        if name:
            return None
        picked = next((entry for entry in self.entries if self.chosen in (entry.name, entry.path)), None)
        if picked is not None and (kind in self.choose_from or picked.kind in self.choose_from):
            return self._beside(picked, of_kind)
        return None if kind in self.choose_from else of_kind[0] if of_kind else None

    def _beside(self, picked: EntryPoint, of_kind: list[EntryPoint]) -> EntryPoint | None:
        folder = picked.path.rpartition("/")[0]
        same = [entry for entry in of_kind if entry.path == picked.path]
        near = same or [entry for entry in of_kind if entry.path.rpartition("/")[0] == folder]
        return near[0] if len(near) == 1 or same else None
