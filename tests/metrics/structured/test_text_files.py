import json
import os

import pytest

from skills.metrics.structured import read_structured, structured_points


def keyed(found):
    return [point[:5] for _, points in found for point in points]


def test_lightnings_sparse_cells_are_points_of_their_rows(work):
    text = "epoch,step,train_loss,val_acc\n0,49,0.5,\n0,99,,0.8\n1,149,0.4,\n"
    assert keyed(work(**{"version_0/metrics.csv": text})) == [
        ("train_loss", 0.5, "train", 49, 0), ("val_acc", 0.8, "val", 99, 0), ("train_loss", 0.4, "train", 149, 1),
    ]  # fmt: skip


def test_kerass_log_is_read_with_its_byte_offsets(work):
    ((_, points),) = work(**{"training.csv": "epoch,accuracy,loss,val_loss\n0,0.5,nan,0.7\n1,0.6,0.5,0.6\n"})
    assert [point[:5] for point in points[2:5]] == [
        ("val_loss", 0.7, "val", None, 0), ("accuracy", 0.6, None, None, 1), ("loss", 0.5, None, None, 1),
    ]  # fmt: skip
    assert points[-1].source == "training.csv@43"


def test_padded_names_and_cells_are_read_without_their_padding(work):
    head = "                  epoch,         train/box_loss,   metrics/mAP50-95(B),                 lr/pg0\n"
    row = "                      0,                 1.2345,                 0.123,              0.0003333\n"
    assert keyed(work(**{"runs/detect/train/results.csv": head + row})) == [
        ("train/box_loss", 1.2345, "train", None, 0), ("metrics/mAP50-95(B)", 0.123, None, None, 0),
        ("lr/pg0", 0.0003333, None, None, 0),
    ]  # fmt: skip


def test_a_last_row_that_is_cut_off_is_no_error_and_a_short_one_before_is(work, tmp_path):
    assert len(keyed(work(**{"log.csv": "epoch,loss,acc\n0,0.5,0.9\n1,0.4"}))) == 2
    assert read_structured(tmp_path / "work")[0].file.problems == []
    work(**{"log.csv": "epoch,loss,acc\n0,0.5,0.9\n1,0.4\n2,0.3,0.9\n"})
    assert read_structured(tmp_path / "work")[0].file.problems == ["the row at byte 25 has 2 cells under 3 names"]


@pytest.mark.parametrize(
    "text",
    [
        "id,target,prediction\n1,0,1\n2,1,1\n",
        "date,open,close,volume\n2020,1,2,3\n",
        "label,score\n1,0.5\n",
        "id,label,precision\n1,0,0.5\n",
        "filename,loss\na.png,0.3\n",
        "step,loss\n5,0.1\n2,0.1\n9,0.1\n1,0.1\n",
        "age,income,job,city,loss,epoch\n1,2,3,4,5,6\n1,2,3,4,5,6\n",
        "epoch\n1\n",
        "0.1,0.2\n0.3,0.4\n",
    ],
)
def test_tables_of_data_and_predictions_are_no_metrics(work, text):
    assert work(**{"table.csv": text}) == []


def test_json_lines_with_steps_are_read_and_nested_names_joined(work):
    lines = [{"step": 1, "train": {"loss": 0.5}, "lr": 0.1}, {"step": 2, "val": {"loss": 0.4, "acc": "0.8"}}]
    assert keyed(work(**{"log.jsonl": "".join(json.dumps(line) + "\n" for line in lines)})) == [
        ("train/loss", 0.5, "train", 1, None), ("lr", 0.1, None, 1, None),
        ("val/loss", 0.4, "val", 2, None), ("val/acc", 0.8, "val", 2, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", [{"text": "hello", "label": 1}, {"loss": 0.5}, {"run": "a", "step": 1, "loss": 0.5}, {"step": 1, "x": 2}]
)
def test_json_lines_of_other_things_are_no_metrics(work, line):
    assert work(**{"rows.jsonl": (json.dumps(line) + "\n") * 5}) == []


def test_a_json_line_that_is_cut_off_is_no_error(work, tmp_path):
    assert len(keyed(work(**{"log.jsonl": '{"epoch": 1, "loss": 0.5}\n{"epoch": 2, "lo'}))) == 1
    assert read_structured(tmp_path / "work")[0].file.problems == []


def test_the_newest_of_a_trainings_states_is_read(work):
    first = {"epoch": 0.5, "loss": 0.9, "learning_rate": 5e-5, "step": 500}
    second = {"epoch": 1.0, "eval_loss": 0.6, "eval_runtime": 3.1, "step": 1000}
    states = {
        "out/checkpoint-500/trainer_state.json": [first],
        "out/checkpoint-1000/trainer_state.json": [first, second],
    }
    ((name, points),) = work(**{path: json.dumps({"log_history": history}) for path, history in states.items()})
    assert name == "out/checkpoint-1000/trainer_state.json"
    assert [point[:5] for point in points] == [
        ("loss", 0.9, None, 500, 0.5), ("learning_rate", 5e-5, None, 500, 0.5), ("eval_loss", 0.6, "eval", 1000, 1),
    ]  # fmt: skip
    assert points[-1].source == f"{name}@1"


def test_files_of_the_repository_itself_are_passed_over(tmp_path):
    path = tmp_path / "old.csv"
    path.write_text("epoch,loss\n0,0.5\n")
    os.utime(path, (1000, 1000))
    assert structured_points(tmp_path, started=2000.0) == []
    assert len(structured_points(tmp_path, started=1000.0)) == 1


@pytest.mark.parametrize("folder", ["data", "venv", ".cache", "node_modules", "own_env"])
def test_data_environments_and_caches_are_passed_over(work, folder):
    files = {f"{folder}/log.csv": "epoch,loss\n0,0.5\n", "own_env/pyvenv.cfg": "home = /usr\n"}
    assert work(**files) == []


def test_what_two_formats_of_one_folder_hold_is_read_once(work, events):
    files = {
        "v0/a.tfevents.1": events.event(1, events.simple("val_loss", 0.5)),
        "v0/metrics.csv": "step,val_loss,val_acc\n1,0.5,0.9\n",
    }
    assert keyed(work(**files)) == [("val_loss", 0.5, "val", 1, None), ("val_acc", 0.9, "val", 1, None)]
