import json
import math
import sqlite3
import struct

import pytest

from contracts.errors import BadRequest, Refused

SCHEMA = """
CREATE TABLE experiments (experiment_id INTEGER, name TEXT);
CREATE TABLE runs (run_uuid TEXT, name TEXT, status TEXT, start_time INTEGER, end_time INTEGER, lifecycle_stage TEXT,
                   experiment_id INTEGER);
CREATE TABLE metrics (key TEXT, value REAL, timestamp INTEGER, run_uuid TEXT, step INTEGER, is_nan INTEGER);
CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT);
CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT);
INSERT INTO experiments VALUES (1, 'digits');
INSERT INTO runs VALUES ('abc', 'first', 'FINISHED', 1795180210462, 1795180210494, 'active', 1);
INSERT INTO runs VALUES ('gone', 'old', 'FAILED', 1795180210400, 1795180210494, 'deleted', 1);
INSERT INTO metrics VALUES ('val_loss', 0.5, 1795180210478, 'abc', 0, 0), ('val_loss', 0, 1795180210479, 'abc', 1, 1),
                           ('val_loss', 1.7976931348623157e308, 1795180210480, 'abc', 2, 0);
INSERT INTO params VALUES ('lr', '0.1', 'abc'), ('opt', 'adam', 'abc');
INSERT INTO tags VALUES ('mlflow.user', 'me', 'abc'), ('who', 'me', 'abc'), ('mlflow.parentRunId', 'p0', 'abc');
"""


def put(bench, files):
    for name, content in files.items():
        path = bench.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def params(bench, project, run_id):
    return {name: param.value for name, param in bench.facts(project, run_id).record.params.items()}


def test_an_mlflow_database_gives_its_runs(bench):
    path = bench.folder / "mlflow.db"
    database = sqlite3.connect(path)
    database.executescript(SCHEMA)
    database.close()
    before = path.read_bytes()
    result = bench.run(path)
    assert (result.data["format"], result.data["runs"], bench.ids("digits")) == ("mlflow", 1, ["abc"])
    record = bench.facts("digits", "abc").record
    assert (record.name, record.status, record.parent, record.tags) == ("first", "finished", "p0", ("who=me",))
    assert params(bench, "digits", "abc") == {"lr": 0.1, "opt": "adam"}
    values = [(point.step, point.split, point.value) for point in bench.points("digits", "abc")]
    assert values[0] == (0, "val", 0.5)
    assert math.isnan(values[1][2])
    assert values[2][2] == math.inf
    assert path.read_bytes() == before
    assert bench.run(path).data["unchanged"] == 1


def test_a_database_of_something_else_is_refused(bench):
    database = sqlite3.connect(bench.folder / "app.db")
    database.executescript("CREATE TABLE users (name TEXT)")
    database.close()
    with pytest.raises(Refused, match="no MLflow store"):
        bench.plan(bench.folder / "app.db")


def test_an_mlruns_folder_gives_its_runs(bench):
    run = "mlruns/77/abc"
    put(bench, {
        "mlruns/77/meta.yaml": "experiment_id: '77'\nname: digits\n",
        f"{run}/meta.yaml": "run_id: abc\nrun_name: first\nstatus: 4\nstart_time: 1795180208383\nend_time: null\n"
                            "lifecycle_stage: active\n",
        f"{run}/metrics/val/loss": "1795180208395 0.5 0\n1795180208396 nan 1\n",
        f"{run}/params/lr": "0.1",
    })  # fmt: skip
    assert bench.plan(bench.folder / "mlruns").preview.says == "import 1 MLflow run from mlruns into digits"
    bench.run(bench.folder / "mlruns")
    record = bench.facts("digits", "abc").record
    assert (record.name, record.status, record.finished_at) == ("first", "failed", None)
    point = bench.points("digits", "abc")[0]
    assert point[:4] == ("val/loss", 0.5, "val", 0)
    assert point.source == "77/abc/metrics/val/loss@0"


def test_guilds_runs_are_read_with_their_flags(bench):
    run = ".guild/runs/0a1b"
    put(bench, {
        f"{run}/.guild/attrs/id": "0a1b", f"{run}/.guild/attrs/label": "lr=0.1",
        f"{run}/.guild/attrs/flags": "lr: 0.1\nopt: adam\n", f"{run}/.guild/attrs/exit_status": "0",
        f"{run}/.guild/attrs/started": "1795180208383000", f"{run}/.guild/attrs/stopped": "1795180209383000",
        f"{run}/.guild/opref": "guildfile:/x 0123 '' train\n", f"{run}/log.csv": "epoch,loss\n0,0.5\n",
    })  # fmt: skip
    result = bench.run(bench.folder / ".guild/runs", is_project_named=True)
    record = bench.facts("default", "0a1b").record
    assert result.data["format"] == "guild"
    assert (record.name, record.status, record.stage) == ("lr=0.1", "finished", "train")
    assert str(record.started_at) == "2026-11-20 13:10:08.383000+00:00"
    assert params(bench, "default", "0a1b") == {"lr": 0.1, "opt": "adam"}
    assert [point[:2] for point in bench.points("default", "0a1b")] == [("loss", 0.5)]


