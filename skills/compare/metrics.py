"""What each run reported, by metric: two spellings of one measure are one, two measures of one family are two."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from contracts.lexicon import understand, words_of
from contracts.names import Direction
from contracts.record import Final, RunFacts
from skills.compare.candidates import Candidate
from skills.compare.plain_text import plain
from skills.compare.values import same_value

_APART = {
    "macro", "micro", "weighted", "samples", "rougel", "rouge1", "rouge2", "pearson", "pearsonr", "spearman",
    "spearmanr", "smape", "sacrebleu", "bleu4", "elbo", "median",
}  # fmt: skip
"""Words that tell two measures of one family apart."""


class MetricId(NamedTuple):
    """What two runs must share for their values to be the same measure."""

    canonical: str
    split: str | None
    apart: str
    """Words that tell it from others of its family: `macro`."""


class Value(NamedTuple):
    """What one run reported of one metric."""

    run: str
    """The run compared."""
    key: str
    """Its spelling there."""
    split: str | None
    """As stored beside the key; the key may name one as well."""
    last: float | None
    best: float | None
    best_step: float | None
    direction: Direction | None
    reported_by: str
    """The run that reported it: the one compared, or an evaluation of it."""
    as_final: bool
    """Whether it was reported as a final value, not only as a point of a curve."""

    @property
    def is_finite(self) -> bool:
        return self.last is not None and math.isfinite(self.last)


class Metric(NamedTuple):
    """The metric that runs are ranked by."""

    id: MetricId
    label: str
    """Its spelling in these runs, told apart from other splits: `val_acc`, `val/acc`."""
    direction: Direction | None

    @property
    def shown(self) -> str:
        """Its name for a person: `val accuracy`."""
        words = [self.id.split, self.id.apart, self.id.canonical.replace("_", " ")]
        return " ".join(plain(word, 40) for word in words if word)


def values_of(candidate: Candidate) -> dict[MetricId, list[Value]]:
    """Return what a run reported, by metric; the value to prefer first.

    What an evaluation measured is preferred over what the training printed itself, and a value reported as final over
    the end of a curve; of several evaluations the first.
    """
    found: dict[MetricId, list[Value]] = {}
    for number, facts in enumerate((*candidate.evaluations, candidate.facts)):
        evaluated = number < len(candidate.evaluations)
        values = [_value(candidate, facts, final) for final in _finals(facts)]
        for value in sorted(values, key=lambda value: (not value.as_final, is_of_a_best(value.key))):
            found.setdefault(metric_id(value.key, value.split, evaluated=evaluated), []).append(value)
    return found


def value_in(values: Mapping[MetricId, Sequence[Value]], metric: Metric) -> Value | None:
    """Return what a run reported of the metric, in the spelling that the runs share where it has several."""
    found = values.get(metric.id, ())
    first = [one for one in found if (one.reported_by, one.as_final) == (found[0].reported_by, found[0].as_final)]
    return next((value for value in first if value.key == metric.label), first[0] if first else None)


def is_of_a_best(key: str) -> bool:
    """Tell whether a spelling says that the value is the best of its run rather than its last."""
    return bool({"best", "max", "min"}.intersection(words_of(key)))


def _finals(facts: RunFacts) -> list[Final]:
    known = {final.key for final in facts.finals}
    unlisted = [
        Final(key, None, value, value if math.isfinite(value) else None, None, None)
        for key, value in facts.record.finals.items()
        if key not in known
    ]
    return [*facts.finals, *unlisted]


def _value(candidate: Candidate, facts: RunFacts, final: Final) -> Value:
    return Value(
        run=candidate.run,
        key=final.key,
        split=final.split,
        last=final.last,
        best=final.best,
        best_step=final.best_step,
        direction=final.direction or understand(final.key).direction,
        reported_by=facts.record.run_id,
        as_final=final.key in facts.record.finals and same_value(final.last, facts.record.finals[final.key]),
    )


def apart_words(key: str) -> str:
    """Return the words of a spelling that tell it from others of its family."""
    return " ".join(sorted(_APART.intersection(words_of(key))))


def metric_id(key: str, split: str | None, *, evaluated: bool = False) -> MetricId:
    """Return which metric a spelling means.

    Args:
        key: As it was logged.
        split: As it was recorded beside the key; absent: what the key says.
        evaluated: Whether an evaluation reported it: what it scores without naming a split is `eval`.
    """
    meant = understand(key)
    known = split and (understand(split).split or split)
    return MetricId(meant.canonical, known or meant.split or ("eval" if evaluated else None), apart_words(key))
