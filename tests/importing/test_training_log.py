import gzip

import pytest

from contracts.errors import Refused

LOG = "Namespace(lr=0.1)\nEpoch 1/2\nloss: 0.5\nval_acc: 80%\nEpoch 2/2\nloss: 0.4\nval_acc: 81%\n"


def write(bench, text, name="night.log"):
    path = bench.folder / name
    path.write_text(text)
    return path


def test_a_log_becomes_a_finished_run_named_by_its_file(bench):
    result = bench.run(write(bench, LOG))
    record = bench.facts("night", "night").record
    assert (record.name, record.status, record.stage) == ("night", "finished", "train")
    assert [point[:5] for point in bench.points("night", "night")] == [
        ("loss", 0.5, None, None, 1), ("val_acc", 80, "val", None, 1),
        ("loss", 0.4, None, None, 2), ("val_acc", 81, "val", None, 2),
    ]  # fmt: skip
    assert (result.data["runs"], result.data["points"], result.data["run"]) == (1, 4, "night")
    assert bench.points("night", "night")[0].source == "night.log@28"


def test_the_same_log_again_changes_nothing(bench):
    path = write(bench, LOG)
    bench.run(path)
    again = bench.run(path)
    assert again.data["unchanged"] == 1
    assert "Nothing changed" in again.text


def test_a_log_that_grew_updates_its_run(bench):
    bench.run(write(bench, LOG))
    result = bench.run(write(bench, LOG + "Test acc: 0.9\n"))
    assert (result.data["updated"], bench.ids("night")) == (1, ["night"])
    assert len(bench.points("night", "night")) == 5


def test_another_log_of_the_same_name_is_another_run(bench):
    (bench.folder / "a").mkdir()
    (bench.folder / "b").mkdir()
    bench.run(write(bench, LOG, "a/train.log"), is_project_named=True)
    bench.run(write(bench, LOG + "acc: 0.5\n", "b/train.log"), is_project_named=True)
    assert bench.ids("default") == ["train", "train-2"]
    bench.run(write(bench, LOG, "a/train.log"), is_project_named=True)
    assert bench.ids("default") == ["train", "train-2"]


def test_a_log_that_ends_in_a_traceback_is_a_failed_run(bench):
    log = LOG + "Traceback (most recent call last):\n  File 'a.py', line 1\nRuntimeError: out of memory\n"
    result = bench.run(write(bench, log))
    record = bench.facts("night", "night").record
    assert (record.status, record.extra["failure"]) == ("failed", "RuntimeError: out of memory")
    assert "out of memory" in result.text


def test_a_log_without_a_metric_is_refused_and_makes_no_project(bench):
    path = write(bench, "batch_size: 64\nlr: 0.1\nhello\n")
    with pytest.raises(Refused, match="No metric was found"):
        bench.plan(path)
    with pytest.raises(Refused, match="No metric was found"):
        bench.run(path)
    assert bench.home.projects() == []


def test_a_packed_log_is_a_log(bench):
    path = bench.folder / "night.log.gz"
    path.write_bytes(gzip.compress(LOG.encode()))
    assert bench.run(path).data["run"] == "night"


def test_a_log_full_of_backspaces_and_colours_is_a_log(bench):
    bar = "\x1b[1m 1/45\x1b[0m \x1b[37m━━━\x1b[0m 0s 4ms/step - loss: 2.4" + "\b" * 400 + "\r"
    assert bench.run(write(bench, "Epoch 1/2\n" + bar * 20 + "\n")).data["points"] == 1


def test_json_lines_of_metrics_without_a_run_are_a_log(bench):
    path = bench.write({"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": 0.4}, name="metrics.jsonl")
    assert bench.run(path).data["format"] == "log"
    assert len(bench.points("metrics", "metrics")) == 2


def test_the_times_that_lines_begin_with_are_when_the_run_was(bench):
    log = "2026-11-01 10:00:00,123 INFO start\n2026-11-01 10:30:00 epoch 1 loss 0.5\n[2026-11-01 11:00:00] done\n"
    result = bench.run(write(bench, log))
    record = bench.facts("night", "night").record
    assert str(record.started_at) == "2026-11-01 10:00:00.123000+00:00"
    assert str(record.finished_at) == "2026-11-01 11:00:00+00:00"
    assert result.data["notes"] == ["Its times have no time zone and were taken as UTC."]
    assert "taken as UTC" in result.text
