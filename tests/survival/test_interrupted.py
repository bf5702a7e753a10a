import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from contracts.errors import Unreachable
from contracts.run import Preparer, RunContract
from skills.host import Launch
from skills.runs.preparing import is_gone, this_process
from skills.runs.settle import INTERRUPTED, settle
from skills.runs.unfinished import unfinished
from skills.skill import SkillContext
from store.folders import RunFolder


def prepared_by(preparer: Preparer | None, context: SkillContext) -> RunFolder:
    """Return a run as it is on disk before its process is started."""
    folder = context.project.allocate_run()
    run = RunContract(
        project=folder.project,
        run_id=folder.name,
        stage="train",
        status="pending",
        host="local",
        config="0" * 64,
        created_at=datetime.now(UTC),
        preparer=preparer,
    )
    folder.write(run)
    return folder


def ended_process() -> Preparer:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as process:
        here = this_process()
    return here.model_copy(update={"pid": process.pid, "started": 1.0})


def test_a_run_whose_preparer_is_gone_is_failed_with_the_reason(context: SkillContext) -> None:
    run = settle(prepared_by(ended_process(), context), context)
    assert (run.status, run.reason, run.started_at) == ("failed", INTERRUPTED, None)


def test_a_run_that_is_being_prepared_is_left_alone(context: SkillContext) -> None:
    folder = prepared_by(this_process(), context)
    assert settle(folder, context).status == "pending"
    assert [(each.run_id, each.what) for each in unfinished(context)] == [(folder.name, "pending")]


def test_a_pid_that_was_given_to_another_process_is_not_the_preparer() -> None:
    here = this_process()
    assert not is_gone(here)
    assert is_gone(here.model_copy(update={"started": (here.started or 0) + 1}))
    assert is_gone(here.model_copy(update={"boot_id": "another"}))


def test_a_preparer_on_another_machine_is_not_taken_for_gone() -> None:
    assert not is_gone(ended_process().model_copy(update={"machine": "elsewhere"}))


def test_what_was_interrupted_is_shown_once_and_can_be_asked_for_again(context: SkillContext) -> None:
    folder = prepared_by(ended_process(), context)
    (found,) = unfinished(context)
    assert (found.run_id, found.what, found.requests) == (folder.name, "interrupted", ("train",))
    assert unfinished(context) == ()


def test_a_runner_that_comes_too_late_starts_nothing(
    context: SkillContext, all_ended: Callable[[], list[RunContract]]
) -> None:
    folder = prepared_by(ended_process(), context)
    all_ended()
    marker = folder.path / "ran"
    argv = [sys.executable, "-c", f"open({os.fspath(marker)!r}, 'w')"]
    with pytest.raises(Unreachable, match="already started"):
        context.hosts["local"].start(Launch(folder=folder.path, argv=tuple(argv), cwd=folder.path))
    assert not marker.exists()
