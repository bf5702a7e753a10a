"""Metrics that a training leaves in files of its own, through the program."""

import json
from collections.abc import Callable
from pathlib import Path

from foreign import Mlclaw

CSV_TRAIN = """
import csv
with open("metrics.csv", "w", newline="") as file:
    rows = csv.writer(file)
    rows.writerow(["epoch", "train_loss", "val_acc"])
    for epoch in range(1, 4):
        print(f"epoch {epoch} train_loss: {1 / epoch:.3f}")
        rows.writerow([epoch, 1 / epoch, 1 - 1 / epoch])
"""


def test_a_metric_that_only_a_file_holds_is_read_and_none_is_read_twice(
    mlclaw: Mlclaw, make_repo: Callable[..., Path]
) -> None:
    repo = make_repo(train__py=CSV_TRAIN)
    assert mlclaw("--batch", f"set up the code in {repo}", "train", "--yes").exit_code == 0
    query = "SELECT key, count(*) AS points FROM metrics GROUP BY key ORDER BY key"
    rows = [json.loads(line) for line in mlclaw("sql", query, "--json").stdout.splitlines()]
    assert rows == [{"key": "train_loss", "points": 3}, {"key": "val_acc", "points": 3}]
