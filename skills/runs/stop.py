"""Stop: end a run that is going on; what it wrote stays."""

from contracts.errors import NotReady
from contracts.names import ENDED
from contracts.plan import Preview, Result
from contracts.run import ConfigContract, RunContract
from skills.arguments import Stop
from skills.runs.answers import finals_of, run_data
from skills.runs.choose import newest_run
from skills.runs.settle import settle
from skills.skill import Outlook, Planned, Skill, SkillContext
from store.folders import RunFolder


class StopSkill(Skill[Stop]):
    """Stop a run that is going on."""

    name = "stop"
    summary = "Stop a run that is going on; what it wrote stays."
    example = "stop run 3"
    usual_effects = ("read", "write", "execute")
    arguments = Stop

    def plan(self, args: Stop, outlook: Outlook, context: SkillContext) -> Planned:  # noqa: ARG002
        folder = _running(args, context)
        config = folder.require(ConfigContract)
        preview = Preview(
            says=f"stop {folder.name}: ask it to end, then end its whole process tree",
            hosts=(config.host,),
            notes=(f"it runs {' '.join(config.argv)}", "what it wrote stays"),
        )
        return Planned(preview, ("read", "write", "execute"), inputs={"run": config.digest})

    def run(self, args: Stop, context: SkillContext) -> Result:
        folder = _running(args, context)
        context.hosts[folder.require(RunContract).host].stop(folder.path)
        run = settle(folder, context)
        text = f"{run.run_id} {run.status}. What it wrote is in {str(folder.work)!r}."
        return Result(skill=self.name, data=run_data(run, finals_of(folder, context)), text=text)


def _running(args: Stop, context: SkillContext) -> RunFolder:
    if args.run:
        folder = newest_run(args.run, context)
        run = folder.require(RunContract)
        if run.status in ENDED:
            raise NotReady(
                f"{run.run_id} is {run.status} already. There is nothing to stop. Say `status` to see what runs."
            )
        return folder
    running = [folder for folder in context.project.runs() if _goes_on(folder)]
    if not running:
        raise NotReady(
            "Nothing is running in this project. There is nothing to stop. Say `status` to see the last run."
        )
    if len(running) > 1:
        names = ", ".join(folder.name for folder in running)
        raise NotReady(
            f"Several runs are going on: {names}. One request stops one of them. Say `stop {running[0].name}`."
        )
    return running[0]


def _goes_on(folder: RunFolder) -> bool:
    run = folder.read(RunContract)
    return run is not None and run.status not in ENDED
