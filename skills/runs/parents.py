"""The training whose checkpoint an evaluation or an inference reads, and how the script gets at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pydantic import JsonValue

from contracts.errors import NotReady
from contracts.repo import EntryPoint, Param
from contracts.run import RunContract
from skills.runs.artifacts import checkpoint_param, wants_folder
from skills.runs.checkpoints import Checkpoint, choose_checkpoint
from skills.runs.choose import resolve_among
from skills.runs.ranked import ranked_checkpoints
from skills.skill import Outlook, SkillContext
from store.folders import RunFolder

COMING = "{run}"
"""Stands for the run folder of a training that an earlier step of the same proposal makes."""


@dataclass(frozen=True, slots=True)
class Parent:
    """Where a checkpoint comes from."""

    folder: RunFolder | None
    """Absent while the training is still to come."""
    values: Mapping[str, JsonValue] = field(default_factory=dict)
    """The param that takes the checkpoint, by its own name."""
    brings: bool = False
    """Whether the training's files have to lie beside the code instead."""
    checkpoint: str | None = None
    notes: tuple[str, ...] = ()
    """What the user should know of that choice."""


def parent_of(entry: EntryPoint, said: str | None, outlook: Outlook, context: SkillContext) -> Parent:
    """Return the training that was named, or the last one that finished.

    Raises:
        NotReady: There is none, it did not finish, or it left no checkpoint that the script could read.
        BadRequest: No run has that name.
    """
    param = checkpoint_param(entry)
    if RunContract in outlook.coming and said in (None, "last", "best"):
        values: dict[str, JsonValue] = {param.name: f"{COMING}/checkpoint"} if param else {}
        return Parent(None, values, brings=param is None)
    folder = context.project.run(_run_id(said, context))
    run = folder.read(RunContract)
    if run is None:
        raise NotReady(f"{folder.name!r} was not run here, so its checkpoint is not at hand. Name a run that was.")
    if run.status != "finished":
        raise NotReady(f"{folder.name} is {run.status}, so there is nothing to read from it yet. Name a finished run.")
    ranking = ranked_checkpoints(folder, run, context)
    chosen = choose_checkpoint(ranking, param)
    if chosen is None:
        if param is not None and param.required:
            raise NotReady(
                f"{folder.name} wrote no checkpoint, and {entry.name!r} needs one for `{param.flag or param.name}`. "
                "Train with a script that saves one, or name another run."
            )
        return Parent(folder, {}, brings=True)
    notes = tuple(ranking.notes()) if chosen in ranking.best or ranking.disagrees else ()
    if param is None:
        path = folder.work / chosen.path
        return Parent(folder, {}, brings=True, checkpoint=str(path), notes=notes)
    path = folder.work / given_to(param, chosen)
    return Parent(folder, {param.name: str(path)}, checkpoint=str(path), notes=notes)


def given_to(param: Param, checkpoint: Checkpoint) -> str:
    """Return the path that a param takes for a checkpoint: its folder, its file, or the folder its file lies in."""
    if checkpoint.is_folder:
        default = PurePosixPath(str(param.default)).suffix if param.default else ""
        return checkpoint.main_file.path if default and not wants_folder(param) else checkpoint.path
    return str(PurePosixPath(checkpoint.path).parent) if wants_folder(param) else checkpoint.path


def _run_id(said: str | None, context: SkillContext) -> str:
    with context.store.session() as session:
        summaries = session.summaries(context.project.name)
    if said is not None:
        return _scored(resolve_among(said, summaries, context), context)
    finished = [each.run_id for each in summaries if each.stage == "train" and each.status == "finished"]
    if not finished:
        raise NotReady("There is no finished training yet. Nothing can be read from one. Say `train` first.")
    return finished[0]


def _scored(run_id: str, context: SkillContext) -> str:
    """Return the training of an evaluation that was named in its place."""
    with context.store.session() as session:
        facts = session.facts(context.project.name, [run_id])
    record = facts[0].record if facts else None
    return record.parent if record and record.stage != "train" and record.parent else run_id
