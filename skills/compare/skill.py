"""Compare: which run was best, what was different, and how far that can be told; also the list of runs."""

from contracts.errors import NotReady
from contracts.plan import Preview, Result
from contracts.run import RunContract
from skills.arguments import Compare
from skills.compare.answer import answer
from skills.compare.comparison import Comparison, compare
from skills.compare.selection import Selection, select
from skills.compare.story import run_text
from skills.compare.values import show_number
from skills.skill import Outlook, Planned, Skill, SkillContext

BEST_DETAILED = 20
NEWEST_DETAILED = 200


class CompareSkill(Skill[Compare]):
    """Compare runs, or list them."""

    name = "compare"
    summary = "Say which run was best, what was different between them, or list them."
    example = "Which of my last 5 runs was best? What was different?"
    arguments = Compare

    def plan(self, args: Compare, outlook: Outlook, context: SkillContext) -> Planned:
        if RunContract not in outlook.coming:
            select_for(args, context)
        by = f" by {args.metric}" if args.metric else ""
        return Planned(Preview(says=f"compare {_which(args)}{by}"), ("read",))

    def run(self, args: Compare, context: SkillContext) -> Result:
        selection = select_for(args, context)
        comparison = compare(selection.candidates, metric=args.metric, history=selection.history)
        if not args.runs and args.last is None:
            comparison = comparison.narrowed(BEST_DETAILED, NEWEST_DETAILED)
        text = answer(comparison, asked=args.last, newest_first=is_listing(args))
        text += _left_out(selection, comparison)
        return Result(skill=self.name, data=comparison.to_data(), text=text)


def select_for(args: Compare, context: SkillContext) -> Selection:
    """Return the runs to compare.

    Raises:
        NotReady: There are none, or only one where several were asked for.
        BadRequest: A reference means no run.
    """
    selection = select(context, runs=args.runs, last=args.last, metric=args.metric)
    if len(selection.candidates) == 1 and not is_listing(args):
        raise NotReady(_only_one(compare(selection.candidates)))
    return selection


def is_listing(args: Compare) -> bool:
    """Tell whether nothing in particular was asked for: then it lists the runs as well."""
    return not args.runs and args.last is None and args.metric is None


def _left_out(selection: Selection, comparison: Comparison) -> str:
    looked_at = len(selection.candidates)
    if looked_at == len(comparison.candidates) and not selection.left_out:
        return ""
    among = f" among the newest {looked_at:,}" if selection.left_out else ""
    return (
        f" There are {looked_at + selection.left_out:,} runs: this answer holds the best {BEST_DETAILED}{among} and "
        f"the newest {NEWEST_DETAILED}; `compare last 500` holds as many as you say."
    )


def _only_one(comparison: Comparison) -> str:
    candidate = comparison.candidates[0]
    value = comparison.scored[0].value if comparison.scored else None
    reached = ""
    if comparison.metric and value:
        reached = f" ({comparison.metric.shown} {show_number(value.last)})"
    return (
        f"There is only one run to compare, {run_text(candidate)}{reached}. It takes two to say which was better. "
        "Train another one with other params, such as `train with lr=0.01`, or name a second run."
    )


def _which(args: Compare) -> str:
    if args.runs:
        return ", ".join(args.runs)
    return f"the last {args.last} runs" if args.last else "all runs"
