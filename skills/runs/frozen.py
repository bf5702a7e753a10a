"""What a run's snapshot holds: its files, its commit, what was left out, and how to get the very bytes again."""

from typing import Any

from pydantic import JsonValue

from contracts.run import RunContract
from skills.skill import SkillContext
from store.folders import RunFolder
from store.snapshots import Snapshots

MOST_FILES = 1000
_SHOWN = 20


def frozen_data(run: RunContract, folder: RunFolder, context: SkillContext) -> dict[str, JsonValue] | None:
    """Return what a program wants to know of a run's snapshot; None where it was interrupted before it had one."""
    if run.snapshot is None:
        return None
    data: dict[str, Any] = run.snapshot.to_data()
    return {
        **data,
        "repository": str(context.project.snapshots),
        "work": str(folder.work) if folder.work.is_dir() else None,
        "checkout": _checkout(run.snapshot.commit, run, context),
    }


def frozen_text(run: RunContract, folder: RunFolder, context: SkillContext) -> str:
    """Return the same for a person, with the first of its files."""
    snapshot = run.snapshot
    if snapshot is None:
        return f"{run.run_id} has no snapshot: it was interrupted before its code was frozen."
    source = "the folder was no git repository"
    if snapshot.source_commit:
        source = f"the repository stood at {snapshot.source_commit[:12]}{', with changes' if snapshot.dirty else ''}"
    whole = "It is complete." if snapshot.complete else f"It is not complete: {len(snapshot.left_out)} were left out."
    files = list(Snapshots(context.project.snapshots).files(snapshot.commit))
    lines = [f"{run.run_id} ran {snapshot.files} files, frozen as {snapshot.commit[:12]}; {source}. {whole}"]
    lines += [f"  left out: {each}" for each in snapshot.left_out[:_SHOWN]]
    lines += [f"  linked, not copied: {path}" for path in list(snapshot.linked)[:_SHOWN]]
    lines += [f"  {path}" for path in files[:_SHOWN]]
    lines += [f"  and {len(files) - _SHOWN} more files"] if len(files) > _SHOWN else []
    lines.append(f"It ran in {str(folder.work)!r}. To check it out elsewhere:")
    lines.append(f"  {' '.join(_checkout(snapshot.commit, run, context))}")
    return "\n".join(lines)


def _checkout(commit: str, run: RunContract, context: SkillContext) -> list[str]:
    return [
        "git",
        f"--git-dir={context.project.snapshots}",
        "worktree",
        "add",
        "--detach",
        f"{run.run_id}_code",
        commit,
    ]
