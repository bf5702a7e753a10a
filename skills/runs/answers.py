"""What to say about a run that ended."""

from pydantic import JsonValue

from contracts.plan import Result
from contracts.record import Final
from contracts.run import RunContract
from skills.skill import SkillContext
from store.folders import RunFolder

SHOWN_METRICS = 8


def finals_of(folder: RunFolder, context: SkillContext) -> tuple[Final, ...]:
    """Return where the run's metrics ended up."""
    with context.store.session() as session:
        facts = session.facts(folder.project, [folder.name])
    return facts[0].finals if facts else ()


def ended(skill: str, folder: RunFolder, run: RunContract, next_step: str, context: SkillContext) -> Result:
    """Return the answer about a run that ended: how, its metrics, what to do next."""
    finals = finals_of(folder, context)
    lines = [_headline(run), *(f"  {line}" for line in _metric_lines(finals))]
    lines += [f"Warning: {warning}" for warning in (*run.warnings, *(each.says for each in run.findings))]
    if run.diagnosis:
        lines.append(f"{run.diagnosis.says} {run.diagnosis.remedy}")
        lines += [f"You could say `{run.diagnosis.request}`."] if run.diagnosis.request else []
    if run.status != "finished":
        lines += [f"    {line}" for line in run.evidence]
        lines.append(f"The whole log is in {str(folder.stdout.parent)!r}. Say `logs {run.run_id}` to read it.")
    else:
        lines.append(next_step)
    return Result(skill=skill, data=run_data(run, finals), text="\n".join(lines), ok=is_success(run))


def is_success(run: RunContract) -> bool:
    """Whether a run did what it was for: one that left no trace of training did not, whatever its exit code."""
    return run.status == "finished" and not any(each.rule == "no_training" for each in run.findings)


def run_data(run: RunContract, finals: tuple[Final, ...]) -> dict[str, JsonValue]:
    """Return what a program wants to know of a run."""
    data = run.to_data()
    return {
        **{key: data[key] for key in data if key not in ("snapshot", "schema_version")},
        "snapshot": data["snapshot"]
        and {"commit": data["snapshot"]["commit"], "complete": data["snapshot"]["complete"]},
        "metrics": [
            {
                "key": final.key,
                "split": final.split,
                "last": final.last,
                "best": final.best,
                "best_step": final.best_step,
            }
            for final in finals
        ],
    }


def _headline(run: RunContract) -> str:
    took = ""
    if run.started_at and run.finished_at:
        took = f" in {_duration((run.finished_at - run.started_at).total_seconds())}"
    reason = f": {run.reason}" if run.reason else "."
    return f"{run.run_id} {run.status}{took}{reason}"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _metric_lines(finals: tuple[Final, ...]) -> list[str]:
    lines = []
    for final in finals[:SHOWN_METRICS]:
        best = ""
        if final.best is not None and final.best != final.last:
            where = f" at {final.best_step:g}" if final.best_step is not None else ""
            best = f" (best {final.best:.4g}{where})"
        lines.append(f"{final.key} {'not recorded' if final.last is None else f'{final.last:.4g}'}{best}")
    if len(finals) > SHOWN_METRICS:
        lines.append(f"and {len(finals) - SHOWN_METRICS} more metrics")
    return lines
