"""The parts of a page that say what was found: summary, charts, table of runs, differences."""

from collections.abc import Sequence
from datetime import timedelta

from pydantic import JsonValue

from skills.compare.candidates import Candidate
from skills.compare.comparison import Comparison
from skills.compare.differences import Difference
from skills.compare.overview import in_table_order, params_that_differ, when
from skills.compare.phrases import shown_value
from skills.compare.plain_text import plain
from skills.compare.story import Story
from skills.compare.traits import DIMENSIONS, Dimension
from skills.compare.values import digits_to_tell_apart, show_number, value_key
from skills.report.markup import Safe, joined, table, tag

MOST_PARAMS = 6
MOST_COLUMNS = 12
MOST_DIFFERENCES = 60
MOST_ROWS = 100
_TITLES: dict[Dimension, str] = {
    "params": "Params",
    "packages": "Packages",
    "code": "Code",
    "data": "Data",
    "host": "Host",
    "seed": "Seeds",
    "eval": "Evaluation settings",
}


def summary(story: Story) -> Safe:
    """Return the answer in words."""
    lead = tag("p", tag("strong", story.headline), story.rest or ("." if not story.blockers else ":"))
    parts = [tag("div", lead, _bullets(story.blockers), class_="lead"), _bullets(story.runs)]
    if story.differences:
        parts += [tag("p", "What differs between them:"), _bullets(story.differences)]
    notes = [tag("p", note, class_="note") for note in story.notes]
    return tag("section", joined(*parts, *notes), id="summary")


def chart_section(charts: Sequence[JsonValue], drawn: Sequence[Candidate], left_out: str) -> Safe:
    """Return the places that the page's script draws in, with a switch for each run."""
    if not charts:
        return tag(
            "section", tag("h2", "Charts"), tag("p", "No run reported a course of values, so there is none to draw.")
        )
    switches = [
        tag("button", dot(number), run_name(candidate), type="button", aria_pressed="true", data_run=str(number))
        for number, candidate in enumerate(drawn)
    ]
    figures = [_figure(number, chart) for number, chart in enumerate(charts)]
    note = [tag("p", left_out, class_="note")] if left_out else []
    return tag(
        "section",
        tag("h2", "Charts"),
        tag("div", *switches, class_="runs", role="group", aria_label="Runs shown in the charts"),
        *note,
        tag("div", *figures, class_="charts"),
    )


def runs_section(comparison: Comparison, colours: dict[str, int]) -> Safe:
    """Return the table of the runs, the best first."""
    metric, params = comparison.metric, params_that_differ(comparison)[:MOST_PARAMS]
    ranked = {place.run: place for place in comparison.ranking}
    scored = {one.run: one for one in comparison.scored}
    shown = in_table_order(comparison)[:MOST_ROWS]
    values = {run: one.value.last if one.value else None for run, one in scored.items()}
    digits = digits_to_tell_apart(values.get(candidate.run) for candidate in shown)
    columns = ["run", "status", *([metric.label, "difference"] if metric else []), *(one.name for one in params)]
    rows: list[list[str]] = []
    for candidate in shown:
        run, record = candidate.run, candidate.record
        row: list[str] = [joined(dot(colours.get(run)), run_name(candidate)), record.status or "–"]
        if metric:
            place = ranked.get(run)
            row += [show_number(values[run], digits), signed(place.delta) if place else "not ranked"]
        row += [shown_value("params", one.values[run]) if one.values[run] is not None else "–" for one in params]
        rows.append([*row, when(record.started_at), duration(candidate)])
    numeric = frozenset({2, 3} if metric else ())
    best = frozenset({0} if comparison.best else ())
    more = len(comparison.candidates) - len(shown)
    note = tag("p", f"{more} more runs are not shown.", class_="note") if more else ""
    reference = tag("p", _reference(comparison), class_="note") if comparison.ranking else ""
    return tag(
        "section",
        tag("h2", "Runs"),
        table([*columns, "started", "took"], rows, numeric=numeric, marked=best),
        reference,
        note,
    )


