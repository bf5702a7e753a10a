"""Logs: what a run printed."""

from contracts.plan import Preview, Result
from contracts.run import RunContract
from skills.arguments import Logs
from skills.runs.choose import newest_run
from skills.runs.tail import last_lines
from skills.skill import Outlook, Planned, Skill, SkillContext

DEFAULT_LINES = 40


class LogsSkill(Skill[Logs]):
    """Show what a run printed."""

    name = "logs"
    summary = "Show what a run printed."
    example = "show me the last 50 lines of run 3"
    arguments = Logs

    def plan(self, args: Logs, outlook: Outlook, context: SkillContext) -> Planned:  # noqa: ARG002
        return Planned(Preview(says=f"read the log of {args.run or 'the newest run'}"), ("read",))

    def run(self, args: Logs, context: SkillContext) -> Result:
        folder = newest_run(args.run, context)
        run = folder.require(RunContract)
        count = args.tail or DEFAULT_LINES
        out, err = last_lines(folder.stdout, count), last_lines(folder.stderr, count)
        parts = [f"{run.run_id} ({run.status}), the last lines:"]
        parts += out or ["(stdout is empty)"]
        if err:
            parts += ["stderr:", *err]
        parts.append(f"The whole of it: {str(folder.stdout.parent)!r}")
        return Result(
            skill=self.name,
            data={"run": run.run_id, "status": run.status, "stdout": list(out), "stderr": list(err)},
            text="\n".join(parts),
        )
