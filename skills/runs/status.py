"""Status: how a run is doing, or what runs at all."""

from datetime import datetime

from pydantic import JsonValue

from contracts.health import HealthFinding
from contracts.names import ENDED
from contracts.plan import Preview, Result
from contracts.run import RunContract
from skills.arguments import Status
from skills.health.machine import look_at_machine
from skills.health.rules import look_at_metrics
from skills.runs.answers import finals_of, run_data
from skills.runs.choose import newest_run
from skills.runs.finish import written_by
from skills.runs.frozen import frozen_data, frozen_text
from skills.runs.progress import Pace, logged_progress, pace_of
from skills.runs.ranked import ranked_checkpoints
from skills.runs.resources import resources_of, sample_rows, usage_words
from skills.runs.settle import settle
from skills.runs.tail import last_lines
from skills.runs.trends import SHOWN_METRICS, Standing, standings
from skills.skill import Outlook, Planned, Skill, SkillContext
from store.folders import RunFolder


class StatusSkill(Skill[Status]):
    """Say how a run is doing."""

    name = "status"
    summary = "Say how a run is doing: epoch, metrics, time left, how it ended."
    example = "how is my training doing?"
    arguments = Status

    def plan(self, args: Status, outlook: Outlook, context: SkillContext) -> Planned:  # noqa: ARG002
        what = f"the snapshot of {args.run or 'the newest run'}" if args.snapshot else args.run or "what runs"
        return Planned(Preview(says=f"look at {what}"), ("read",))

    def run(self, args: Status, context: SkillContext) -> Result:
        if args.snapshot:
            folder = newest_run(args.run, context)
            run = folder.require(RunContract)
            data: dict[str, JsonValue] = {"run_id": run.run_id, "snapshot": frozen_data(run, folder, context)}
            return Result(skill=self.name, data=data, text=frozen_text(run, folder, context))
        folders = [newest_run(args.run, context)] if args.run else _going_on(context) or [newest_run(None, context)]
        looks = [_look(folder, context) for folder in folders]
        first = looks[-1][0]
        return Result(
            skill=self.name,
            data={**first, "runs": [data for data, _ in looks]},
            text="\n\n".join(text for _, text in looks),
            ok=True,
        )


def _going_on(context: SkillContext) -> list[RunFolder]:
    found = []
    for folder in context.project.runs():
        run = folder.read(RunContract)
        if run is not None and run.status not in ENDED and settle(folder, context).status not in ENDED:
            found.append(folder)
    return found


def _look(folder: RunFolder, context: SkillContext) -> tuple[dict[str, JsonValue], str]:
    run = settle(folder, context)
    now = context.clock()
    with context.store.session() as session:
        points = session.points(folder.project, folder.name)
    finals = finals_of(folder, context)
    goes_on = run.status not in ENDED
    artifacts = written_by(folder, run, context, digests=False) if goes_on else run.artifacts
    ranking = ranked_checkpoints(folder, run, context, artifacts)
    rows = sample_rows(folder.samples)
    findings = run.findings
    if goes_on or not findings:
        largest = max((each.size for each in ranking.checkpoints), default=None)
        machine = look_at_machine(rows, now=now.timestamp(), is_running=goes_on, checkpoint_bytes=largest)
        findings = (*look_at_metrics(points), *machine)
    pace = pace_of(folder, run, points, now, logged_progress(folder, context))
    metrics = standings(points, finals)
    resources = resources_of(rows)
    data: dict[str, JsonValue] = {
        **run_data(run, finals),
        **_pace_data(pace),
        "metrics": [each.to_data() for each in metrics],
        "resources": resources,
        "findings": [finding.to_data() for finding in findings],
        "checkpoints": ranking.to_data(),
        "snapshot": frozen_data(run, folder, context),
    }
    going = [*_place(pace), *(each.text() for each in metrics[:SHOWN_METRICS])]
    if goes_on:
        going += [f"running for {_duration(pace.elapsed_s)}", _left(pace), *usage_words(resources)]
    text = _text(folder, run, metrics, now, going)
    return data, "\n".join([text, *_finding_lines(findings), *ranking.notes()])


def _pace_data(pace: Pace) -> dict[str, JsonValue]:
    eta = pace.eta
    return {
        "epoch": pace.epoch,
        "epochs_total": pace.epochs_total,
        "step": pace.step,
        "steps_total": pace.steps_total,
        "elapsed_s": pace.elapsed_s,
        "eta_s": {"low": round(eta.low, 1), "likely": round(eta.likely, 1), "high": round(eta.high, 1)}
        if eta
        else None,
    }


def _finding_lines(findings: tuple[HealthFinding, ...]) -> list[str]:
    mark = {"error": "Error", "warning": "Warning", "info": "Note"}
    return [f"{mark[each.level]}: {each.says}" for each in findings]


def _text(folder: RunFolder, run: RunContract, metrics: list[Standing], now: datetime, going: list[str]) -> str:
    parts = [f"{run.run_id} ({run.stage}) is {run.status} on {run.host}"]
    parts += going
    if run.status in ENDED and run.finished_at:
        parts.append(f"ended {_duration((now - run.finished_at).total_seconds())} ago")
    lines = [", ".join(parts) + "."]
    if run.reason:
        lines.append(run.reason)
    lines += [f"Warning: {warning}" for warning in run.warnings]
    if not metrics:
        lines += [
            "No metric was printed yet. The last lines are:",
            *(f"    {each}" for each in last_lines(folder.stdout, 3)),
        ]
    return "\n".join(lines)


def _place(pace: Pace) -> list[str]:
    found = []
    for word, now, total in (("epoch", pace.epoch, pace.epochs_total), ("step", pace.step, pace.steps_total)):
        if now is not None:
            found.append(f"{word} {now:g}{f'/{total:g}' if total else ''}")
    return found


def _left(pace: Pace) -> str:
    if pace.eta is None:
        return "no estimate of the end"
    low, high = _duration(pace.eta.low), _duration(pace.eta.high)
    return f"about {low} left" if low == high else f"{low} to {high} left"


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "an unknown time"
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} min"
    hours = seconds / 3600
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"
