import random
import re

import pytest

from skills.metrics.interpret import locate
from skills.metrics.shapes import Shapes

LINES = (
    "Epoch: [3][40/390]\tTime  0.3 ( 0.5)\tLoss 1.7000e+00 (1.8)\tAcc@1  61.20 ( 60.10)\tAcc@5  85.2 (84)",
    "epoch 3 | step 1200 | loss -0.51 | acc 81.2% | lr 1e-3",
    "[1,  2000] loss: 2.213",
    "Test set: Average loss: 0.0500, Accuracy: 9835/10000 (98%)",
    "Accuracy of the network on the 10000 test images: 93 %",
    "Top-5 accuracy: 92.1%, top 5 acc: 0.9, mAP@0.5:0.95: 0.412",
    "eta: 0:10:00  iter: 19  total_loss: 2.3  time: 0.5  lr: 0.0002  max_mem: 2000M",
    "loss: nan, acc: inf, val loss 1,234.5",
    "loss = tensor(0.3012, device='cuda:0') saved to /tmp/run_3/acc=0.5.pth",
    "3 of 10 done at 12:30 on 2026-01-02: loss 0.5, version 1.2.3",
)


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_a_known_shape_says_what_reading_it_anew_says(line):
    dice = random.Random(line)
    shapes = Shapes(locate)
    shapes.read(line)
    for _ in range(200):
        other = re.sub(r"\d+", lambda _: str(dice.choice([0, 5, 12, 340, 2024, 100_000])), line)
        recalled = shapes.recall(other)
        assert recalled is None or repr(recalled) == repr(Shapes(locate).read(other))


def test_repeated_lines_are_recalled():
    shapes = Shapes(locate)
    shapes.read(LINES[0])
    assert shapes.recall(LINES[0].replace("61.20", "62.31")) is not None


def test_more_shapes_than_are_kept_do_no_harm():
    shapes = Shapes(locate)
    for number in range(5000):
        shapes.read(f"metric_{number} loss: 0.5")
    assert shapes.recall("metric_4999 loss: 0.4").pairs[0].value == 0.4
    assert shapes.recall("metric_1 loss: 0.4") is None
