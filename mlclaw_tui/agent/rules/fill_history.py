"""Calls about what the runs came to: compare, diagnose, report."""

import re

from contracts.plan import SkillCall
from mlclaw_tui.agent.rules import slots
from mlclaw_tui.agent.rules.filling import Filling, call, plain_name
from mlclaw_tui.agent.rules.reading import Runs

_AGAINST = (
    r"(?:than|since|against|compared to|compared with|to|from|vs|after|relative to|over|before|at|below|under|behind|"
    r"in contrast to)(?: (?:the|my|our))*"
)
_AGAINST_WORD = re.compile(
    r"(?:than|since|against|to|with|from|vs|below|under|behind) (?:the |my |our )?"
    r"(?P<name>baseline|control|reference)(?!\S)"
)
_WITH_THIS = re.compile(r"(?:^|\s)(?:this|that|current)(?: one| run)?$|(?:^|\s)vs (?:this|that)(?!\S)")
_KINDS = (
    ("model_card", re.compile(r"(?:^|\s)model card(?!\S)")),
    ("html", re.compile(r"(?:^|\s)(?:html|web ?page|browser)(?!\S)")),
    ("markdown", re.compile(r"(?:^|\s)(?:markdown|md)(?!\S)")),
)
_CHART = re.compile(
    r"(?:^|\s)(?:charts?|plots?|plotted|graphs?|curves?|draw|pictures|evolved|evolves|visualize|visualizations?|"
    r"histogram|figures?|diagram)(?!\S)|<metric:\d+> (?:over|vs|per|by|against|history|trend|evolution)(?!\S)"
)
_DRAWS = re.compile(r"^(?:plot|draw|graph|chart|visualize)(?!\S)")


def compare(filling: Filling) -> list[SkillCall]:
    """Return the call that compares or lists runs."""
    metric, newest = filling.take_text("metric"), filling.newest()
    runs = slots.run_names(filling, bare=True)
    if runs == ["best"]:
        runs = []  # `show me the best run` asks which that is
    if runs == ["last~1"] and _WITH_THIS.search(filling.text):
        runs.append("last")
    return [call("compare", runs=list(runs), last=None if runs else newest, metric=metric)]


def diagnose(filling: Filling) -> list[SkillCall]:
    """Return the call that finds out why something became worse."""
    metric, baseline = filling.take_text("metric"), _baseline(filling)
    runs = [name for name in slots.run_names(filling) if name != baseline]
    if not runs and not baseline:
        runs = filling.pronoun_run()
    run = runs[0] if runs else None
    if len(runs) > 1 and baseline is None:
        later_is_worse = re.search(r"(?:^|\s)(?:between|from)(?!\S)", filling.text)
        run, baseline = (runs[1], runs[0]) if later_is_worse else (runs[0], runs[1])
    return [call("diagnose", metric=metric, run=run, baseline=baseline, since=filling.take_text("since"))]


def report(filling: Filling) -> list[SkillCall]:
    """Return the call that makes a report or a chart."""
    metric, newest = filling.take_text("metric"), filling.newest()
    runs = slots.run_names(filling) or filling.pronoun_run()
    kind = _report_kind(filling.text)
    return [call("report", runs=list(runs), last=None if runs else newest, kind=kind, metric=metric)]


def _baseline(filling: Filling) -> str | None:
    """Take the run that another is worse than."""
    if " between " in f" {filling.text} ":
        return None
    mention = filling.take_after(_AGAINST, "run", "best", "id", "slashed", "quoted")
    if mention is not None:
        return mention.value.names[0] if isinstance(mention.value, Runs) else plain_name(mention)
    word = _AGAINST_WORD.search(filling.text)
    return word["name"] if word else None


def _report_kind(text: str) -> str | None:
    found = next((kind for kind, pattern in _KINDS if pattern.search(text)), None)
    if found or not _CHART.search(text):
        return found
    is_report = re.search(r"(?:^|\s)report(?!\S)(?! (?:chart|plot|graph))", text) and not _DRAWS.match(text)
    return None if is_report else "chart"
