"""How params and the metric go together, run by run: axes side by side, a line for each run."""

import math
from dataclasses import dataclass

from pydantic import JsonValue

from skills.compare.comparison import Comparison
from skills.compare.overview import params_that_differ
from skills.compare.plain_text import plain
from skills.compare.values import as_number, show_number, show_value

FEWEST_RUNS = 3
FEWEST_PARAMS = 2
MOST_AXES = 8
MOST_NAMES = 8
"""Different words that an axis of names can hold."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis."""

    title: str
    places: dict[str, float]
    """Run to its place, 0 at the bottom, 1 at the top."""
    ticks: tuple[tuple[float, str], ...]


def parallel_axes(comparison: Comparison) -> list[Axis]:
    """Return the axes, the metric last; none where there are too few runs or numeric params for a picture."""
    values = {ranked.run: ranked.value for ranked in comparison.ranking}
    if comparison.metric is None or len(values) < FEWEST_RUNS:
        return []
    axes, numeric = [], 0
    for difference in params_that_differ(comparison):
        recorded = {run: value for run, value in difference.values.items() if run in values and value is not None}
        numbers = {run: number for run, value in recorded.items() if (number := as_number(value)) is not None}
        if len(numbers) == len(recorded) and len(set(numbers.values())) > 1:
            axes.append(_of_numbers(plain(difference.name, 24), numbers))
            numeric += 1
        else:
            names = {run: show_value(value, 16) for run, value in recorded.items()}
            axes += [_of_names(plain(difference.name, 24), names)] if 1 < len(set(names.values())) <= MOST_NAMES else []
    if numeric < FEWEST_PARAMS or len(set(values.values())) < 2:
        return []
    return [*axes[: MOST_AXES - 1], _of_numbers(comparison.metric.shown, values)]


def parallel_data(axes: list[Axis], places: dict[str, int]) -> JsonValue:
    """Return the axes as the page's script reads them."""
    lines: list[JsonValue] = [
        {"run": number, "y": [axis.places.get(run) for axis in axes]}
        for run, number in places.items()
        if run in axes[-1].places
    ]
    shown: list[JsonValue] = [
        {"title": axis.title, "ticks": [[place, text] for place, text in axis.ticks]} for axis in axes
    ]
    return {"kind": "parallel", "title": "params and result", "axes": shown, "lines": lines}


def _of_numbers(title: str, numbers: dict[str, float]) -> Axis:
    low, high = min(numbers.values()), max(numbers.values())
    is_log = low > 0 and high / low >= 50
    scale = math.log10 if is_log else float
    bottom, top = scale(low), scale(high)
    span = top / 2 - bottom / 2  # halves, so that the widest range is still finite
    places = {run: (scale(number) / 2 - bottom / 2) / span for run, number in numbers.items()}
    ends = tuple((place, show_number(number)) for place, number in ((0.0, low), (1.0, high)))
    return Axis(f"{title} (log)" if is_log else title, places, ends)


def _of_names(title: str, names: dict[str, str]) -> Axis:
    distinct = sorted(set(names.values()))
    place = {name: number / (len(distinct) - 1) for number, name in enumerate(distinct)}
    return Axis(
        title, {run: place[name] for run, name in names.items()}, tuple((place[name], name) for name in distinct)
    )
