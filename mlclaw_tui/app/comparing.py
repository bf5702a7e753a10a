"""Two runs for the diff, and curves for the charts, on top of what `compare` says. Blocks: for workers."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from contracts.errors import MLClawError
from contracts.lexicon import understand
from contracts.record import Final, RunFacts
from contracts.run import RunContract
from mlclaw_tui.agent.workspace import Workspace
from screens.charts import Measured
from screens.diff_model import DiffLine, RunDiff, Section
from screens.filters import Row
from skills.skill import SkillContext
from store.snapshots import Snapshots
from store.store import Store

POINTS_DRAWN = 600
CODE_LINES = 5000
NAMES_READ = 2000
TITLES = {
    "params": "Params", "packages": "Packages", "data": "Data", "seed": "Seed", "host": "Machine", "eval": "Evaluation",
}  # fmt: skip


def rows_of(store: Store, project: str) -> tuple[list[Row], list[str]]:
    """Return every run of a project, newest first, and the names of its metrics and params, metrics first."""
    with store.session() as session:
        summaries = session.summaries(project)
        named = session.column_names(project)
    rows = [
        Row(each.run_id, each.name or "", each.stage or "", each.status or "", each.started_at, each.parent)
        for each in summaries
    ]
    metrics = [name for kind, name in named if kind == "metric"]
    judged = [name for name in metrics if understand(name).direction is not None]
    rest = [name for name in metrics if name not in judged]
    params = [name for kind, name in named if kind == "param"]
    return rows, list(dict.fromkeys([*judged[:3], *params[:6], *judged[3:], *rest, *params[6:]]))


def columns_of(store: Store, project: str, names: Sequence[str]) -> dict[str, Mapping[str, object]]:
    """Return columns of every run: the metric of a name, else the param."""
    with store.session() as session:
        found: dict[str, Mapping[str, object]] = {}
        for name in names:
            found[name] = session.metric_column(project, name) or session.param_column(project, name)
    return found


def values_of(store: Store, project: str, runs: Sequence[str]) -> dict[str, dict[str, object]]:
    """Return the metrics and params of some runs."""
    with store.session() as session:
        facts = session.facts(project, runs)
    found: dict[str, dict[str, object]] = {run: {} for run in runs}
    for each in facts:
        values: dict[str, object] = {name: value.value for name, value in each.record.params.items()}
        for final in sorted(each.finals, key=_split_first, reverse=True):
            values[final.key] = final.last
        found[each.record.run_id] = values
    return found


def curves_of(store: Store, project: str, runs: Sequence[str]) -> dict[str, dict[str, list[Measured]]]:
    """Return the points of some runs by metric and split, thinned to what a screen can draw."""
    curves: dict[str, dict[str, list[Measured]]] = {}
    with store.session() as session:
        for run in runs:
            for point in session.points(project, run, most=POINTS_DRAWN):
                name = _named(point.key, point.split)
                places = Measured(point.value, point.step, point.epoch, point.time)
                curves.setdefault(name, {}).setdefault(run, []).append(places)
    ranked = sorted(curves, key=lambda name: (understand(name.split()[-1]).direction is None, "loss" not in name))
    return {name: curves[name] for name in ranked}


def diff_of(workspace: Workspace, store: Store, left: str, right: str) -> RunDiff:
    """Return two runs beside each other.

    Raises:
        MLClawError: One of them is not there.
    """
    from skills.arguments import Compare  # noqa: PLC0415 - skills load when they are needed

    context = replace(workspace.context(), store=store)
    result = workspace.skills["compare"].run(Compare(runs=(left, right)), context)
    with store.session() as session:
        facts = session.facts(context.project.name, [left, right])
    if len(facts) < 2:
        facts = [*facts, *facts][:2]
    found: Mapping[str, object] = result.data
    differences = found.get("differences")
    by_dimension = differences if isinstance(differences, dict) else {}
    sections = [_metrics(*facts), _params(*facts)]
    for name in ("packages", "data", "seed", "host", "eval"):
        lines = tuple(_difference(each, left, right) for each in by_dimension.get(name, ()))
        if lines:
            sections.append(Section(TITLES[name], lines))
    sections.insert(3, _code(context, left, right))
    return RunDiff(left, right, tuple(_verdict(result.text, found)), tuple(sections))


def _verdict(text: str, found: Mapping[str, object]) -> Iterator[str]:
    """Yield what compare says first, what stands against a ranking, and whether noise was measured."""
    first = text.split("\n\n", 1)[0].replace("**", "")
    yield from first.splitlines()[:4]
    blockers = found.get("blockers")
    yield from (str(each) for each in (blockers if isinstance(blockers, list) else [])[:3] if str(each) not in first)
    noise = found.get("noise")
    if isinstance(noise, dict) and noise.get("floor") is not None:
        yield f"Noise floor {noise['floor']:.4g} from {noise.get('n')} repeated runs."
    elif "noise" not in first.lower():
        yield "No noise floor was measured: whether the difference is real cannot be told."


def _metrics(left: RunFacts, right: RunFacts) -> Section:
    before = {(each.key, each.split): each for each in left.finals}
    after = {(each.key, each.split): each for each in right.finals}
    names = sorted({*before, *after}, key=lambda pair: (understand(pair[0]).direction is None, str(pair)))
    lines = tuple(_metric(name, before.get(name), after.get(name)) for name in names[:NAMES_READ])
    return Section("Metrics", lines, "" if lines else "Neither run reported a metric.")


def _metric(name: tuple[str, str | None], left: Final | None, right: Final | None) -> DiffLine:
    shown = _named(*name)
    one, other = (each.last if each else None for each in (left, right))
    before, after = ("–" if value is None else f"{value:.6g}" for value in (one, other))
    if one is None or other is None:
        return DiffLine(shown, before, after, mark="?", note="not recorded in both")
    if one == other:
        return DiffLine(shown, before, after, mark="=")
    delta = other - one
    if not math.isfinite(delta):
        return DiffLine(shown, before, after, mark="~", note="not a finite number")
    share = f" ({delta / abs(one):+.1%})" if one else ""
    direction = (left.direction if left else None) or (right.direction if right else None)
    better = "" if direction is None else " better" if (delta > 0) == (direction == "higher") else " worse"
    return DiffLine(shown, before, after, mark="~", note=f"{delta:+.4g}{share}{better}")


def _params(left: RunFacts, right: RunFacts) -> Section:
    one = {name: value.value for name, value in left.record.params.items()}
    other = {name: value.value for name, value in right.record.params.items()}
    lines = []
    for name in sorted({*one, *other}):
        mark = "+" if name not in one else "-" if name not in other else "=" if one[name] == other[name] else "~"
        lines.append(DiffLine(name, _value(one, name), _value(other, name), mark))
    return Section("Params", tuple(lines), "" if lines else "Neither run recorded params.")


def _value(params: Mapping[str, object], name: str) -> str:
    return str(params[name]) if name in params else "(not recorded)"


def _difference(found: object, left: str, right: str) -> DiffLine:
    data = found if isinstance(found, dict) else {}
    values = data.get("values", {})
    one, other = values.get(left), values.get(right)
    mark = "+" if one == "absent" else "-" if other == "absent" else "?" if None in (one, other) else "~"
    before, after = ("(not recorded)" if value is None else str(value)[:40] for value in (one, other))
    return DiffLine(str(data.get("name", "")), before, after, mark=mark)


def _code(context: SkillContext, left: str, right: str) -> Section:
    commits = []
    for run in (left, right):
        with suppress(MLClawError):
            contract = context.project.run(run).read(RunContract)
            if contract is not None and contract.snapshot is not None:
                commits.append(contract.snapshot.commit)
    if len(commits) < 2:
        return Section("Code", (), "The code of at least one of them was not recorded here.")
    if commits[0] == commits[1]:
        return Section("Code", (), "The same code.")
    lines: list[DiffLine] = []
    for file in Snapshots(context.project.snapshots).diff(*commits):
        lines.append(DiffLine(f"{file.what} {file.path}", "", "", " ", is_code=True))
        hunks = file.hunks if file.hunks is not None else "(binary, or too large to show)"
        for line in hunks.splitlines():
            mark = line[:1] if line[:1] in "+-" and line[:3] not in ("+++", "---") else " "
            lines.append(DiffLine(line[1:] if line[:1] in "+- " else line, "", "", mark, is_code=True))
    return Section("Code", tuple(lines[:CODE_LINES]), "" if lines else "The same code.")


def _named(key: str, split: str | None) -> str:
    """Return a metric with its split, which its name may say already."""
    return key if not split or split.lower() in key.lower() else f"{split} {key}"


def _split_first(final: Final) -> bool:
    """Whether a final is of a split that comparisons look at first."""
    return final.split in ("val", "validation", "test")
