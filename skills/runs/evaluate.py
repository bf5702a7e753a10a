"""Evaluate: score the checkpoint of a training with the repository's own evaluation script."""

from contracts.env import EnvContract
from contracts.evaluation import EvalContract
from contracts.events import RunChanged
from contracts.plan import Preview, Result
from contracts.repo import RepoContract
from skills.arguments import Evaluate
from skills.runs.answers import ended
from skills.runs.binding import bind
from skills.runs.follow import follow
from skills.runs.inputs import data_for, own_output
from skills.runs.launch import LAUNCH_EFFECTS, LaunchPlan, entry_for, launch, planned, repo_for, shared_values
from skills.runs.parents import parent_of
from skills.skill import Outlook, Planned, Skill, SkillContext


class EvaluateSkill(Skill[Evaluate]):
    """Score a run with the repository's own evaluation script."""

    name = "evaluate"
    summary = "Score a training's checkpoint with the repository's own evaluation script."
    example = "evaluate run 3"
    requires = (RepoContract, EnvContract)
    usual_effects = LAUNCH_EFFECTS
    produces = (EvalContract,)
    arguments = Evaluate

    def plan(self, args: Evaluate, outlook: Outlook, context: SkillContext) -> Planned:
        repo = repo_for(outlook)
        if repo is None:
            says = "evaluate; which script with which flags is known once the repository has been read"
            return Planned(Preview(says=says), LAUNCH_EFFECTS, makes={EvalContract: None})
        plan = _launch_plan(args, repo, outlook, context)
        of = plan.parent.name if plan.parent else "the training before it"
        return planned(plan, outlook, f"evaluate {of} with {plan.entry.name}")

    def run(self, args: Evaluate, context: SkillContext) -> Result:
        plan = _launch_plan(args, context.project.require(RepoContract), Outlook(context.project), context)
        folder = launch(plan, context)
        context.emit(RunChanged(skill=self.name, run_id=folder.name, status="running"))
        run = follow(folder, self.name, context)
        return ended(self.name, folder, run, "Say `which of my runs was best?`.", context)


def _launch_plan(args: Evaluate, repo: RepoContract, outlook: Outlook, context: SkillContext) -> LaunchPlan:
    entry = entry_for(repo, "evaluate")
    parent = parent_of(entry, args.run, outlook, context)
    data = data_for(entry, args.data)
    taken_over = shared_values(entry, parent.folder) if parent.folder else {}
    bound = bind(entry, args.params, taken_over, {**own_output(entry), **parent.values, **data.values})
    return LaunchPlan(
        stage="evaluate",
        repo=repo,
        entry=entry,
        bound=bound,
        host="local",
        parent=parent.folder,
        brings=parent.brings,
        datasets=data.fingerprints,
        notes=parent.notes,
    )
