"""Weigh which changes made the drop: every explanation by one or two of them, against all runs that can tell.

Each explanation is a small linear model: one change alone, two that add up, or two that only act together. Runs of the
two sides' own context share its level; runs of another context in which the changes come and go tell by how they differ
among themselves; other runs tell as far as contexts usually lie close together. The weight of an explanation is its
marginal likelihood with a normal prior of the drop's size on effects (Kass and Raftery, Bayes factors, 1995), so an
explanation of two changes has to earn its second one.
"""

import math
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from skills.diagnose.evidence import Evidence, Witness

How = Literal["alone", "added", "together"]
_SLACK = 0.1
"""Share of the drop that other changes may add or take without being its cause."""
_SIGMA_OF_DROP = 1 / 6
"""Standard deviation from seed to seed that is assumed where it was not measured."""
_PRIOR: dict[How, float] = {"alone": 0.75, "added": 0.15, "together": 0.1}
_MOST_IN_PAIRS = 12
_SMALLEST_SHARE = 0.25

Column = Callable[[Witness], float]


class Explanation(NamedTuple):
    """One way in which the drop may have come about."""

    how: How
    atoms: tuple[int, ...]
    weight: float
    """Its probability among all that were considered."""


class Weighing(NamedTuple):
    """What the history makes of each atom: a change, or several that always came together."""

    explanations: tuple[Explanation, ...]
    """The likeliest first."""

    def own(self, atom: int) -> float:
        """Return the probability that an atom lowers the result by itself."""
        return sum(one.weight for one in self.explanations if atom in one.atoms and one.how != "together")

    def joint(self, atom: int) -> float:
        """Return the probability that an atom acts only together with another."""
        return sum(one.weight for one in self.explanations if atom in one.atoms and one.how == "together")

    def any(self, atom: int) -> float:
        """Return the probability that an atom has a part in the drop."""
        return self.own(atom) + self.joint(atom)


class _Observations:
    """Runs as rows of a regression with a common level, scaled to unit variance."""

    def __init__(self, evidence: Evidence, sigma: float, middle: float) -> None:
        self._contexts = evidence.contexts
        self._sigma = sigma
        self._scatter = evidence.scatter
        self.values = self.scaled(lambda witness: witness.row.value - middle)
        self.level = self.scaled(lambda _: 1.0)

    def scaled(self, column: Column) -> list[float]:
        """Return a column as the regression sees it."""
        rows: list[float] = []
        for context in self._contexts:
            values = [column(witness) for witness in context.witnesses]
            if context.is_main:
                rows += [value / self._sigma for value in values]
                continue
            mean = sum(values) / len(values)
            if context.varies:
                rows += [(value - mean) / self._sigma for value in values]
            if self._scatter is not None:
                rows.append(mean / math.hypot(self._sigma / math.sqrt(len(values)), self._scatter))
        return rows


def weigh(
    evidence: Evidence,
    columns: Sequence[Column],
    priors: Sequence[float],
    *,
    drop: float,
    sigma: float,
    middle: float,
) -> Weighing:
    """Return how likely each explanation is.

    Args:
        evidence: What the history holds.
        columns: For each atom, 1 for a run that had it and 0 for one that had not.
        priors: For each atom, its weight before any evidence.
        drop: How much worse the run is than the baseline; above zero.
        sigma: Standard deviation from seed to seed; 0 where it was not measured.
        middle: What the baseline usually scores.
    """
    deviation = math.hypot(sigma or drop * _SIGMA_OF_DROP, _SLACK * drop)
    seen = _Observations(evidence, deviation, middle)
    atoms = range(len(columns))
    scaled = [seen.scaled(column) for column in columns]
    scores: dict[tuple[How, tuple[int, ...]], float] = {}
    for atom in atoms:
        scores["alone", (atom,)] = _score(seen, [scaled[atom]], drop)[0]
    first = sorted(atoms, key=lambda atom: -scores["alone", (atom,)] - math.log(priors[atom]))[:_MOST_IN_PAIRS]
    for one, other in combinations(sorted(first), 2):
        score, effects = _score(seen, [scaled[one], scaled[other]], drop)
        if max(effects) < -_SMALLEST_SHARE * drop:
            scores["added", (one, other)] = score
        product = seen.scaled(_product(columns[one], columns[other]))
        scores["together", (one, other)] = _score(seen, [product], drop)[0]
    return Weighing(_normalised(scores, priors, len(first)))


def _product(one: Column, other: Column) -> Column:
    return lambda witness: one(witness) * other(witness)


def _normalised(
    scores: dict[tuple[How, tuple[int, ...]], float], priors: Sequence[float], in_pairs: int
) -> tuple[Explanation, ...]:
    total = sum(priors)
    pairs = max(in_pairs * (in_pairs - 1) / 2, 1)
    best = max(scores.values())
    weights: dict[tuple[How, tuple[int, ...]], float] = {}
    for (how, atoms), score in scores.items():
        belief = priors[atoms[0]] / total if len(atoms) == 1 else min(priors[atom] for atom in atoms) / pairs
        weights[how, atoms] = math.exp(score - best) * _PRIOR[how] * belief
    whole = sum(weights.values())
    found = [Explanation(how, atoms, weight / whole) for (how, atoms), weight in weights.items()]
    return tuple(sorted(found, key=lambda one: -one.weight))


def _score(seen: _Observations, columns: Sequence[list[float]], drop: float) -> tuple[float, list[float]]:
    """Return the log marginal likelihood of a model, up to a constant, and its effects."""
    design = [seen.level, *columns]
    values = seen.values
    matrix = [[_dot(one, other) for other in design] for one in design]
    for number in range(1, len(design)):
        matrix[number][number] += 1 / drop**2
    right = [_dot(column, values) for column in design]
    solution, determinant = _solved(matrix, right)
    explained = _dot(solution, right)
    prior = -len(columns) * math.log(drop)
    return 0.5 * (explained - _dot(values, values)) - 0.5 * math.log(determinant) + prior, solution[1:]


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return math.fsum(a * b for a, b in zip(one, other, strict=True))


def _solved(matrix: list[list[float]], right: list[float]) -> tuple[list[float], float]:
    """Solve a small positive definite system by Gauss; return the solution and the determinant."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    determinant = 1.0
    for pivot in range(size):
        head = max(rows[pivot][pivot], 1e-300)
        determinant *= head
        for row in rows[pivot + 1 :]:
            factor = row[pivot] / head
            for column in range(pivot, size + 1):
                row[column] -= factor * rows[pivot][column]
    solution = [0.0] * size
    for pivot in reversed(range(size)):
        known = sum(rows[pivot][column] * solution[column] for column in range(pivot + 1, size))
        solution[pivot] = (rows[pivot][size] - known) / max(rows[pivot][pivot], 1e-300)
    return solution, determinant
