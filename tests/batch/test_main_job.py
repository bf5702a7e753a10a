import json
from collections.abc import Callable
from pathlib import Path

from foreign import CLICK_TRAIN, CONSTANTS_EVALUATE, CONSTANTS_TRAIN, TYPER_MAIN, Mlclaw, bytes_of

BEST = "which of my last 3 runs was best? what was different?"


def dialogue(repo: Path) -> list[str]:
    return [
        f"set up the code in {repo}",
        "train with lr=0.01 for 3 epochs",
        "evaluate it",
        "train with lr=0.5 for 3 epochs",
        "evaluate it",
        BEST,
    ]


def best_of(mlclaw: Mlclaw, repo: Path) -> tuple[str, list[str]]:
    ran = mlclaw("--batch", *dialogue(repo), "--yes", "--json")
    assert ran.exit_code == 0, ran.stdout + ran.stderr
    assert [answer["status"] for answer in ran.answers] == ["done"] * 6
    found = ran.answers[-1]["results"][-1]["data"]
    return found["best"], sorted(each["name"] for each in found["differences"]["params"])


def test_argparse_scripts_are_set_up_trained_evaluated_and_compared(mlclaw: Mlclaw, argparse_repo: Path) -> None:
    assert best_of(mlclaw, argparse_repo) == ("run_0003", ["learning_rate"])


def test_scripts_of_plain_constants_run_with_the_values_asked_for(
    mlclaw: Mlclaw, make_repo: Callable[..., Path]
) -> None:
    repo = make_repo(train__py=CONSTANTS_TRAIN, evaluate__py=CONSTANTS_EVALUATE)
    assert best_of(mlclaw, repo) == ("run_0003", ["LR"])


def test_typer_commands_are_entry_points_of_their_own(mlclaw: Mlclaw, make_repo: Callable[..., Path]) -> None:
    assert best_of(mlclaw, make_repo(main__py=TYPER_MAIN)) == ("run_0003", ["learning_rate"])


def test_click_options_take_what_was_asked(mlclaw: Mlclaw, make_repo: Callable[..., Path], home: Path) -> None:
    repo = make_repo(train__py=CLICK_TRAIN)
    ran = mlclaw("--batch", f"set up the code in {repo}", "train with lr=0.25 for 2 epochs", "--yes", "--json")
    config = json.loads((home / "projects/foo/runs/run_0001/config.json").read_text())
    assert ran.exit_code == 0, ran.stdout + ran.stderr
    assert config["argv"][1:] == ["train.py", "--lr", "0.25", "--epochs", "2"]


def test_the_users_repository_is_byte_identical_afterwards(mlclaw: Mlclaw, argparse_repo: Path) -> None:
    (argparse_repo / "notes.txt").write_bytes(b"not committed\r\n")
    before = bytes_of(argparse_repo)
    assert mlclaw("--batch", *dialogue(argparse_repo), "--yes").exit_code == 0
    assert bytes_of(argparse_repo) == before


def test_metrics_are_in_the_public_views_with_their_place_in_the_log(mlclaw: Mlclaw, argparse_repo: Path) -> None:
    mlclaw("--batch", f"set up the code in {argparse_repo}", "train with lr=0.5 for 2 epochs", "--yes")
    query = "SELECT key, epoch, value FROM metrics WHERE run_id = 'run_0001' ORDER BY key, epoch"
    rows = [json.loads(line) for line in mlclaw("sql", query, "--json").stdout.splitlines()]
    assert rows == [
        {"key": "loss", "epoch": 1.0, "value": 0.25},
        {"key": "loss", "epoch": 2.0, "value": 0.0625},
        {"key": "val_acc", "epoch": 1.0, "value": 0.5},
        {"key": "val_acc", "epoch": 2.0, "value": 0.75},
    ]


def test_a_project_is_found_from_inside_its_folder(
    mlclaw: Mlclaw, argparse_repo: Path, make_repo: Callable[..., Path]
) -> None:
    other = make_repo("other", train__py=CONSTANTS_TRAIN)
    mlclaw("--batch", f"set up the code in {argparse_repo}", f"set up the code in {other}", "--yes")
    ran = mlclaw("--batch", "train for 1 epoch", "--yes", "--json", cwd=argparse_repo)
    assert ran.answers[0]["results"][-1]["data"]["project"] == "foo"


def test_code_that_changed_is_read_again_before_it_trains(mlclaw: Mlclaw, argparse_repo: Path) -> None:
    mlclaw("--batch", f"set up the code in {argparse_repo}", "--yes")
    script = argparse_repo / "train.py"
    script.write_text(script.read_text().replace('"--learning-rate"', '"--step-size", "--lr", dest="learning_rate"'))
    ran = mlclaw("--batch", "train with lr=0.5 for 1 epoch", "--yes", "--json")
    (answer,) = ran.answers
    assert [step["skill"] for step in answer["plan"]["steps"]] == ["analyze", "train"]
    assert "0.5" in answer["plan"]["steps"][1]["preview"]["commands"][0]
    assert answer["status"] == "done"
