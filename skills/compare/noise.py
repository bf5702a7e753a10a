"""How much a metric varies when nothing but the seed changes, and so from where on a difference is real."""

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic import JsonValue

from skills.compare.differences import trait_key
from skills.compare.scoring import Scored
from skills.compare.settings import is_own_place
from skills.compare.students_t import prediction_factor, t_quantile
from skills.compare.traits import Dimension, Traits

_SAME: tuple[Dimension, ...] = ("packages", "code", "data", "host", "eval")


class Noise(NamedTuple):
    """A measured noise floor."""

    floor: float
    """One new run that differs in nothing lies within this distance of the median, 95 times in 100."""
    deviation: float
    """Standard deviation of the repeats."""
    median: float
    """The reference: what the repeated configuration usually scores, not its luckiest run."""
    repeats: tuple[str, ...]
    """The runs it was measured from."""
    alike: frozenset[str]
    """All runs of that configuration, also those that repeat a seed."""

    @property
    def method(self) -> str:
        """How it was measured, for a person."""
        count = len(self.repeats)
        return (
            f"95 % prediction interval for one new run, from {count} runs that differ only in their seed: "
            f"t(0.975, {count - 1}) * sqrt(1 + 1/{count}) = {prediction_factor(count):.2f} standard deviations around "
            "their median"
        )

    def to_data(self) -> dict[str, JsonValue]:
        """Return it as a program reads it."""
        return {"floor": self.floor, "n": len(self.repeats), "method": self.method}

    def is_beyond(self, run: str, value: float) -> bool:
        """Tell whether a run differs from the reference by more than noise."""
        return run not in self.alike and abs(value - self.median) > self.floor

    def tells_apart(self, one: float, other: float) -> bool:
        """Tell whether two single runs differ by more than two draws of one configuration would."""
        repeats = len(self.repeats)
        return abs(one - other) > t_quantile(0.975, repeats - 1) * self.deviation * math.sqrt(2)


def measure_noise(
    compared: Sequence[Scored], history: Sequence[Scored], traits: Mapping[str, Traits], best: str | None
) -> Noise | None:
    """Return the noise floor from the largest group of repeats that one of the compared runs belongs to.

    Args:
        compared: The ranked runs of the comparison.
        history: More ranked runs of the project, of which repeats may be among the earlier ones.
        traits: What is known of each of them.
        best: The best of the compared; among groups of one size its own comes first.

    Returns:
        None where no run was repeated with another seed, or where all repeats gave exactly the same value.
    """
    own = {one.run for one in compared}
    groups: dict[str, dict[str, Scored]] = {}
    for one in (*compared, *history):
        key = configuration_key(traits[one.run])
        if key is not None:
            groups.setdefault(key, {}).setdefault(one.run, one)
    measured = [
        noise
        for group in groups.values()
        if own & group.keys() and (noise := _from_repeats(list(group.values()), traits)) is not None
    ]
    return max(measured, key=lambda noise: (len(noise.repeats), best in noise.alike), default=None)


def configuration_key(traits: Traits) -> str | None:
    """Return a text that is equal for runs that differ in nothing but seeds and the places they write to.

    None where neither params nor code were recorded: such runs cannot be known to be repeats.
    """
    if traits["params"] is None and traits["code"] is None:
        return None
    params = {name: value for name, value in (traits["params"] or {}).items() if not is_own_place(name)}
    known: Traits = {**traits, "params": params}
    return "\0".join([trait_key("params", known), *(trait_key(dimension, traits) for dimension in _SAME)])


def _from_repeats(group: list[Scored], traits: Mapping[str, Traits]) -> Noise | None:
    repeats: dict[str, Scored] = {}
    for one in group:
        seeds = trait_key("seed", traits[one.run])
        repeats.setdefault(seeds or f"run {one.run}", one)  # a seed that nobody recorded is another one each time
    values = [one.number for one in repeats.values()]
    if len(values) < 2:
        return None
    deviation = statistics.stdev(values)
    if deviation == 0 or not math.isfinite(deviation):
        return None
    return Noise(
        floor=prediction_factor(len(values)) * deviation,
        deviation=deviation,
        median=statistics.median(values),
        repeats=tuple(one.run for one in repeats.values()),
        alike=frozenset(one.run for one in group),
    )
