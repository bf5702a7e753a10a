"""Continue a training that ended early, as a new run that names its parent, where the script has a resume flag."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from contracts.errors import NotReady
from contracts.names import ENDED
from contracts.repo import EntryPoint, Param
from contracts.run import ConfigContract, RunContract
from skills.runs.checkpoints import Checkpoint
from skills.runs.choose import newest_run
from skills.runs.finish import entry_of
from skills.runs.parents import given_to
from skills.runs.ranked import ranked_checkpoints
from skills.skill import SkillContext
from store.folders import RunFolder

_SWITCHES = ("store_true", "boolean_optional")


@dataclass(frozen=True, slots=True)
class Resumed:
    """Where a continued training goes on."""

    folder: RunFolder
    entry: str
    """Name of the entry point that the parent ran."""
    taken_over: Mapping[str, JsonValue] = field(default_factory=dict)
    """What the parent was asked for, by the params' own names."""
    values: Mapping[str, JsonValue] = field(default_factory=dict)
    """The resume flag."""
    brings: bool = False
    """Whether the parent's files are put beside the code, because the script looks for them by itself."""
    note: str = ""


def resume_param(entry: EntryPoint) -> Param | None:
    """Return the param through which a training goes on from a checkpoint."""
    found = [each for each in entry.params if each.role in ("resume", "checkpoint") and each.binding != "constant"]
    return min(found, key=lambda each: each.role != "resume", default=None)


def can_continue(folder: RunFolder, run: RunContract, context: SkillContext) -> bool:
    """Whether a run that ended early left a checkpoint and its script takes one."""
    entry = entry_of(folder)
    early = run.stage == "train" and run.status in ENDED and run.status != "finished"
    if not early or entry is None or resume_param(entry) is None:
        return False
    return ranked_checkpoints(folder, run, context).last is not None


def resumed(said: str, entry_for: EntryPoint | None, context: SkillContext) -> Resumed:
    """Return how the training that a user named is continued.

    Args:
        said: The run.
        entry_for: The entry point as it is now; absent: as it was then.
        context: For the store.

    Raises:
        NotReady: It still runs, is no training, left no checkpoint, or its script takes none; the message says which.
        BadRequest: No run has that name.
    """
    folder = newest_run(said, context)
    run, config = folder.require(RunContract), folder.require(ConfigContract)
    entry = entry_for or entry_of(folder)
    if run.stage != "train" or run.status not in ENDED:
        what = "still runs" if run.status not in ENDED else "is no training"
        raise NotReady(f"{run.run_id} {what}, so there is nothing to continue. Name a training that has ended.")
    param = resume_param(entry) if entry else None
    if entry is None or param is None:
        raise NotReady(
            f"{config.entry!r} has no flag to resume from a checkpoint, so {run.run_id} cannot be continued. "
            "Train anew, or add such a flag to the script."
        )
    last = ranked_checkpoints(folder, run, context).last
    if last is None:
        raise NotReady(f"{run.run_id} left no checkpoint, so it cannot be continued. Say `train` to begin anew.")
    switch = param.action in _SWITCHES or param.type == "bool"
    value: JsonValue = True if switch else str(folder.work / given_to(param, last))
    return Resumed(
        folder=folder,
        entry=entry.name,
        taken_over=_asked(config, entry, param),
        values={param.name: value},
        brings=switch,
        note=_note(run, last),
    )


def _asked(config: ConfigContract, entry: EntryPoint, resume: Param) -> dict[str, JsonValue]:
    """Return what the parent was asked for, without the checkpoint it may itself have been continued from."""
    takes = {each.name for each in entry.params} - {resume.name}
    return {
        name: each.value for name, each in config.params.items() if name in takes and each.source in ("user", "run")
    }


def _note(run: RunContract, last: Checkpoint) -> str:
    place = f", epoch {last.epoch:g}" if last.epoch is not None else ""
    return f"continues {run.run_id} ({run.status}) from {last.path!r}{place}"
