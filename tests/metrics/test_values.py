import math

import pytest

from skills.metrics.reader import LogReader


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0.3", 0.3),
        (".81", 0.81),
        ("-0.53", -0.53),
        ("+0.5", 0.5),
        ("1e-3", 0.001),
        ("1.7000e+00", 1.7),
        ("1,234.5", 1234.5),
        ("12,345,678.25", 12345678.25),
        ("81.2%", 81.2),
        ("81.2 %", 81.2),
        ("inf", math.inf),
        ("-inf", -math.inf),
        ("Infinity", math.inf),
        ("tensor(0.3)", 0.3),
        ("tensor(0.3, device='cuda:0')", 0.3),
        ("tensor(0.3012, grad_fn=<NllLossBackward0>)", 0.3012),
        ("tensor([0.3], device='cuda:0', dtype=torch.float64)", 0.3),
        ("np.float64(0.3)", 0.3),
        ("numpy.float32(0.3)", 0.3),
        ("array(0.3, dtype=float32)", 0.3),
        ("Array(0.3, dtype=float32)", 0.3),
        ("[20.]", 20.0),
        ("[[20.5]]", 20.5),
        ("'0.6931'", 0.6931),
        ("45/50", 0.9),
        ("9012/10000 (90%)", 90.12),
        ("0.91 ± 0.02", 0.91),
        ("0.95 (+/- 0.02)", 0.95),
        ("~0.32", 0.32),
    ],
)
def test_a_number_is_read_as_it_was_meant(values, printed, value):
    assert values(f"loss: {printed}") == {"loss": pytest.approx(value)}
    assert values(f"epoch 1 loss={printed}, acc=0.5") == {"loss": pytest.approx(value), "acc": 0.5}


@pytest.mark.parametrize("printed", ["nan", "NaN", "tensor(nan)", "-nan"])
def test_nan_is_a_value(values, printed):
    assert math.isnan(values(f"loss: {printed}")["loss"])


@pytest.mark.parametrize(
    "printed",
    [
        "2.1.0",
        "0.12.3",
        "2024-01-01",
        "12:30",
        "0:00:12",
        "12.3s",
        "1.5GB",
        "0x1f",
        "[0.1, 0.2]",
        "[0.1 0.2]",
        "0,93",
        "high",
    ],
)
def test_what_is_no_single_plain_number_is_no_value(values, printed):
    assert values(f"loss: {printed}") == {}


def test_a_percent_sign_is_remembered_and_the_value_stays_as_printed():
    reader = LogReader("log")
    points = reader.feed(b"acc: 81.2%\nloss: 0.3\n")
    assert [point.value for point in points] == [81.2, 0.3]
    assert reader.units == {"acc": "%"}


def test_thousands_of_a_list_are_not_joined(values):
    assert values("[1,  2000] loss: 2.213") == {"loss": 2.213}
