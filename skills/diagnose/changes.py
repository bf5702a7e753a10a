"""What changed between the two sides, as the answer names it, and what of it can matter at all."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from packaging.utils import canonicalize_name
from pydantic import JsonValue

from skills.compare.candidates import Candidate
from skills.compare.differences import differences_of
from skills.compare.phrases import shown_value
from skills.compare.plain_text import listed, plain
from skills.compare.settings import is_evaluation_setting
from skills.compare.traits import ABSENT, Dimension
from skills.compare.versions import version_step
from skills.diagnose.factors import Factor, Row, Table
from skills.diagnose.inert import is_speed_only

Kind = Literal["param", "package", "code", "data", "host", "seed", "eval"]
KINDS: dict[Dimension, Kind] = {
    "params": "param", "packages": "package", "code": "code", "data": "data", "host": "host", "seed": "seed",
    "eval": "eval",
}  # fmt: skip
_DOCUMENTS = (".md", ".rst", ".gitignore", "license", ".cff", ".svg", ".png", ".jpg")
_NO_RESULT = {"pip", "setuptools", "wheel", "ruff", "black", "mypy", "pytest", "flake8", "isort", "ipython", "jupyter"}
_MOST_NAMED = 8


class Change(NamedTuple):
    """One thing that is not the same on the two sides."""

    factor: Factor
    old: JsonValue
    """On the better side."""
    new: JsonValue
    """On the worse side."""

    @property
    def kind(self) -> Kind:
        """Its kind as a program reads it; a param that says how a run is scored is `eval`."""
        if self.factor.dimension == "params" and is_evaluation_setting(self.name):
            return "eval"
        return KINDS[self.factor.dimension]

    @property
    def name(self) -> str:
        """What changed."""
        return self.factor.name

    @property
    def label(self) -> str:
        """What changed, for a person."""
        if self.kind == "data":
            return "the data" if self.name in ("data", "dataset") else f"data {plain(self.name)}"
        return f"code in {plain(self.name)}" if self.kind == "code" and self.name != "commit" else plain(self.name)

    @property
    def text(self) -> str:
        """The change for a person: `numpy 1.26.4 → 2.0.0 (major)`, `augmentation added`."""
        if self.old in (ABSENT, None) or (self.old is False and self.new is True):
            shown = "" if self.new is True else f" ({shown_value(self.factor.dimension, self.new)})"
            return f"{self.label} added{shown}"
        if self.new in (ABSENT, None) or (self.old is True and self.new is False):
            return f"{self.label} removed"
        old, new = (shown_value(self.factor.dimension, value) for value in (self.old, self.new))
        return f"{self.label} {old} → {new}{self._step()}"

    def said(self, value: JsonValue) -> str:
        """Return a value of it for a person: `numpy 1.26.4`, `no augmentation`."""
        if value in (ABSENT, None) or value is False:
            return f"no {self.label}" if value is not False else f"{self.label} off"
        if self.kind == "code":
            return f"{self.label} as {shown_value(self.factor.dimension, value)}"
        return self.label if value is True else f"{self.label} {shown_value(self.factor.dimension, value)}"

    def to_data(self) -> dict[str, JsonValue]:
        """Return it as a program reads it; what the program did not have is null."""
        old, new = (
            None if value == ABSENT and self.factor.dimension == "params" else value for value in (self.old, self.new)
        )
        return {"kind": self.kind, "name": self.name, "from": old, "to": new}

    def _step(self) -> str:
        step = version_step(str(self.old), str(self.new)) if self.kind == "package" else None
        return f" ({step})" if step else ""


class Silence(NamedTuple):
    """Something that was not recorded on one of the two sides."""

    dimension: Dimension
    names: tuple[str, ...]
    """Empty where nothing of the dimension was recorded."""
    run: str
    """The side that does not say."""
    prior: float
    """How much the cause may be hidden there, where 1 is a change that is on record."""


_HIDDEN: dict[Dimension, float] = {"host": 0.05, "eval": 0.05}
_HIDDEN_VARIES = 0.5
_HIDDEN_CONSTANT = 0.05


def changes_of(table: Table, run: Row, baseline: Row) -> tuple[list[Change], list[Silence]]:
    """Return what is known to have changed from baseline to run, and what only one of them recorded."""
    changes: list[Change] = []
    silent: dict[tuple[Dimension, str], list[str]] = {}
    for factor in table.factors:
        old, new = baseline.levels[factor], run.levels[factor]
        if old is not None and new is not None:
            if old != new:
                changes.append(Change(factor, baseline.values[factor], run.values[factor]))
        elif old is not None or new is not None:
            silent.setdefault((factor.dimension, run.run if new is None else baseline.run), []).append(factor.name)
    return changes, [*_whole_silences(run, baseline), *_silences(silent, run, baseline)]


def _whole_silences(run: Row, baseline: Row) -> list[Silence]:
    """Return the dimensions of which just one side recorded anything."""
    return [
        Silence(dimension, (), side.run, _HIDDEN.get(dimension, _HIDDEN_VARIES))
        for side, other in ((run, baseline), (baseline, run))
        for dimension in sorted(other.recorded - side.recorded)
    ]


def _silences(silent: Mapping[tuple[Dimension, str], list[str]], run: Row, baseline: Row) -> list[Silence]:
    found = [
        Silence(dimension, tuple(names), side, _HIDDEN.get(dimension, _HIDDEN_VARIES))
        for (dimension, side), names in silent.items()
        if dimension in run.recorded and dimension in baseline.recorded
    ]
    for side, other in ((run, baseline), (baseline, run)):
        names = tuple(factor.name for factor in side.gaps if factor not in other.gaps)
        if names and "params" in side.recorded:
            found.append(Silence("params", names, side.run, _HIDDEN_CONSTANT))
    return found


def seed_changes(run: Candidate, baseline: Candidate) -> list[Change]:
    """Return the seeds that are known on both sides and differ."""
    found = differences_of((run, baseline)).of("seed")
    pairs = [(one.name, one.values[baseline.run], one.values[run.run]) for one in found]
    return [Change(Factor("seed", name), old, new) for name, old, new in pairs if old is not None and new is not None]


def does_nothing_by_kind(change: Change) -> bool:
    """Tell whether a change cannot well reach a result: how loud a run is, a page of documentation, a tool."""
    if change.kind == "code":
        return change.name.lower().endswith(_DOCUMENTS)
    if change.kind == "package":
        return canonicalize_name(change.name) in _NO_RESULT
    return is_speed_only(change.factor)


_BY_KIND: dict[Kind, float] = {"data": 4, "param": 3, "code": 3, "eval": 3, "package": 1, "host": 0.5, "seed": 0.2}
_BY_STEP = {"major": 2.0, "minor": 0.7, "patch": 0.3, "build": 0.2}


def usualness(change: Change) -> float:
    """Return how often a change of this kind is the cause, as a guess to order by; it is evidence of nothing."""
    if change.kind == "package":
        return _BY_STEP.get(version_step(str(change.old), str(change.new)) or "", 1.0)
    return _BY_KIND[change.kind]


def named_changes(changes: Sequence[Change], most: int = _MOST_NAMED) -> str:
    """Return changes with their values in one phrase."""
    return _shortened([change.text for change in changes], most)


def labels(changes: Sequence[Change], most: int = _MOST_NAMED) -> str:
    """Return the names of changes in one phrase."""
    return _shortened([change.label for change in changes], most)


def _shortened(phrases: list[str], most: int) -> str:
    more = len(phrases) - most
    return f"{', '.join(phrases[:most])} and {more} more" if more > 0 else listed(phrases)
