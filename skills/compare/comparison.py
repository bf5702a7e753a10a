"""Put a comparison together: metric, comparability, ranking, differences, noise. Pure: records in, answer out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pydantic import JsonValue

from skills.compare.candidates import Candidate, aligned
from skills.compare.choosing import choose
from skills.compare.comparability import comparability, named
from skills.compare.differences import Differences, differences_of
from skills.compare.metrics import Metric, values_of
from skills.compare.noise import Noise, measure_noise
from skills.compare.plain_text import plain
from skills.compare.scoring import Scored, score
from skills.compare.traits import traits_of


class Ranked(NamedTuple):
    """A place in the ranking."""

    run: str
    value: float
    delta: float
    """Distance from the reference: the median of the repeated runs where there are some, else the best run."""
    beyond_noise: bool | None
    """None where no noise floor was measured."""

    def to_data(self) -> dict[str, JsonValue]:
        """Return it as a program reads it."""
        return {"run": self.run, "value": self.value, "delta": self.delta, "beyond_noise": self.beyond_noise}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that is known about how runs differ and which was best."""

    candidates: tuple[Candidate, ...]
    """In the order asked for, or newest first."""
    metric: Metric | None
    """None where no run reported any."""
    scored: tuple[Scored, ...]
    """In the order of the candidates; empty without a metric."""
    blockers: tuple[str, ...]
    """What stands against ranking them together; sentences."""
    caveats: tuple[str, ...]
    """What a reader of the ranking should know."""
    groups: tuple[tuple[str, ...], ...]
    """Runs that could be ranked among themselves."""
    ranking: tuple[Ranked, ...]
    """Best first; empty where something blocks."""
    differences: Differences
    noise: Noise | None

    @property
    def runs(self) -> tuple[str, ...]:
        """The ids compared."""
        return tuple(candidate.run for candidate in self.candidates)

    @property
    def is_comparable(self) -> bool:
        return not self.blockers

    @property
    def best(self) -> str | None:
        """The run with the best value; the earliest of equals."""
        return self.ranking[0].run if self.ranking else None

    @property
    def tied(self) -> tuple[str, ...]:
        """The runs that share the best value, where several do."""
        first = [ranked.run for ranked in self.ranking if ranked.value == self.ranking[0].value]
        return tuple(first) if len(first) > 1 else ()

    def narrowed(self, best: int, newest: int) -> "Comparison":
        """Return the same findings, with the details of the best and the newest runs alone where there are more."""
        if len(self.candidates) <= best + newest:
            return self
        kept = {ranked.run for ranked in self.ranking[:best]}.union(self.runs[:newest])
        candidates = tuple(candidate for candidate in self.candidates if candidate.run in kept)
        return replace(
            self,
            candidates=candidates,
            scored=tuple(one for one in self.scored if one.run in kept),
            ranking=tuple(ranked for ranked in self.ranking if ranked.run in kept),
            differences=differences_of(candidates),
        )

    def score_of(self, run: str) -> Scored | None:
        """Return what a run scored."""
        return next((one for one in self.scored if one.run == run), None)

    def to_data(self) -> dict[str, JsonValue]:
        """Return it as a program reads it."""
        return {
            "runs": list(self.runs),
            "metric": self.metric.label if self.metric else None,
            "direction": self.metric.direction if self.metric else None,
            "comparable": self.is_comparable,
            "blockers": list(self.blockers),
            "best": self.best,
            "ranking": [ranked.to_data() for ranked in self.ranking],
            "differences": self.differences.to_data(),
            "noise": self.noise.to_data() if self.noise else None,
        }


def compare(
    candidates: Sequence[Candidate], *, metric: str | None = None, history: Sequence[Candidate] = ()
) -> Comparison:
    """Compare runs.

    Args:
        candidates: The runs, in the order to keep.
        metric: As the user named it; absent: what the field would look at first.
        history: More runs of the project, to find repeats among.

    Raises:
        BadRequest: No run reported the metric asked for.
    """
    candidates = aligned(candidates)
    available = {candidate.run: values_of(candidate) for candidate in candidates}
    chosen = choose(candidates, metric, available)
    traits = {candidate.run: traits_of(candidate) for candidate in candidates}
    differences = differences_of(candidates, traits)
    if chosen is None:
        silent = ("None of these runs reported a metric.",)
        return Comparison(candidates, None, (), silent, (), (), (), differences, None)
    scored = score(candidates, chosen, available)
    ranked = [one for one in scored if one.standing == "ranked"]
    found = comparability(ranked, chosen)
    blockers = (*_nothing_shared(scored, ranked, chosen), *found.blockers)
    order: list[Scored] = [] if blockers else in_order(ranked, chosen)
    earlier = {one.run: values_of(one) for one in history if one.run not in available}
    more = score([one for one in history if one.run in earlier], chosen, earlier) if order else ()
    repeats = [one for one in more if one.standing == "ranked"]
    traits.update({one.run: traits_of(one.candidate) for one in repeats})
    noise = measure_noise(order, repeats, traits, order[0].run) if order else None
    return Comparison(
        candidates, chosen, scored, blockers, found.caveats, found.groups, _ranking(order, noise), differences, noise
    )


def in_order(ranked: Sequence[Scored], metric: Metric) -> list[Scored]:
    """Return runs best first; of equal ones the earliest started."""
    sign = -1 if metric.direction == "higher" else 1
    return sorted(ranked, key=lambda one: (sign * one.number, _start(one.candidate)))


def _start(candidate: Candidate) -> float:
    started = candidate.record.started_at
    return started.timestamp() if started else float("inf")


def _ranking(order: Sequence[Scored], noise: Noise | None) -> tuple[Ranked, ...]:
    if not order:
        return ()
    reference = noise.median if noise else order[0].number
    return tuple(
        Ranked(
            one.run,
            one.number,
            _difference(one.number, reference),
            noise.is_beyond(one.run, one.number) if noise else None,
        )
        for one in order
    )


def _difference(value: float, reference: float) -> float:
    """Return a difference to twelve digits, without the noise of binary fractions."""
    return float(f"{value - reference:.12g}")


def _nothing_shared(scored: Sequence[Scored], ranked: Sequence[Scored], metric: Metric) -> tuple[str, ...]:
    """Return the blocker that no metric is common to two finished runs, where that is so."""
    without = [one for one in scored if one.standing == "no value" and values_of(one.candidate)]
    if len(ranked) != 1 or not without:
        return ()
    others = "; ".join(f"{named([one.run])} reported {named(sorted(_keys(one)))}" for one in without[:3])
    return (f"They share no metric: {named([ranked[0].run])} reported {plain(metric.label)}; {others}.",)


def _keys(scored: Scored) -> set[str]:
    return {value.key for values in values_of(scored.candidate).values() for value in values}
