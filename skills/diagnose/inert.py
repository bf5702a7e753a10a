"""Which factors are known to do nothing: by what they are, or because the history shows it."""

import math
import statistics
from collections.abc import Sequence

from contracts.lexicon import words_of
from skills.diagnose.factors import Factor, Row

_SPEED_ONLY = {
    "num_workers", "workers", "n_workers", "dataloader_num_workers", "prefetch_factor", "pin_memory", "verbose",
    "quiet",
    "log_interval", "log_every", "log_freq", "logging_steps", "print_freq", "print_every", "print_interval", "debug",
    "save_every", "save_freq", "save_interval", "save_steps", "progress_bar", "wandb", "tensorboard", "disable_tqdm",
}  # fmt: skip
_FEWEST_PAIRS = 3
_RESIDUE = 1.5
"""Mean effect in standard deviations of a run, above which it is not called nothing."""


def is_speed_only(factor: Factor) -> bool:
    """Tell whether a param, by its name, only says how fast or how loud a run is."""
    return factor.dimension == "params" and "_".join(words_of(factor.name)) in _SPEED_ONLY


def inert_factors(rows: Sequence[Row], factors: Sequence[Factor], sigma: float) -> frozenset[Factor]:
    """Return the factors that do nothing.

    By the history a factor does nothing where at least three pairs of runs differ in it alone, and their differences
    are what seeds make of them.

    Args:
        rows: Runs that were scored alike.
        factors: Those to judge.
        sigma: Standard deviation from seed to seed; 0 where it was not measured: then only names count.
    """
    inert = {factor for factor in factors if is_speed_only(factor)}
    if sigma <= 0:
        return frozenset(inert)
    tokens = [[hash((number, row.levels[factor])) for number, factor in enumerate(factors)] for row in rows]
    totals = [sum(of_row) for of_row in tokens]
    for number, factor in enumerate(factors):
        if factor not in inert and _does_nothing(rows, factor, totals, [of_row[number] for of_row in tokens], sigma):
            inert.add(factor)
    return frozenset(inert)


def _does_nothing(rows: Sequence[Row], factor: Factor, totals: Sequence[int], own: Sequence[int], sigma: float) -> bool:
    contexts: dict[int, dict[str, list[float]]] = {}
    for row, total, token in zip(rows, totals, own, strict=True):
        level = row.levels[factor]
        if level is not None:
            contexts.setdefault(total - token, {}).setdefault(level, []).append(row.value)
    differences: list[tuple[float, float]] = []
    for by_level in contexts.values():
        first, *others = sorted(by_level)
        for other in others:
            one, two = by_level[first], by_level[other]
            differences.append((statistics.fmean(one) - statistics.fmean(two), 1 / len(one) + 1 / len(two)))
    if len(differences) < _FEWEST_PAIRS:
        return False
    error = sigma * math.sqrt(sum(variance for _, variance in differences)) / len(differences)
    mean = abs(statistics.fmean(difference for difference, _ in differences))
    largest = max(abs(difference) / math.sqrt(variance) for difference, variance in differences)
    return mean < 2 * error and error < _RESIDUE * sigma and largest < 3 * sigma
