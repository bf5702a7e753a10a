"""Which metric of a run one looks at first: quality on held-out data, then a loss, then the rest."""

from collections.abc import Iterable

from contracts.lexicon import PREFERENCE, SPLIT_PREFERENCE, understand
from contracts.record import Final

_BESIDE = {"throughput", "latency", "lr", "learning_rate", "time", "duration", "memory"}


def metric_order(final: Final) -> tuple[int, int, int, str]:
    """Return the place of a metric, smallest first."""
    name = understand(final.key)
    split = final.split or name.split
    splits = list(SPLIT_PREFERENCE)
    if name.canonical in _BESIDE or (final.direction or name.direction) is None:
        group = 3
    elif split == "train":
        group = 2
    else:
        group = 1 if name.canonical.endswith("loss") else 0
    place = PREFERENCE.index(name.canonical) if name.canonical in PREFERENCE else len(PREFERENCE)
    return group, place, splits.index(split) if split in splits else len(splits), final.key


def primary_metric(finals: Iterable[Final]) -> Final | None:
    """Return the metric by which a checkpoint is best; None where no metric has a direction."""
    found = min(finals, key=metric_order, default=None)
    return found if found is not None and metric_order(found)[0] < 3 else None
