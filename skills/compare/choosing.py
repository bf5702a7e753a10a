"""Which metric a comparison is about: the one asked for, or the one the field would look at first."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from contracts.errors import BadRequest
from contracts.lexicon import PREFERENCE, SPLIT_PREFERENCE, understand, words_of
from contracts.names import Direction
from skills.compare.candidates import Candidate
from skills.compare.metrics import Metric, MetricId, Value, apart_words
from skills.compare.plain_text import plain

Available = Mapping[str, Mapping[MetricId, Sequence[Value]]]
"""Run to metric to what was reported of it, the value to prefer first."""

_NO_MEASURE = {
    "lr", "learning_rate", "epoch", "step", "steps", "iteration", "time", "elapsed", "duration", "seconds", "eta",
    "grad_norm", "gradient_norm", "memory", "seed", "batch_size", "weight_decay", "momentum", "samples", "count",
    "global_step", "runtime", "n", "total", "size", "num_samples",
}  # fmt: skip
"""What is printed beside metrics and is none; compared only where it is asked for."""
_SPEED = {"throughput", "latency"}
_WISHES: dict[str, Direction] = {
    **dict.fromkeys(("lowest", "smallest", "minimum", "minimal", "min", "least", "lower"), "lower"),
    **dict.fromkeys(("highest", "largest", "maximum", "maximal", "max", "most", "higher", "biggest"), "higher"),
}


def choose(candidates: Sequence[Candidate], asked: str | None, available: Available) -> Metric | None:
    """Return the metric to compare by; None where no run reported any.

    Args:
        candidates: The runs.
        asked: The metric as the user named it; absent: what the field would look at first, of what most runs have.
        available: What each run reported, by run id.

    Raises:
        BadRequest: No run reported the metric that was asked for; the message names those there are.
    """
    coverage: Counter[MetricId] = Counter()
    for candidate in candidates:
        weight = 1000 if candidate.record.status in (None, "finished") or candidate.evaluations else 1
        coverage.update(dict.fromkeys(available[candidate.run], weight))
    if asked:
        return _asked(asked, coverage, available)
    if not coverage:
        return None
    finals = {id_ for found in available.values() for id_, values in found.items() if any(v.as_final for v in values)}
    groups: dict[int, list[MetricId]] = {}
    for metric in coverage:
        groups.setdefault(_class(metric, available), []).append(metric)
    widest = max(coverage[metric] for metric in coverage)
    # a better measure wins over a wider one as long as half of the runs have it
    wide = {number: max(coverage[metric] for metric in found) for number, found in groups.items()}
    number = min((number for number in groups if 2 * wide[number] >= widest), default=min(groups))
    return _metric(min(groups[number], key=lambda one: (-coverage[one], one not in finals, *_order(one))), available)


def _asked(asked: str, coverage: Counter[MetricId], available: Available) -> Metric:
    first, _, rest = asked.strip().partition(" ")
    wish = _WISHES.get(first.lower()) if rest.strip() else None
    for words in (asked.strip(), rest.strip()) if wish else (asked.strip(),):
        fitting = _fitting(words, coverage, available)
        if fitting:
            metric = _metric(min(fitting, key=lambda one: (-coverage[one], *_order(one))), available)
            return metric._replace(direction=metric.direction or wish)
    names = sorted({value.key for found in available.values() for values in found.values() for value in values})
    if not names:
        raise BadRequest(
            f"No run here reported {asked!r}, nor any other metric. Say `compare` without one to list the runs."
        )
    raise BadRequest(
        f"No run here reported {asked!r}. They reported {', '.join(f'`{plain(name, 40)}`' for name in names[:12])}"
        f"{f' and {len(names) - 12} more' if len(names) > 12 else ''}. Name one of these."
    )


def _fitting(asked: str, metrics: Iterable[MetricId], available: Available) -> list[MetricId]:
    """Return the metrics that a name means: by exact spelling, else in another case, else by meaning, else by words."""
    spelled: dict[MetricId, set[str]] = {}
    for found in available.values():
        for metric, values in found.items():
            spelled.setdefault(metric, set()).update(value.key for value in values)
    folded, words = asked.casefold(), set(words_of(asked))
    meant = understand(asked)
    apart = apart_words(asked)
    tests: tuple[Callable[[MetricId], bool], ...] = (
        lambda one: asked in spelled[one],
        lambda one: folded in {key.casefold() for key in spelled[one]},
        lambda one: (
            (one.canonical, one.apart) == (meant.canonical, apart or one.apart) and meant.split in (None, one.split)
        ),
        lambda one: one.canonical == meant.canonical and meant.split in (None, one.split),
        lambda one: one.canonical.endswith(f"_{meant.canonical}") and meant.split in (None, one.split),
        lambda one: bool(words) and any(words <= {*words_of(key), one.split or ""} for key in spelled[one]),
    )
    listed = list(metrics)
    return next((fitting for test in tests if (fitting := [one for one in listed if test(one)])), [])


def _metric(metric: MetricId, available: Available) -> Metric:
    reported = [found[metric][0] for found in available.values() if metric in found]
    keys = Counter(value.key for value in reported)
    key = min(keys, key=lambda one: (-keys[one], one))
    others = {
        one.split
        for found in available.values()
        for one, same in found.items()
        if any(value.key == key for value in same)
    }
    said = understand(key).split
    label = f"{metric.split}/{key}" if metric.split and metric.split != said and len(others) > 1 else key
    directions = {value.direction for value in reported if value.direction}
    return Metric(metric, label, next(iter(directions)) if len(directions) == 1 else None)


def _order(metric: MetricId) -> tuple[int, int, MetricId]:
    place = PREFERENCE.index(metric.canonical) if metric.canonical in PREFERENCE else len(PREFERENCE)
    splits = list(SPLIT_PREFERENCE)
    split = splits.index(metric.split) if metric.split in splits else len(splits)
    return place, split, metric._replace(split=metric.split or "")


def _class(metric: MetricId, available: Available) -> int:
    """Return 0 for a measure of quality, 1 for a loss, 2 for one of the training data, 3 and more for the rest."""
    if metric.canonical in _NO_MEASURE:
        return 5
    if metric.canonical in _SPEED:
        return 3
    if not any(value.direction for found in available.values() for value in found.get(metric, ())):
        return 4
    if metric.split == "train":
        return 2
    return 1 if metric.canonical.endswith("loss") else 0
