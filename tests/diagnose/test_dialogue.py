"""The fourth dialogue, on an imported history."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ASKED = "Accuracy dropped 3 % since last week. What changed?"


def line(number: int, accuracy: float, day: int, **facts: Any) -> str:
    params = {"lr": 0.001, "batch_size": facts.get("batch_size", 32), "augmentation": facts.get("augmentation", False)}
    run = {
        "run": f"run_{number:04d}",
        "project": "vehicles",
        "status": "finished",
        "started_at": f"2026-03-{day:02d}T10:00:00Z",
        "finished_at": f"2026-03-{day:02d}T10:42:00Z",
        "seed": number,
        "params": {name: value for name, value in params.items() if value is not None},
        "packages": {"numpy": facts.get("numpy", "1.26.4"), "torch": "2.3.0"},
        "data": {"name": "vehicles", "digest": "d" * 64},
        "metrics": {"accuracy": accuracy},
    }
    return json.dumps(run)


GOOD = [line(310, 92.1, 6), line(311, 92.4, 7), line(312, 92.3, 8)]
BAD = line(316, 89.1, 18, numpy="2.0.0", batch_size=64, augmentation=True)
TESTED = line(314, 91.8, 15, batch_size=64, augmentation=True)
TESTED_APART = [line(313, 92.2, 14, batch_size=64), line(314, 91.8, 15, augmentation=True)]


def mlclaw(home: Path, *arguments: str) -> str:
    environment = {**os.environ, "MLCLAW_HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")}
    command = [sys.executable, "-m", "mlclaw_tui", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=home.parent).stdout


def asked(tmp_path: Path, lines: list[str]) -> dict[str, Any]:
    (tmp_path / "history.jsonl").write_text("\n".join(lines))
    mlclaw(tmp_path / "home", "import", str(tmp_path / "history.jsonl"))
    answer = json.loads(mlclaw(tmp_path / "home", "--batch", ASKED, "--json"))
    assert answer["status"] == "done", answer["error"]
    return answer["results"][0]  # type: ignore[no-any-return]


@pytest.mark.parametrize("tests", [[TESTED], TESTED_APART])
def test_numpy_is_named_because_run_0314_had_the_same_augmentation(tmp_path: Path, tests: list[str]) -> None:
    result = asked(tmp_path, [*GOOD, *tests, BAD])
    data, text = result["data"], result["text"]
    assert (data["metric"], data["run"], data["baseline"]) == ("accuracy", "run_0316", "run_0312")
    assert data["comparable"] is True
    assert data["drop"]["absolute"] == pytest.approx(3.2)
    assert data["drop"]["beyond_noise"] is True
    assert [(one["kind"], one["name"], one["from"], one["to"]) for one in data["changes"]] == [
        ("param", "augmentation", False, True),
        ("param", "batch_size", 32, 64),
        ("package", "numpy", "1.26.4", "2.0.0"),
        ("seed", "seed", 312, 316),
    ]
    assert data["ranking"][0]["verdict"] == "most_likely"
    assert [one["name"] for one in data["ranking"][0]["changes"]] == ["numpy"]
    assert {one["verdict"] for one in data["ranking"][1:]} == {"cleared"}
    assert "run_0312 (92.3 %) against run_0316 (89.1 %)" in text
    assert "dropped 3.2 points" in text
    assert "augmentation added, batch_size 32 → 64 and numpy 1.26.4 → 2.0.0" in text
    assert "Most likely **numpy**, because run_0314 had the same augmentation" in text
    assert "with numpy 1.26.4 and scored 91.8 %" in text
    assert "Roll back and re-run? `rerun run_0316 with numpy==1.26.4` (1 run, about 42 minutes)" in text
    assert data["decisive_runs"][0]["request"] == "rerun run_0316 with numpy==1.26.4"


def test_three_runs_alone_name_numpy_and_say_that_chance_is_not_measured(tmp_path: Path) -> None:
    result = asked(tmp_path, [GOOD[2], TESTED, BAD])
    assert [one["name"] for one in result["data"]["ranking"][0]["changes"]] == ["numpy"]
    assert result["data"]["drop"]["beyond_noise"] is None
    assert "no run was repeated" in result["text"]


def test_a_request_it_offers_is_one_that_it_understands(tmp_path: Path) -> None:
    offered = asked(tmp_path, [*GOOD, BAD])["data"]["decisive_runs"]
    for one in offered:
        planned = json.loads(mlclaw(tmp_path / "home", "--batch", one["request"], "--dry-run", "--json"))
        args = planned["plan"]["steps"][-1]["args"]
        assert args["run"] in ("run_0316", "run_0312")
        assert set(args) > {"run"}
