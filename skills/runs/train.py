"""Train: run the training script with the params that were asked for."""

from contracts.env import EnvContract
from contracts.events import RunChanged
from contracts.plan import Preview, Result
from contracts.repo import EntryPoint, RepoContract
from contracts.run import RunContract
from skills.arguments import Train
from skills.runs.answers import ended, run_data
from skills.runs.binding import bind
from skills.runs.follow import follow
from skills.runs.inputs import data_for, own_output
from skills.runs.launch import LAUNCH_EFFECTS, LaunchPlan, entry_for, host_for, launch, planned, repo_for
from skills.runs.resuming import resumed
from skills.skill import Outlook, Planned, Skill, SkillContext


class TrainSkill(Skill[Train]):
    """Train with the params that were asked for, in a frozen copy of the code."""

    name = "train"
    summary = "Train with the params you ask for, in a frozen copy of the code."
    example = "train with lr=0.01 for 3 epochs"
    requires = (RepoContract, EnvContract)
    usual_effects = LAUNCH_EFFECTS
    produces = (RunContract,)
    arguments = Train

    def plan(self, args: Train, outlook: Outlook, context: SkillContext) -> Planned:
        repo = repo_for(outlook)
        if repo is None:
            says = "train; which script with which flags is known once the repository has been read"
            return Planned(Preview(says=says), LAUNCH_EFFECTS, makes={RunContract: None})
        plan = self._launch_plan(args, repo, context)
        said = ", ".join(f"{name} {value}" for name, value in args.params.items())
        return planned(plan, outlook, f"train with {plan.entry.name}{f': {said}' if said else ' as it is'}")

    def run(self, args: Train, context: SkillContext) -> Result:
        plan = self._launch_plan(args, context.project.require(RepoContract), context)
        folder = launch(plan, context)
        context.emit(RunChanged(skill=self.name, run_id=folder.name, status="running"))
        if args.detach:
            run = folder.require(RunContract)
            text = f"{folder.name} has started. Say `how is {folder.name} doing` to see it."
            return Result(skill=self.name, data=run_data(run, ()), text=text)
        run = follow(folder, self.name, context)
        return ended(self.name, folder, run, _next_step(plan.repo, run), context)

    def _launch_plan(self, args: Train, repo: RepoContract, context: SkillContext) -> LaunchPlan:
        host_for(context, args.host)
        goes_on = resumed(args.resume, None, context) if args.resume else None
        entry = entry_for(repo, "train", args.entry or (goes_on.entry if goes_on else None))
        if goes_on and args.resume:
            goes_on = resumed(args.resume, entry, context)
        data = data_for(entry, args.data)
        taken_over = goes_on.taken_over if goes_on else {}
        ours = {**own_output(entry), **(goes_on.values if goes_on else {}), **data.values}
        return LaunchPlan(
            stage="train",
            repo=repo,
            entry=entry,
            bound=bind(entry, args.params, taken_over, ours),
            host=args.host or "local",
            parent=goes_on.folder if goes_on else None,
            brings=goes_on.brings if goes_on else False,
            datasets=data.fingerprints,
            notes=(*([goes_on.note] if goes_on else []), *_notes(entry, args)),
        )


def _next_step(repo: RepoContract, run: RunContract) -> str:
    """Return what can be said next: nothing that this repository or this run cannot do."""
    steps = []
    if any(each.what == "checkpoint" for each in run.artifacts):
        steps += ["`evaluate it`"] if repo.entry("evaluate") else []
        steps += ["`predict FILE with it`"] if not steps and repo.entry("infer") else []
    return f"Say {', or '.join([*steps, '`which of my runs was best?`'])}."


def _notes(entry: EntryPoint, args: Train) -> tuple[str, ...]:
    said = {name.lower() for name in args.params}
    return tuple(
        f"`{param.flag or param.name}`: {param.note}"
        for param in entry.params
        if param.note and param.name.lower() in said
    )
