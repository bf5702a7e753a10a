import os
import random
import signal
from collections.abc import Callable
from time import sleep

import pytest

from contracts.run import ConfigContract, JobFile, RunContract
from skills.arguments import Status, Train
from skills.runs.settle import INTERRUPTED
from skills.runs.status import StatusSkill
from skills.runs.train import TrainSkill
from skills.runs.verify import verify
from skills.skill import SkillContext

TRAININGS = 10
KILLS = 50
LOSSES = [round(1 / epoch, 6) for epoch in range(1, 41)]


def killed_while(work: Callable[[], object], seconds: float) -> None:
    """Do something in a process of its own, which is killed after a time."""
    pid = os.fork()
    if pid == 0:
        try:
            os.setsid()
            work()
        finally:
            os._exit(0)
    sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def started(context: SkillContext) -> int:
    return sum((folder.path / JobFile.FILE).exists() for folder in context.project.runs())


@pytest.mark.slow
def test_ten_trainings_keep_every_point_and_their_true_end_though_parents_are_killed_fifty_times(
    context: SkillContext, all_ended: Callable[[], list[RunContract]]
) -> None:
    chance = random.Random(7)
    kills = 0
    while kills < KILLS or started(context) < TRAININGS:
        begun = started(context)
        if begun < TRAININGS:
            train = Train(params={"ends-with": begun % 3})
            killed_while(lambda train=train: TrainSkill().run(train, context), chance.uniform(0.1, 1.5))  # type: ignore[misc]
        else:
            killed_while(lambda: StatusSkill().run(Status(), context), chance.uniform(0.01, 0.3))
        kills += 1
    runs = all_ended()
    ran = [run for run in runs if run.reason != INTERRUPTED]
    assert len(ran) >= TRAININGS
    for run in ran:
        folder = context.project.run(run.run_id)
        asked = folder.require(ConfigContract).params["ends_with"].value
        assert (run.exit_code, run.status) == (asked, "failed" if asked else "finished"), run
        assert verify(folder, context).differences == ()
        with context.store.session() as session:
            points = session.points(folder.project, folder.name, key="loss")
        assert [point.value for point in points] == LOSSES
    assert not any(context.project.run(run.run_id).stdout.exists() for run in runs if run not in ran)
