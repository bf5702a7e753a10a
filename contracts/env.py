"""`env.json`: the environment that runs are executed in, down to every version and hash."""

from typing import ClassVar, Literal

from contracts.base import Contract, Model
from contracts.names import Digest, Moment


class LockedPackage(Model):
    """One installed distribution."""

    name: str
    """Normalised as PEP 503 says."""
    version: str
    hashes: tuple[str, ...] = ()
    """`sha256:…` of the files that may be installed; empty where the installer did not say."""


class EnvChange(Model):
    """A departure from what the repository declares."""

    what: str
    """For a person: `torch==1.4 → torch 2.13.0`."""
    why: str


class EnvContract(Contract):
    """`env.json`: a finished environment."""

    FILE: ClassVar[str] = "env.json"

    folder: str
    """Absolute folder of the environment."""
    python: str
    """Absolute path of its interpreter."""
    python_version: str
    installer: Literal["uv", "pip"]
    specification: tuple[str, ...]
    """The requirements that were resolved, as PEP 508 says them."""
    specification_from: tuple[str, ...]
    """Files of the repository they came from; empty where they came from its imports."""
    specification_digest: Digest | None = None
    """Of all that was asked for: requirements, constraints, imports that nothing declares."""
    lock: tuple[LockedPackage, ...]
    lock_digest: Digest
    changes: tuple[EnvChange, ...] = ()
    level: Literal["installed", "imports", "answers", "ran"] = "installed"
    """How far it was verified: packages installed; the entry's imports resolve; `--help` answers; a step ran."""
    evidence: tuple[str, ...] = ()
    """What was seen at that level."""
    repo: Digest
    """Digest of the repo.json it was built for."""
    built_at: Moment
