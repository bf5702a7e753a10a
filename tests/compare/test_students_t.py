import math

import pytest

from skills.compare.students_t import prediction_factor, t_quantile


@pytest.mark.parametrize(
    ("freedom", "expected"),
    [(1, 12.706205), (2, 4.302653), (3, 3.182446), (4, 2.776445), (5, 2.570582), (9, 2.262157), (10, 2.228139),
     (30, 2.042272), (120, 1.979930), (999, 1.962341)],
)  # fmt: skip
def test_the_quantile_is_that_of_the_tables(freedom, expected):
    assert t_quantile(0.975, freedom) == pytest.approx(expected, abs=2e-6)


def test_other_probabilities_are_those_of_the_tables():
    assert t_quantile(0.95, 5) == pytest.approx(2.015048, abs=2e-6)
    assert t_quantile(0.995, 2) == pytest.approx(9.924843, abs=2e-6)


@pytest.mark.parametrize(("repeats", "deviations"), [(2, 15.6), (3, 5.0), (4, 3.6), (5, 3.0)])
def test_few_repeats_ask_for_a_large_difference(repeats, deviations):
    assert round(prediction_factor(repeats), 1) == deviations


def test_many_repeats_come_near_to_the_normal_distribution():
    assert prediction_factor(2000) == pytest.approx(1.96, abs=0.005)
    assert math.isfinite(prediction_factor(2))
