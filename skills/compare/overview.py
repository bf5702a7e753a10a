"""The table of the runs of a comparison."""

from datetime import datetime

from skills.compare.candidates import Candidate
from skills.compare.comparison import Comparison
from skills.compare.differences import Difference
from skills.compare.plain_text import markdown
from skills.compare.settings import is_own_place
from skills.compare.values import digits_to_tell_apart, show_number, show_value
from skills.markdown import table

MOST_ROWS = 20
MOST_PARAMS = 5


def overview(comparison: Comparison, *, newest_first: bool = False) -> str:
    """Return a Markdown table: id, name, status, metric, the params that differ, start.

    Args:
        comparison: What was found.
        newest_first: Keep the order of the runs instead of putting the best first.
    """
    differing = params_that_differ(comparison)[:MOST_PARAMS]
    rows = (comparison.candidates if newest_first else in_table_order(comparison))[:MOST_ROWS]
    named = any(candidate.record.name not in (None, candidate.run) for candidate in rows)
    metric = comparison.metric
    columns = ["run", *(["name"] if named else []), "status", *([metric.label] if metric else [])]
    columns += [difference.name for difference in differing] + ["started"]
    values = {one.run: one.value.last if one.value else None for one in comparison.scored}
    digits = digits_to_tell_apart(values.get(candidate.run) for candidate in rows)
    cells = []
    for candidate in rows:
        row = [candidate.run, *([candidate.record.name or ""] if named else []), candidate.record.status or "–"]
        row += [show_number(values[candidate.run], digits)] if metric else []
        row += [_param(difference, candidate.run) for difference in differing]
        cells.append([_cell(text) for text in [*row, when(candidate.record.started_at)]])
    return table([_cell(column) for column in columns], cells)


def params_that_differ(comparison: Comparison) -> list[Difference]:
    """Return the params worth a column: those set in most runs first, none that only says where a run writes."""
    params = [one for one in comparison.differences.of("params") if not is_own_place(one.name)]
    return sorted(params, key=lambda one: sum(value is None for value in one.values.values()))


def in_table_order(comparison: Comparison) -> list[Candidate]:
    """Return the ranked runs, best first, then the others in their order."""
    place = {ranked.run: number for number, ranked in enumerate(comparison.ranking)}
    return sorted(comparison.candidates, key=lambda candidate: place.get(candidate.run, len(place)))


def when(moment: datetime | None) -> str:
    """Return a moment to the minute, UTC."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "–"


def _param(difference: Difference, run: str) -> str:
    value = difference.values[run]
    return "–" if value is None else show_value(value, 24)


def _cell(text: str) -> str:
    return markdown(text, 40).replace("\\|", "|")  # the table escapes its own bars
