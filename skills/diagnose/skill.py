"""Diagnose: why did a metric drop, what changed, is it noise, and which run would tell."""

from contracts.plan import Preview, Result
from contracts.run import RunContract
from skills.arguments import Diagnose
from skills.diagnose.answer import answer
from skills.diagnose.diagnosis import diagnose
from skills.diagnose.history import read_history
from skills.skill import Outlook, Planned, Skill, SkillContext


class DiagnoseSkill(Skill[Diagnose]):
    """Find why a metric dropped."""

    name = "diagnose"
    summary = "Say why a metric dropped: what changed, what the history says about each change, whether it is noise."
    example = "Accuracy dropped 3 % since last week. What changed?"
    arguments = Diagnose

    def plan(self, args: Diagnose, outlook: Outlook, context: SkillContext) -> Planned:
        if RunContract not in outlook.coming:
            read_history(args, context, most=1)
        return Planned(Preview(says=_says(args)), ("read",))

    def run(self, args: Diagnose, context: SkillContext) -> Result:
        history = read_history(args, context)
        diagnosis = diagnose(history.candidates, history.asked, args.metric)
        text = answer(diagnosis)
        if history.left_out:
            text += (
                f"\n\nNote: {len(history.candidates):,} runs were looked at; {history.left_out:,} older ones were not."
            )
        return Result(skill=self.name, data=diagnosis.to_data(), text=text)


def _says(args: Diagnose) -> str:
    what = f"why {args.metric} dropped" if args.metric else "why the runs became worse"
    run = f" in {args.run}" if args.run else ""
    against = f" against {args.baseline}" if args.baseline else ""
    since = f" since {args.since.removeprefix('since ')}" if args.since else ""
    return f"find {what}{run}{against}{since}"
