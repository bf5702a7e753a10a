"""Status: how a run is doing, or what runs at all."""

from datetime import datetime

from pydantic import JsonValue

from contracts.names import ENDED
from contracts.plan import Preview, Result
from contracts.record import Point
from contracts.run import RunContract
from skills.arguments import Status
from skills.health.rules import look_at_metrics
from skills.runs.answers import finals_of, run_data
from skills.runs.choose import newest_run
from skills.runs.progress import Pace, pace_of
from skills.runs.settle import settle
from skills.runs.tail import last_lines
from skills.skill import Outlook, Planned, Skill, SkillContext
from store.folders import RunFolder
from store.points import read_samples


class StatusSkill(Skill[Status]):
    """Say how a run is doing."""

    name = "status"
    summary = "Say how a run is doing: epoch, metrics, time left, how it ended."
    example = "how is my training doing?"
    arguments = Status

    def plan(self, args: Status, outlook: Outlook, context: SkillContext) -> Planned:  # noqa: ARG002
        return Planned(Preview(says=f"look at {args.run or 'what runs'}"), ("read",))

    def run(self, args: Status, context: SkillContext) -> Result:
        folders = [newest_run(args.run, context)] if args.run else _going_on(context) or [newest_run(None, context)]
        looks = [_look(folder, context) for folder in folders]
        return Result(
            skill=self.name,
            data={"runs": [data for data, _ in looks]},
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


def _look(folder: RunFolder, context: SkillContext) -> tuple[JsonValue, str]:
    run = settle(folder, context)
    with context.store.session() as session:
        points = session.points(folder.project, folder.name)
    finals = finals_of(folder, context)
    findings = run.findings or tuple(look_at_metrics(points))
    pace = pace_of(folder, run, points, context.clock())
    data: dict[str, JsonValue] = {
        **run_data(run, finals),
        "epoch": pace.epoch,
        "epochs_total": pace.epochs_total,
        "eta_s": pace.eta_s,
        "elapsed_s": pace.elapsed_s,
        "findings": [finding.to_data() for finding in findings],
    }
    return data, "\n".join([_text(folder, run, points, pace, context.clock()), *(each.says for each in findings)])


def _text(folder: RunFolder, run: RunContract, points: list[Point], pace: Pace, now: datetime) -> str:
    parts = [f"{run.run_id} ({run.stage}) is {run.status} on {run.host}"]
    if pace.epoch is not None:
        parts.append(f"epoch {pace.epoch:g}{f'/{pace.epochs_total:g}' if pace.epochs_total else ''}")
    parts += pace.trends(points)
    if run.status not in ENDED:
        parts.append(f"running for {_duration(pace.elapsed_s)}")
        parts.append(f"about {_duration(pace.eta_s)} left" if pace.eta_s is not None else "no estimate of the end")
        parts += _usage(folder)
    elif run.finished_at:
        parts.append(f"ended {_duration((now - run.finished_at).total_seconds())} ago")
    lines = [", ".join(parts) + "."]
    if run.reason:
        lines.append(run.reason)
    lines += [f"Warning: {warning}" for warning in run.warnings]
    if not points:
        lines += [
            "No metric was printed yet. The last lines are:",
            *(f"    {each}" for each in last_lines(folder.stdout, 3)),
        ]
    return "\n".join(lines)


def _usage(folder: RunFolder) -> list[str]:
    """Return what the run uses now: processors, memory, and each GPU that says it."""
    samples = read_samples(folder.samples)
    parts = []
    own = next((each for each in reversed(samples) if each.gpu is None), None)
    if own and own.cpu_percent is not None:
        parts.append(f"CPU {own.cpu_percent:.0f} %")
    if own and own.rss_bytes is not None:
        parts.append(f"memory {own.rss_bytes / 2**30:.1f} GiB")
    newest = {each.gpu: each for each in samples if each.gpu is not None}
    for number, gpu in sorted(newest.items()):
        share = f" {gpu.gpu_percent:.0f} %" if gpu.gpu_percent is not None else ""
        used = f" {gpu.vram_bytes / 2**30:.1f} GiB" if gpu.vram_bytes is not None else ""
        parts.append(f"GPU {number}{share}{used}" if share or used else f"GPU {number} does not say what it does")
    return parts


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