def differences_section(comparison: Comparison) -> Safe:
    """Return what differs, dimension by dimension, and of what nothing is known."""
    runs = [candidate.run for candidate in in_table_order(comparison)][:MOST_COLUMNS]
    parts: list[str] = []
    for dimension in DIMENSIONS:
        found = comparison.differences.of(dimension)
        if found:
            parts += [tag("h3", _TITLES[dimension]), _difference_table(found, runs)]
    if not parts:
        parts.append(tag("p", "Nothing on record differs between these runs."))
    more = len(comparison.candidates) - len(runs)
    parts += (
        [tag("p", f"The columns show {len(runs)} of {len(comparison.candidates)} runs.", class_="note")] if more else []
    )
    if comparison.differences.unknown:
        names = ", ".join(_TITLES[dimension].lower() for dimension in comparison.differences.unknown)
        parts.append(tag("p", f"Not recorded for any of these runs: {names}.", class_="note"))
    for dimension, silent in comparison.differences.unrecorded.items():
        who = ", ".join(plain(run, 40) for run in silent[:8]) + (
            "" if len(silent) <= 8 else f" and {len(silent) - 8} more"
        )
        parts.append(tag("p", f"{_TITLES[dimension]}: not recorded for {who}.", class_="note"))
    return tag("section", tag("h2", "Differences"), *parts)


def run_name(candidate: Candidate) -> str:
    """Return a run's id with its name."""
    name = candidate.record.name
    return plain(candidate.run) + (f" ({plain(name, 40)})" if name and name != candidate.run else "")


def dot(colour: int | None) -> Safe:
    """Return the mark in a run's colour; none for a run that is not drawn."""
    return Safe("") if colour is None else tag("span", class_="dot", style=f"--dot: var(--run-{colour % 12})")


def signed(number: float) -> str:
    """Return a difference with its sign."""
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{abs(number):.3g}"


def duration(candidate: Candidate) -> str:
    """Return how long a run took."""
    started, finished = candidate.record.started_at, candidate.record.finished_at
    if started is None or finished is None or finished < started:
        return "–"
    return str(timedelta(seconds=round((finished - started).total_seconds())))


def _bullets(sentences: Sequence[str]) -> Safe:
    items = [tag("li", sentence) for sentence in sentences]
    return tag("ul", *items, class_="plain") if items else Safe("")


def _figure(number: int, chart: JsonValue) -> Safe:
    assert isinstance(chart, dict)
    marks = chart.get("marks")
    height = f"--height: {70 + 26 * len(marks)}px" if isinstance(marks, list) else False
    note = tag("span", str(chart["note"]), class_="note") if chart.get("note") else ""
    if chart.get("band"):
        note = tag("span", "The band is where one more repeat of the same run lies, 95 times in 100.", class_="note")
    place = tag("div", id=f"chart-{number}", class_=f"plot {chart['kind']}", style=height)
    wide = chart["kind"] != "curves"
    return tag("figure", tag("figcaption", str(chart["title"]), note), place, class_="wide" if wide else False)


def _reference(comparison: Comparison) -> str:
    if comparison.noise:
        return "Differences are to the median of the runs that differ only in their seed."
    return "Differences are to the best run."


def _difference_table(found: Sequence[Difference], runs: Sequence[str]) -> Safe:
    rows: list[list[str]] = []
    for difference in found[:MOST_DIFFERENCES]:
        first = value_key(difference.values[runs[0]])
        cells = [_cell(difference, run, differs=value_key(difference.values[run]) != first) for run in runs]
        rows.append([plain(difference.name), *cells])
    columns = ["", *(plain(run, 24) for run in runs)]
    more = len(found) - len(rows)
    note = tag("p", f"{more} more are in the record.", class_="note") if more else ""
    return joined(table(columns, rows), note)


def _cell(difference: Difference, run: str, *, differs: bool) -> str:
    value = difference.values[run]
    text = "not recorded" if value is None else shown_value(difference.dimension, value)
    return tag("span", text, class_="differs") if differs and value is not None else text