def field(number, value):
    if isinstance(value, int):
        return bytes([number << 3, value])
    data = value.encode() if isinstance(value, str) else value
    tag = number << 3 | 2
    head = bytes([tag]) if tag < 128 else bytes([tag & 0x7F | 0x80, tag >> 7])
    return head + bytes([len(data)]) + data


def item(key, value):
    return field(1, field(2, key) + field(16, json.dumps(value)))


def piece(kind, body):
    return struct.pack("<IHB", 0, len(body), kind) + body


def test_an_offline_wandb_log_gives_its_run(bench):
    run = field(17, field(1, "abc") + field(3, "digits") + field(4, item("lr", 0.1)) + field(8, "first"))
    rows = [
        field(2, item("val/loss", value) + item("epoch", step) + item("_step", step) + item("_timestamp", 1.7e9))
        for step, value in enumerate((0.5, 0.4))
    ]
    split = piece(2, rows[1][:9]) + piece(4, rows[1][9:])
    path = bench.folder / "wandb/offline-run-20261120_131006-abc/run-abc.wandb"
    path.parent.mkdir(parents=True)
    path.write_bytes(b":W&B\xe1\xbe\0" + piece(1, run) + piece(1, rows[0]) + split + piece(1, field(18, field(1, 0))))
    assert bench.run(bench.folder / "wandb").data["format"] == "wandb"
    record = bench.facts("digits", "abc").record
    assert (record.name, record.status, params(bench, "digits", "abc")) == ("first", "finished", {"lr": 0.1})
    assert [point[:6] for point in bench.points("digits", "abc")] == [
        ("val/loss", 0.5, "val", 0, 0, 1.7e9), ("val/loss", 0.4, "val", 1, 1, 1.7e9),
    ]  # fmt: skip


def test_older_wandb_folders_are_read_from_their_files(bench):
    put(bench, {
        "wandb/offline-run-1-abc/files/config.yaml": "wandb_version: 1\n\nlr:\n  desc: null\n  value: 0.1\n",
        "wandb/offline-run-1-abc/files/wandb-summary.json": '{"val_loss": 0.4, "_step": 9}',
    })  # fmt: skip
    bench.run(bench.folder / "wandb", is_project_named=True)
    assert params(bench, "default", "abc") == {"lr": 0.1}
    assert bench.facts("default", "abc").record.finals == {"val_loss": 0.4}


def test_each_folder_with_metrics_is_a_run(bench):
    put(bench, {
        "runs/a/metrics.csv": "epoch,val_loss\n0,0.5\n", "runs/a/hparams.yaml": "lr: 0.1\nmodel:\n  depth: 3\n",
        "runs/b/log.jsonl": '{"epoch": 1, "loss": 0.3}\n', "runs/b/predictions.csv": "id,label\n1,0\n",
    })  # fmt: skip
    result = bench.run(bench.folder / "runs")
    assert (result.data["runs"], bench.ids("runs")) == (2, ["a", "b"])
    assert params(bench, "runs", "a") == {"lr": 0.1, "model.depth": 3}
    assert bench.run(bench.folder / "runs").data["unchanged"] == 2


def test_a_named_format_reads_only_its_files(bench):
    put(bench, {"runs/a/metrics.csv": "epoch,val_loss\n0,0.5\n", "runs/b/log.jsonl": '{"epoch": 1, "loss": 0.3}\n'})
    assert bench.run(bench.folder / "runs", format="csv").data["runs"] == 1
    assert bench.ids("runs") == ["a"]


def test_one_csv_log_is_a_run(bench):
    put(bench, {"night.csv": "epoch,val_loss\n0,0.5\n1,0.4\n"})
    assert bench.run(bench.folder / "night.csv").data["points"] == 2
    assert bench.facts("night", "night").record.status == "finished"


def test_a_table_of_data_is_refused_with_the_reason(bench):
    put(bench, {"iris.csv": "length,width,label\n1,2,a\n"})
    with pytest.raises(Refused, match="no column says step or epoch"):
        bench.plan(bench.folder / "iris.csv")


def test_a_trainer_state_is_a_run(bench):
    history = [{"step": 5, "epoch": 1.0, "loss": 0.5}]
    put(bench, {"out/trainer_state.json": json.dumps({"log_history": history}, indent=2)})
    result = bench.run(bench.folder / "out/trainer_state.json", is_project_named=True)
    assert (result.data["format"], bench.ids("default")) == ("trainer_state", ["out"])


def test_a_folder_without_metrics_is_refused_and_makes_no_project(bench):
    put(bench, {"there/a.txt": "x"})
    with pytest.raises(Refused, match="No metrics were found"):
        bench.plan(bench.folder / "there")
    assert bench.home.projects() == []


@pytest.mark.parametrize(("name", "said"), [("there", "log"), ("there/a.txt", "guild")])
def test_a_format_of_files_is_not_one_of_folders(bench, name, said):
    put(bench, {"there/a.txt": "x"})
    with pytest.raises(BadRequest, match="is one of"):
        bench.plan(bench.folder / name, format=said)
