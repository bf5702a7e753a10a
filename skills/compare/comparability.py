"""Whether runs may be ranked together: same metric, direction, data and evaluation settings, or what stands against it.

What nobody recorded cannot block, and is not taken for equal either: it is said beside the answer. Known values that
differ block.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic import JsonValue

from contracts.lexicon import understand, words_of
from skills.compare.metrics import Metric, is_of_a_best
from skills.compare.plain_text import listed, plain
from skills.compare.scoring import Scored
from skills.compare.settings import is_data_place, makes_splits, setting_split
from skills.compare.values import show_number, show_value, value_key

BOUNDED = {
    "accuracy", "top5_accuracy", "balanced_accuracy", "f1", "precision", "recall", "specificity", "auc", "auprc", "map",
    "map50", "iou", "dice", "hit_rate", "error", "wer", "cer", "eer", "fpr", "fnr", "mcc", "kappa", "ndcg", "mrr", "r2",
}  # fmt: skip
"""Measures of 0 to 1 that are as often written as percentages."""
_SCORING_FILES = {"eval", "evaluate", "evaluation", "metric", "metrics", "score", "scoring", "test", "validate"}
_MOST_NAMED = 4


class Comparability(NamedTuple):
    """What stands against ranking, and what should be known beside it."""

    blockers: tuple[str, ...]
    caveats: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    """Runs that agree in all that blocks; one group where nothing does."""


class _Facet(NamedTuple):
    """One thing that must agree."""

    by_run: Mapping[str, str | None]
    """Run to a text that is equal where it agrees; None where it was not recorded."""
    says: str
    """The blocker."""


def comparability(scored: Sequence[Scored], metric: Metric) -> Comparability:
    """Return whether the ranked runs may be compared.

    Args:
        scored: The runs that have a finite final value.
        metric: What they are ranked by.
    """
    facets = [facet for facet in (_direction(scored, metric), _unit(scored, metric)) if facet]
    data, data_caveats = _data(scored, metric)
    settings, setting_caveats = _settings(scored, metric, data_is_known=not data_caveats)
    facets += [*data, *settings]
    groups: dict[tuple[str | None, ...], list[str]] = {}
    for one in scored:
        groups.setdefault(tuple(facet.by_run.get(one.run) for facet in facets), []).append(one.run)
    caveats = [*data_caveats, *setting_caveats, *_provenance(scored, metric), *_scoring_code(scored)]
    return Comparability(
        tuple(facet.says for facet in facets), tuple(caveats), tuple(tuple(group) for group in groups.values())
    )


def scored_on(scored: Scored, metric: Metric) -> dict[str, str]:
    """Return the data that the value was measured on, name to digest; empty where that was not recorded."""
    datasets = scored.scorer.datasets
    split_of = {name: understand(name).split for name in datasets}
    same = {name: digest for name, digest in datasets.items() if split_of[name] == metric.id.split is not None}
    others = {name: digest for name, digest in datasets.items() if split_of[name] != "train"}
    return same or others


def named(runs: Sequence[str]) -> str:
    """Return ids for a sentence, the first few of many."""
    shown = [plain(run, 40) for run in runs[:_MOST_NAMED]]
    return listed(shown) if len(runs) <= _MOST_NAMED else f"{', '.join(shown)} and {len(runs) - _MOST_NAMED} more"


def _direction(scored: Sequence[Scored], metric: Metric) -> _Facet | None:
    by_run = {one.run: one.value.direction if one.value else None for one in scored}
    known = {direction for direction in by_run.values() if direction}
    if len(known) > 1:
        said = "; ".join(f"{direction} for {named(_with(by_run, direction))}" for direction in sorted(known))
        return _Facet(by_run, f"Which way {metric.shown} is better is not the same in all runs: {said}.")
    if metric.direction is None:
        says = f"Whether a higher or a lower {metric.shown} is better is not known"
        return _Facet({}, f'{says}. Say "highest {plain(metric.label)}" or "lowest {plain(metric.label)}".')
    return None


def _unit(scored: Sequence[Scored], metric: Metric) -> _Facet | None:
    if metric.id.canonical not in BOUNDED:
        return None
    tops = {one.run: max(one.number, _best(one)) for one in scored}
    percent = [run for run, top in tops.items() if top > 1]
    fraction = [run for run, top in tops.items() if 0 < top <= 1]
    if not percent or not fraction:
        return None
    shown = {one.run: show_number(one.number) for one in scored}
    return _Facet(
        {run: "percent" if top > 1 else "fraction" for run, top in tops.items()},
        f"{metric.shown.capitalize()} is written in two ways: {shown[percent[0]]} in {named(percent)}, "
        f"{shown[fraction[0]]} in {named(fraction)}. One may be in percent, so they are not put in one order.",
    )


def _best(scored: Scored) -> float:
    best = scored.value.best if scored.value else None
    return best if best is not None else scored.number


def _data(scored: Sequence[Scored], metric: Metric) -> tuple[list[_Facet], list[str]]:
    known = {one.run: scored_on(one, metric) for one in scored}
    splits = {understand(name).split for datasets in known.values() for name in datasets}
    if len(splits) == 1 and all(len(datasets) <= 1 for datasets in known.values()):
        # one dataset each: its name may be another param's in each run, its content is what counts
        known = {run: dict(zip(("data",), datasets.values(), strict=False)) for run, datasets in known.items()}
    facets = []
    for name in sorted({name for datasets in known.values() for name in datasets}):
        by_run = {run: datasets.get(name) for run, datasets in known.items()}
        digests = sorted({digest for digest in by_run.values() if digest})
        if len(digests) > 1:
            said = _several([f"{plain(digest[:12])} for {named(_with(by_run, digest))}" for digest in digests])
            facets.append(_Facet(by_run, f"The data they were scored on differs ({plain(name)}): {said}."))
    silent = [run for run, datasets in known.items() if not datasets]
    if not silent or facets:
        return facets, []
    who = "any of them" if len(silent) == len(known) else named(silent)
    return facets, [f"Which data they were scored on is not recorded for {who}; it is taken to be the same."]


def _settings(scored: Sequence[Scored], metric: Metric, *, data_is_known: bool) -> tuple[list[_Facet], list[str]]:
    known: dict[str, dict[str, JsonValue]] = {one.run: one.settings for one in scored}
    own_split = metric.id.split or ""
    split_is_known = all(own_split in {understand(name).split for name in one.scorer.datasets} for one in scored)
    facets, caveats = [], []
    for name in sorted({name for settings in known.values() for name in settings}):
        if not _concerns(name, metric) or (data_is_known and is_data_place(name)):
            continue
        if split_is_known and makes_splits(name):
            continue
        by_run = {
            run: value_key(settings[name]) if settings.get(name) is not None else None
            for run, settings in known.items()
        }
        different = {key for key in by_run.values() if key is not None}
        if len(different) > 1 and setting_split(name) == "train" != metric.id.split:
            caveats.append(f"{plain(name)} differs, which may change what is left to score them on.")
        elif len(different) > 1:
            values = {key: next(known[run][name] for run in _with(by_run, key)) for key in sorted(different)}
            said = _several([f"{show_value(value)} for {named(_with(by_run, key))}" for key, value in values.items()])
            facets.append(_Facet(by_run, f"The evaluation setting {plain(name)} differs: {said}."))
        elif different and None in by_run.values():
            caveats.append(f"The evaluation setting {plain(name)} is not recorded for {named(_with(by_run, None))}.")
    return facets, caveats


def _concerns(setting: str, metric: Metric) -> bool:
    """Tell whether a setting can change the metric's split: `val_ratio` does not change a test score."""
    split = setting_split(setting)
    if metric.id.split == "train":
        return split == "train"
    return split in (None, "eval", "train") or metric.id.split in (None, "eval", split)


