"""Infer: predict a file or folder with the checkpoint of a training."""

from contracts.env import EnvContract
from contracts.evaluation import InferContract
from contracts.events import RunChanged
from contracts.plan import Preview, Result
from contracts.repo import RepoContract
from skills.arguments import Infer
from skills.runs.answers import ended
from skills.runs.binding import bind
from skills.runs.follow import follow
from skills.runs.inputs import data_for, own_output
from skills.runs.launch import LAUNCH_EFFECTS, LaunchPlan, entry_for, launch, planned, repo_for, shared_values
from skills.runs.parents import parent_of
from skills.skill import Outlook, Planned, Skill, SkillContext
from store.folders import RunFolder


class InferSkill(Skill[Infer]):
    """Predict with a run's checkpoint."""

    name = "infer"
    summary = "Predict a file or folder with a training's checkpoint."
    example = "predict samples.csv with the best run"
    requires = (RepoContract, EnvContract)
    usual_effects = LAUNCH_EFFECTS
    produces = (InferContract,)
    arguments = Infer

    def plan(self, args: Infer, outlook: Outlook, context: SkillContext) -> Planned:
        repo = repo_for(outlook)
        if repo is None:
            says = "predict; which script with which flags is known once the repository has been read"
            return Planned(Preview(says=says), LAUNCH_EFFECTS, makes={InferContract: None})
        plan = _launch_plan(args, repo, outlook, context)
        of = plan.parent.name if plan.parent else "the training before it"
        return planned(plan, outlook, f"predict {args.input or 'its own input'} with {of} and {plan.entry.name}")

    def run(self, args: Infer, context: SkillContext) -> Result:
        plan = _launch_plan(args, context.project.require(RepoContract), Outlook(context.project), context)
        folder = launch(plan, context)
        context.emit(RunChanged(skill=self.name, run_id=folder.name, status="running"))
        run = follow(folder, self.name, context)
        return ended(self.name, folder, run, _predictions(folder), context)


def _launch_plan(args: Infer, repo: RepoContract, outlook: Outlook, context: SkillContext) -> LaunchPlan:
    entry = entry_for(repo, "infer")
    parent = parent_of(entry, args.run, outlook, context)
    takes_input = any(param.role == "input" for param in entry.params)
    data = data_for(entry, args.input, "input" if takes_input else "data")
    taken_over = shared_values(entry, parent.folder) if parent.folder else {}
    bound = bind(entry, args.params, taken_over, {**own_output(entry), **parent.values, **data.values})
    return LaunchPlan(
        stage="infer",
        repo=repo,
        entry=entry,
        bound=bound,
        host="local",
        parent=parent.folder,
        brings=parent.brings,
        datasets=data.fingerprints,
        notes=parent.notes,
    )


def _predictions(folder: RunFolder) -> str:
    contract = folder.read(InferContract)
    written = contract.predictions if contract else ()
    if not written:
        return f"It wrote no file; what it printed is in {str(folder.stdout)!r}."
    return "\n".join(f"Predictions: {str(folder.work / each.path)!r} ({each.size:,} bytes)" for each in written[:5])
