"""Report: write a page, a Markdown report or a model card about runs, or draw a chart of them."""

import importlib
from pathlib import Path
from typing import Any

from contracts.errors import NotReady
from contracts.events import Progress
from contracts.plan import FileChange, Preview, Result
from contracts.run import RunContract
from skills.arguments import Report
from skills.compare.candidates import Candidate
from skills.compare.comparability import named
from skills.compare.comparison import Comparison
from skills.compare.plain_text import markdown
from skills.compare.story import tell
from skills.report.material import Material, chosen, gather
from skills.report.naming import report_path
from skills.skill import Outlook, Planned, Skill, SkillContext
from store.files import write_atomic

_COMING = "{run}"
_WORDS = {"html": "page", "chart": "page with charts", "markdown": "Markdown report", "model_card": "model card"}


class ReportSkill(Skill[Report]):
    """Write down what is known about runs."""

    name = "report"
    summary = "Write a page with charts about runs, a Markdown report or a model card; draw a chart."
    example = "Show me a chart of my last 5 runs"
    usual_effects = ("read", "write")
    arguments = Report

    def plan(self, args: Report, outlook: Outlook, context: SkillContext) -> Planned:
        kind = args.kind or "html"
        if RunContract in outlook.coming:
            path = str(context.project.reports / f"{_COMING}{'.html' if kind in ('html', 'chart') else '.md'}")
            says = f"write a {_WORDS[kind]} about the runs there are then"
            return Planned(Preview(says=says, files=(FileChange(path=path, what="create"),)), ("read", "write"))
        candidates = chosen(args, context).candidates
        where = self._path(candidates, args, context)
        says = f"write a {_WORDS[kind]} about {named([candidate.run for candidate in candidates])}"
        change = FileChange(path=str(where), what="change" if where.exists() else "create")
        return Planned(Preview(says=says, files=(change,)), ("read", "write"))

    def run(self, args: Report, context: SkillContext) -> Result:
        context.emit(Progress(skill=self.name, text="reading the runs"))
        material = gather(args, context)
        path = self._path(material.comparison.candidates, args, context)
        content = _content(args, material)
        write_atomic(path, content)
        comparison = material.comparison
        data = {
            "path": str(path),
            "kind": args.kind or "html",
            "runs": list(comparison.runs),
            "metric": comparison.metric.label if comparison.metric else None,
            "best": comparison.best,
            "bytes": len(content.encode("utf-8", "surrogateescape")),
        }
        return Result(skill=self.name, data=data, text=_answer(args, material, path))

    def _path(self, candidates: tuple[Candidate, ...], args: Report, context: SkillContext) -> Path:
        return report_path(context.project, [candidate.record for candidate in candidates], args)


def _content(args: Report, material: Material) -> str:
    if args.kind in ("markdown", "model_card"):
        written = _load("skills.report.written")
        if args.kind == "markdown":
            return str(written.markdown_report(material))
        return str(written.model_card(material, _subject(args, material.comparison)))
    return str(_load("skills.report.page").page(material))


def _subject(args: Report, comparison: Comparison) -> Candidate:
    """Return the run that a model card is about: the one that was named, else the best."""
    if len(comparison.candidates) == 1 or (args.runs and len(args.runs) == 1):
        return comparison.candidates[0]
    best = next((candidate for candidate in comparison.candidates if candidate.run == comparison.best), None)
    if best is None:
        raise NotReady(
            "A model card is about one run, and none of these can be called best. "
            f"{' '.join(comparison.blockers)} Name the run: `model card for run_0001`."
        )
    return best


def _answer(args: Report, material: Material, path: Path) -> str:
    story = tell(material.comparison)
    parts = [f"**{_text(story.headline)}**{_text(story.rest) or '.'}"]
    if args.kind == "chart":
        parts.append(_picture(material))
    parts.append(f"The {_WORDS[args.kind or 'html']} is in {str(path)!r}.")
    if args.kind not in ("markdown", "model_card"):
        parts.append("It opens in any browser, also without a network.")
    return "\n\n".join(part for part in parts if part)


def _picture(material: Material) -> str:
    charts, terminal = _load("skills.report.charts"), _load("skills.report.terminal")
    curves, values = charts.curve_charts(material), charts.value_chart(material.comparison)
    if curves:
        picture = terminal.draw_curves(curves[0], [candidate.run for candidate in material.drawn])
    elif values:
        picture = terminal.draw_values(values)
    else:
        return "These runs reported no values that could be drawn."
    drawn = {curve.run for curve in curves[0].curves} if curves else set(values.runs if values else ())
    silent = [candidate.run for candidate in material.drawn if candidate.run not in drawn]
    note = f"\n\nNot drawn, because they reported no such values: {_text(named(silent))}." if silent else ""
    return f"```text\n{picture.replace('`', chr(39))}\n```{note}"


def _load(module: str) -> Any:
    """Import what only a report needs: the charting libraries load slowly, and this module is loaded at every start."""
    return importlib.import_module(module)


def _text(text: str) -> str:
    return markdown(text, len(text))