def _provenance(scored: Sequence[Scored], metric: Metric) -> list[str]:
    caveats = []
    evaluated = [one.run for one in scored if one.evaluation is not None]
    printed = [one.run for one in scored if one.evaluation is None]
    if evaluated and printed:
        caveats.append(
            f"{metric.shown.capitalize()} was measured by an evaluation for {named(evaluated)}, "
            f"and printed by the training itself for {named(printed)}."
        )
    best = [one.run for one in scored if one.value and is_of_a_best(one.value.key)]
    if best and len(best) < len(scored):
        caveats.append(f"The value of {named(best)} is the best of the run, that of the others the last.")
    return caveats


def _scoring_code(scored: Sequence[Scored]) -> list[str]:
    files = {one.run: one.scorer.code_files for one in scored if one.scorer.code_files}
    changed = sorted(
        path
        for path in {path for of_run in files.values() for path in of_run}
        if _SCORING_FILES.intersection(words_of(path.rpartition("/")[2].rpartition(".")[0]))
        and len({of_run.get(path) for of_run in files.values()}) > 1
    )
    if not changed:
        return []
    return [f"{listed([plain(path) for path in changed[:3]])} changed between them, so they may be scored differently."]


def _several(phrases: list[str]) -> str:
    more = len(phrases) - _MOST_NAMED
    return "; ".join(phrases[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")


def _with(by_run: Mapping[str, str | None], value: str | None) -> list[str]:
    return [run for run, key in by_run.items() if key == value]
