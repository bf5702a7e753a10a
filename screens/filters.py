"""The filter language of the history: `acc>0.9 model:vit !failed since:7d`. Knows no screen.

Words are joined by and. `name>1`, `name<=1`, `name=x`, `name:part` look at a column; `since:7d` and `before:2h` at the
start; a bare word is searched in id, name, stage and status; `!` before any of them turns it round.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

_TERM = re.compile(r"(?P<no>!?)(?P<name>[^\s:<>=!]+)(?P<how><=|>=|!=|<|>|=|:)(?P<value>\S+)$")
_AGE = re.compile(r"(\d+(?:\.\d+)?)([smhdw])$")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800}
FACTS = ("id", "name", "stage", "status", "when")


@dataclass(frozen=True, slots=True)
class Row:
    """A run as filters and sorts read it."""

    run_id: str
    name: str
    stage: str
    status: str
    started_at: datetime | None
    parent: str | None = None


Column = Mapping[str, Any]
"""Run to value."""
Test = Callable[[Row, Mapping[str, Column]], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that was read."""

    tests: tuple[Test, ...] = ()
    columns: tuple[str, ...] = ()
    """Metrics and params it looks at."""
    problem: str = ""
    """What of it could not be read; that part is not applied."""

    def __call__(self, row: Row, columns: Mapping[str, Column]) -> bool:
        """Whether a run passes."""
        return all(test(row, columns) for test in self.tests)


def read_filter(text: str, now: datetime) -> Filter:
    """Return the filter that a text means. A word that is not finished yet is left out and named."""
    tests: list[Test] = []
    columns: list[str] = []
    problems: list[str] = []
    for word in text.split():
        found = _TERM.match(word)
        if found is None:
            if re.search(r"[<>=:]$", word):
                problems.append(f"{word!r} has no value yet")
            else:
                tests.append(_word(word))
            continue
        no, name, how, value = found["no"], found["name"], found["how"], found["value"]
        if name in ("since", "before") and how == ":":
            age = _AGE.match(value)
            if age is None:
                problems.append(f"{value!r} is no time such as 7d or 2h")
                continue
            limit = now - timedelta(seconds=float(age[1]) * _SECONDS[age[2]])
            tests.append(_turned(no, _when(limit, since=name == "since")))
            continue
        if name not in FACTS:
            columns.append(name)
        tests.append(_turned(no, _value(name, how, value)))
    return Filter(tuple(tests), tuple(dict.fromkeys(columns)), "; ".join(problems))


def _word(word: str) -> Test:
    no, wanted = word.startswith("!"), word.removeprefix("!").lower()

    def test(row: Row, columns: Mapping[str, Column]) -> bool:  # noqa: ARG001
        found = wanted in row.run_id.lower() or wanted in row.name.lower() or wanted in (row.status, row.stage)
        return (found != no) if wanted else True

    return test


def _when(limit: datetime, *, since: bool) -> Test:
    def test(row: Row, columns: Mapping[str, Column]) -> bool:  # noqa: ARG001
        return row.started_at is not None and (row.started_at >= limit) == since

    return test


def _value(name: str, how: str, value: str) -> Test:
    wanted = _number(value)
    lower = value.lower()

    def test(row: Row, columns: Mapping[str, Column]) -> bool:
        have = _fact(row, name) if name in FACTS else columns.get(name, {}).get(row.run_id)
        if have is None:
            return how == "!="
        if how == ":":
            return lower in str(have).lower()
        number = have if isinstance(have, int | float) and not isinstance(have, bool) else None
        if wanted is None or number is None:
            same = str(have).lower() == lower
            return same if how == "=" else not same if how == "!=" else False
        return _compare(float(number), how, wanted)

    return test


def _compare(have: float, how: str, wanted: float) -> bool:
    match how:
        case "<":
            return have < wanted
        case "<=":
            return have <= wanted
        case ">":
            return have > wanted
        case ">=":
            return have >= wanted
        case "!=":
            return have != wanted
        case _:
            return have == wanted


def _fact(row: Row, name: str) -> str:
    return {"id": row.run_id, "name": row.name, "stage": row.stage, "status": row.status}.get(name, "")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _turned(no: str, test: Test) -> Test:
    return (lambda row, columns: not test(row, columns)) if no else test
