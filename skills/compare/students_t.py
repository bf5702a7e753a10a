"""Student's t distribution, as far as prediction intervals need it."""

import math
from functools import lru_cache


@lru_cache(maxsize=256)
def t_quantile(probability: float, freedom: int) -> float:
    """Return the t that a variable of Student's distribution stays below with a probability.

    Args:
        probability: Above 0.5, below 1; 0.975 for the two-sided 95 %.
        freedom: Degrees of freedom, 1 or more.
    """
    wanted = 2 * probability - 1
    low, high = 0.0, 1.0
    while _central(high, freedom) < wanted:
        low, high = high, 2 * high
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if _central(middle, freedom) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def prediction_factor(repeats: int, probability: float = 0.975) -> float:
    """Return how many standard deviations of some runs one new run may lie from their mean.

    t(p, k − 1) · sqrt(1 + 1/k): 15.6 at k = 2, 5.0 at 3, 3.6 at 4, 3.0 at 5 (Whitmore, Prediction limits for a
    univariate normal observation, 1986).

    Args:
        repeats: k, 2 or more.
        probability: 0.975 for an interval that holds 95 % of new runs.
    """
    return t_quantile(probability, repeats - 1) * math.sqrt(1 + 1 / repeats)


def _central(t: float, freedom: int) -> float:
    """Return the probability of |T| < t: the finite sums 26.7.3 and 26.7.4 of Abramowitz and Stegun, 1964."""
    angle = math.atan(t / math.sqrt(freedom))
    cosine = math.cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = 0.0 if freedom == 1 else term
    for number in range(3 if odd else 2, freedom - 1, 2):
        term *= cosine * cosine * (number - 1) / number
        total += term
    return 2 / math.pi * (angle + math.sin(angle) * total) if odd else math.sin(angle) * total
