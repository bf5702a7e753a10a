import math
import random

import pytest

from contracts.record import Point
from skills.health.rules import look_at_metrics


def points(key: str, values: list[float]) -> list[Point]:
    return [Point(key, value, epoch=number + 1) for number, value in enumerate(values)]


def falling(count: int, noise: float = 0.0, seed: int = 0) -> list[float]:
    chance = random.Random(seed)
    return [2.0 * math.exp(-number / 10) + 0.1 + noise * chance.gauss(0, 1) for number in range(count)]


def rules(*series: list[Point]) -> list[str]:
    return [finding.rule for finding in look_at_metrics([point for each in series for point in each])]


@pytest.mark.parametrize("seed", range(10))
def test_a_noisy_loss_that_falls_is_healthy(seed: int) -> None:
    assert rules(points("loss", falling(20, noise=0.05, seed=seed))) == []


def test_nan_is_found_where_it_began_with_what_was_before() -> None:
    (finding,) = look_at_metrics(points("loss", [1.0, 0.5, math.nan, math.nan]))
    assert (finding.rule, finding.level, finding.since, finding.numbers) == ("nan", "error", "epoch 3", {"before": 0.5})


def test_a_loss_that_is_finite_again_is_a_warning_only() -> None:
    (finding,) = look_at_metrics(points("loss", [1.0, math.inf, 0.5]))
    assert finding.level == "warning"


def test_a_loss_that_explodes_diverges() -> None:
    (finding,) = look_at_metrics(points("train_loss", [*falling(10), 1.5, 3.0, 7.0, 15.0, 40.0]))
    assert (finding.rule, finding.since) == ("divergence", "epoch 10")


def test_an_accuracy_that_stands_still_is_a_plateau() -> None:
    values = [1 - math.exp(-number / 3) for number in range(20)] + [0.99] * 30
    assert rules(points("val_acc", values)) == ["plateau"]


def test_an_accuracy_that_still_climbs_is_no_plateau() -> None:
    assert rules(points("val_acc", [0.5 + 0.01 * number for number in range(40)])) == []


def test_a_rising_validation_loss_under_a_falling_training_loss_is_overfitting() -> None:
    held_out = [*falling(10), *(0.9 + 0.05 * number for number in range(12))]
    found = rules(points("train_loss", falling(22)), points("val_loss", held_out))
    assert "overfitting" in found


def test_both_losses_falling_is_no_overfitting() -> None:
    assert rules(points("train_loss", falling(22)), points("val_loss", falling(22, 0.01))) == []


def test_a_drop_in_throughput_is_found() -> None:
    (finding,) = look_at_metrics(points("img/s", [400.0] * 20 + [120.0] * 4))
    assert (finding.rule, finding.numbers) == ("throughput", {"now": 120.0, "usual": 400.0})


def test_few_points_say_nothing() -> None:
    assert rules(points("loss", [1.0, 2.0, 3.0])) == []
