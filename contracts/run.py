"""`config.json` and `run.json`: what was asked of a run, and what became of it; `job.json`: what its runner saw."""

from typing import ClassVar, Literal

from pydantic import JsonValue

from contracts.base import Contract, Model
from contracts.health import HealthFinding
from contracts.names import Binding, Digest, HostName, Moment, ProjectName, RunId, RunStatus, Stage


class ParamValue(Model):
    """A param as the run had it."""

    value: JsonValue
    source: Literal["user", "default", "run", "mlclaw", "imported"]
    """`user`: asked for; `default`: the code's own; `run`: taken over from the parent run; `mlclaw`: set by us."""
    binding: Binding | None = None


class ConfigContract(Contract):
    """`config.json`: the arrow into a run."""

    FILE: ClassVar[str] = "config.json"

    project: ProjectName
    run_id: RunId
    stage: Stage
    entry: str
    """Name of the entry point."""
    argv: tuple[str, ...]
    """The command line, interpreter first."""
    cwd: str
    """Folder the process starts in, absolute."""
    environment: dict[str, str] = {}
    """Variables set beside the allow-listed ones."""
    params: dict[str, ParamValue]
    host: HostName
    seed: int | None = None
    parent: RunId | None = None
    """The run whose checkpoint this one reads."""
    datasets: dict[str, str] = {}
    """Name to digest or fingerprint."""
    repo: Digest
    env: Digest
    """Digests of the contracts it was made from."""


class Artifact(Model):
    """A file that a run wrote."""

    path: str
    """Relative to `work/`."""
    size: int
    """Bytes."""
    sha256: str | None = None
    """Absent above the size limit for hashing."""
    what: Literal["checkpoint", "predictions", "table", "log", "other"] = "other"
    modified: float | None = None
    """When it was last written, seconds since the epoch; absent in records of older programs."""


class Preparer(Model):
    """The process that prepares a run; where it is gone before the run has started, the run was interrupted."""

    pid: int
    started: float | None = None
    """Seconds since boot: a reused pid has another."""
    boot_id: str | None = None
    machine: str | None = None


class Snapshot(Model):
    """The frozen code of a run."""

    commit: str
    """In the project's own `snapshots.git`."""
    tree: str
    """Digest of the content."""
    source_commit: str | None = None
    """HEAD of the user's repository then; absent where it is none."""
    dirty: bool | None = None
    """Whether the user's tree differed from that commit; absent where it is none."""
    complete: bool
    left_out: tuple[str, ...] = ()
    """What is not in the snapshot: too large, ignored, or unreadable."""
    linked: dict[str, str] = {}
    """Folders linked into `work/`: relative path to fingerprint."""
    submodules: dict[str, str] = {}
    """Repositories inside, whose files are frozen too: path to commit, with `+` where the files were not its."""
    files: int = 0


class CrashDiagnosis(Model):
    """Why a run failed, as far as its last words say it."""

    name: str
    """The kind of failure."""
    says: str
    remedy: str
    """What helps without changing the code, where something does."""
    request: str | None = None
    """What the user could say next."""
    evidence: str
    """The line of the log that says so."""


class RunContract(Contract):
    """`run.json`: what was launched where, and how it ended."""

    FILE: ClassVar[str] = "run.json"

    project: ProjectName
    run_id: RunId
    stage: Stage
    status: RunStatus
    host: HostName
    config: Digest
    snapshot: Snapshot | None = None
    created_at: Moment
    preparer: Preparer | None = None
    """Absent in records of older programs."""
    started_at: Moment | None = None
    finished_at: Moment | None = None
    exit_code: int | None = None
    signal: str | None = None
    """`SIGKILL`; absent where none ended it."""
    reason: str | None = None
    """Why it ended as it did, for a person."""
    evidence: tuple[str, ...] = ()
    """The last lines that say so."""
    diagnosis: CrashDiagnosis | None = None
    """Absent where it did not fail, or where no known failure fits."""
    cpu_s: float | None = None
    max_rss_bytes: int | None = None
    artifacts: tuple[Artifact, ...] = ()
    findings: tuple[HealthFinding, ...] = ()
    """What the health rules found when it ended."""
    warnings: tuple[str, ...] = ()


class JobFile(Contract):
    """`job.json`: what the runner wrote about the process."""

    FILE: ClassVar[str] = "job.json"

    runner_pid: int
    runner_started: float
    """Start of the runner process, seconds since boot: a reused pid has another."""
    pid: int | None = None
    pid_started: float | None = None
    boot_id: str | None = None
    """Of the kernel: another one means that the host was started again."""
    machine: str | None = None
    """Its network name: a job of another machine cannot be looked at from here."""
    started_at: Moment
    finished_at: Moment | None = None
    exit_code: int | None = None
    signal: str | None = None
    stop_requested: bool = False
    cpu_s: float | None = None
    wall_s: float | None = None
    """By a clock that nobody sets."""
    max_rss_bytes: int | None = None
    """The most its processes had together in a sample, or one of them at any time."""
    oom_killed: bool | None = None
    """Whether the kernel killed for want of memory; absent where the system does not say."""
    left_behind: int | None = None
    """Processes that were still there after its end, and were ended."""
    warnings: tuple[str, ...] = ()
    """What could not be done for it as asked."""
    error: str | None = None
    """Why the process could not be started."""
