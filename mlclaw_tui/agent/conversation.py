"""What a planner may know of the conversation and the project; everything may be absent."""

from dataclasses import dataclass

from contracts.plan import SkillCall


@dataclass(frozen=True, slots=True)
class Conversation:
    """The facts that help to read a request. A planner does no I/O: whoever calls it looks them up."""

    project: str | None = None
    """Name of the current project."""
    runs: tuple[str, ...] = ()
    """Ids, names and aliases of runs, newest first: what an imported id or an alias is recognised by."""
    last_run: str | None = None
    """The run that was mentioned last: what "it" is."""
    last_repo: str | None = None
    """The repository that was mentioned last: URL or folder."""
    last_calls: tuple[SkillCall, ...] = ()
    """What the last request led to: what "again but with lr 0.1" changes."""
    params: tuple[str, ...] = ()
    """Names and flags of the params that the project's entry points take."""
    metrics: tuple[str, ...] = ()
    """Names of the metrics that the project's runs have."""
    hosts: tuple[str, ...] = ()
    """Names of the known machines."""
