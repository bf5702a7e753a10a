"""What is tried, one after the other, until the requirements can be resolved and imported.

As declared; as of the date of the last commit; on another Python; with packages built from source; and, only where the
user said so, with a pin given up. Each step down is recorded.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from contracts.env import EnvChange
from skills.env.installer import Question
from skills.env.interpreters import Interpreter
from skills.env.requirement_lines import name_of, without_label, without_pin
from skills.env.specification import Specification

_RELEASED = {
    8: (2019, 10),
    9: (2020, 10),
    10: (2021, 10),
    11: (2022, 10),
    12: (2023, 10),
    13: (2024, 10),
    14: (2025, 10),
}
"""Minor version of Python 3 to the month it came out in."""
_SETTLED_MONTHS = 9
"""So long it takes until packages have builds for a new Python."""


Kind = Literal["declared", "dated", "python", "source", "relaxed"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One thing to try."""

    says: str
    """`as of 2021-03-04 on Python 3.8.18`."""
    kind: Kind
    question: Question
    specification: Specification
    changes: tuple[EnvChange, ...] = ()
    """What departs from the declaration."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Everything that may be tried for a specification."""

    specification: Specification
    first: Interpreter
    others: Callable[[], list[Interpreter]]
    """The other Pythons that may be used; looked for only when the ladder comes to them."""
    committed: datetime | None
    """When the repository last changed; absent where that is not known or but a few weeks ago."""
    relax: tuple[str, ...] = ()

    def rungs(self) -> Iterator[Rung]:
        """Yield what is tried, in order."""
        plain = _without_labels(self.specification)
        yield from self._on("declared", self.first, self.specification, "as declared", ())
        if self.specification.fallback is not None:
            source = self.specification.fallback.source
            change = EnvChange(what=f"{self.specification.source} → {source}", why="the lock cannot be installed here")
            yield from self._on("declared", self.first, self.specification.fallback, f"as {source} says", (change,))
        if plain is not None:
            changes = _label_changes(self.specification)
            yield from self._on("declared", self.first, plain, "without build labels", changes)
        declared = self.specification.fallback or plain or self.specification
        for other in self.in_order():
            change = EnvChange(
                what=f"Python {self.first.version} → {other.version}",
                why=f"the requirements cannot be had on Python {self.first.minor}",
            )
            if self.specification.fallback is not None:
                yield from self._on("python", other, self.specification, "as locked", (change,))
            yield from self._on("python", other, declared, "as declared", (change,))
        from_source = next(self._on("source", self.first, declared, "with builds from source", ()))
        yield replace(from_source, question=replace(from_source.question, from_source=True))
        for relaxed, changes in _relaxed(declared, self.relax):
            yield from self._on("relaxed", self.first, relaxed, "with versions given up", changes)

    def in_order(self) -> list[Interpreter]:
        """Return the other Pythons, those first that were usual when the repository last changed."""
        return sorted(self.others(), key=lambda other: (not _was_usual(other, self.committed), -other.version.minor))

    def _on(
        self,
        kind: Kind,
        interpreter: Interpreter,
        specification: Specification,
        says: str,
        changes: tuple[EnvChange, ...],
    ) -> Iterator[Rung]:
        """Yield the rung as things are now, and as they were when the repository last changed."""
        question = Question(specification.requirements, specification.constraints, interpreter)
        made = (*specification.changes, *changes)
        on = f"on Python {interpreter.version}"
        yield Rung(f"{says} {on}", kind, question, specification, made)
        if self.committed is not None:
            day = f"{self.committed:%Y-%m-%d}"
            change = EnvChange(what=f"versions as of {day}", why="newer ones do not fit code that last changed then")
            dated = replace(question, before=self.committed)
            kind_then: Kind = "dated" if kind == "declared" else kind
            yield Rung(f"{says}, as of {day}, {on}", kind_then, dated, specification, (*made, change))


def _was_usual(interpreter: Interpreter, moment: datetime | None) -> bool:
    """Whether packages had builds for this Python at that time."""
    released = _RELEASED.get(interpreter.version.minor)
    if moment is None or released is None:
        return moment is None
    return (moment.year - released[0]) * 12 + moment.month - released[1] >= _SETTLED_MONTHS


def _without_labels(specification: Specification) -> Specification | None:
    plain = tuple(map(without_label, specification.requirements))
    return replace(specification, requirements=plain) if plain != specification.requirements else None


def _label_changes(specification: Specification) -> tuple[EnvChange, ...]:
    return tuple(
        EnvChange(what=f"{spec} → {without_label(spec)}", why="no index offers a build of that label")
        for spec in specification.requirements
        if without_label(spec) != spec
    )


def _relaxed(
    specification: Specification, names: tuple[str, ...]
) -> Iterator[tuple[Specification, tuple[EnvChange, ...]]]:
    """Yield the specification with the versions of some distributions given up, a little, more, entirely."""
    wanted = {name_of(name) for name in names}
    steps = {
        spec: without_pin(spec) for spec in specification.requirements if name_of(spec) in wanted and " @ " not in spec
    }
    for number in range(max(map(len, steps.values()), default=0)):
        now = {spec: options[min(number, len(options) - 1)] for spec, options in steps.items()}
        changes = tuple(EnvChange(what=f"{old} → {new}", why="you let go of this version") for old, new in now.items())
        yield (
            replace(specification, requirements=tuple(now.get(spec, spec) for spec in specification.requirements)),
            changes,
        )
