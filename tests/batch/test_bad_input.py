import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from foreign import ARGPARSE_TRAIN, Mlclaw

from store.folders import Home
from store.store import Store


def trained(body: str) -> str:
    return f'import sys, os, time\nprint("epoch 1 loss 0.5", flush=True)\n{body}\n'


def run_training(mlclaw: Mlclaw, make_repo: Callable[..., Path], body: str) -> tuple[int, dict]:  # type: ignore[type-arg]
    repo = make_repo(train__py=body)
    ran = mlclaw("--batch", f"set up the code in {repo}", "train", "--yes", "--json")
    return ran.exit_code, ran.answers[-1]


def test_a_path_that_does_not_exist_is_named(mlclaw: Mlclaw, tmp_path: Path) -> None:
    ran = mlclaw("--batch", f"set up the code in {tmp_path}/nowhere", "--yes", "--json")
    assert (ran.exit_code, ran.answers[0]["status"]) == (2, "refused")
    assert "nowhere" in ran.answers[0]["error"]


def test_a_folder_without_python_is_refused(mlclaw: Mlclaw, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("nothing to run")
    ran = mlclaw("--batch", f"set up the code in {tmp_path}/papers", "--yes", "--json")
    assert (ran.answers[0]["status"], ran.exit_code in (1, 2)) == ("refused", True)
    assert "Python" in ran.answers[0]["error"]


def test_a_script_with_a_syntax_error_is_named_and_the_rest_is_read(
    mlclaw: Mlclaw, make_repo: Callable[..., Path]
) -> None:
    repo = make_repo(train__py=ARGPARSE_TRAIN, broken__py="def f(:\n")
    ran = mlclaw("--batch", f"read the repo {repo}", "--yes", "--json")
    assert ran.exit_code == 0
    assert "broken.py:1" in ran.answers[0]["text"]
    assert [entry["name"] for entry in ran.answers[0]["results"][0]["data"]["entries"]] == ["train.py"]


def test_a_training_that_exits_1_is_failed_with_its_last_words(mlclaw: Mlclaw, make_repo: Callable[..., Path]) -> None:
    code, answer = run_training(mlclaw, make_repo, trained("open('data/missing.csv')"))
    run = answer["results"][-1]["data"]
    assert (code, answer["status"], run["status"], run["exit_code"]) == (1, "failed", "failed", 1)
    assert run["diagnosis"]["name"] == "missing file"
    assert "data/missing.csv" in answer["text"]


def test_a_training_that_is_killed_is_crashed(mlclaw: Mlclaw, make_repo: Callable[..., Path]) -> None:
    code, answer = run_training(mlclaw, make_repo, trained("os.kill(os.getpid(), 9)"))
    run = answer["results"][-1]["data"]
    assert (code, run["status"], run["signal"]) == (1, "crashed", "SIGKILL")


def test_a_training_that_prints_nothing_is_said_to_have_no_metrics(
    mlclaw: Mlclaw, make_repo: Callable[..., Path]
) -> None:
    repo = make_repo(train__py="for epoch in range(3):\n    loss = epoch\n")
    ran = mlclaw("--batch", f"set up the code in {repo}", "train", "--yes", "--json")
    assert "no metric was found" in ran.answers[-1]["text"]


def test_nan_is_recorded_and_never_best(mlclaw: Mlclaw, make_repo: Callable[..., Path]) -> None:
    script = ARGPARSE_TRAIN.replace("val_acc={weight:.5f}", "val_acc={weight if args.seed else float('nan'):.5f}")
    repo = make_repo(train__py=script)
    ran = mlclaw(
        "--batch",
        f"set up the code in {repo}",
        "train seed=0",
        "train seed=1",
        "which run was best?",
        "--yes",
        "--json",
    )
    assert ran.answers[-1]["results"][0]["data"]["best"] == "run_0002", ran.answers[-1]["text"]
    rows = mlclaw("sql", "SELECT value FROM metrics WHERE run_id='run_0001' AND key='val_acc'", "--json").stdout
    assert {json.loads(line)["value"] for line in rows.splitlines()} == {"NaN"}


def test_an_unknown_param_is_refused_with_the_nearest_names(mlclaw: Mlclaw, argparse_repo: Path) -> None:
    ran = mlclaw("--batch", f"set up the code in {argparse_repo}", "train with optimiser=adam", "--yes", "--json")
    assert (ran.exit_code, ran.answers[1]["status"]) == (2, "refused")
    assert "--optimizer" in ran.answers[1]["error"]


def test_what_may_build_on_a_request_that_failed_is_not_done(
    mlclaw: Mlclaw, argparse_repo: Path, tmp_path: Path
) -> None:
    mlclaw("--batch", f"set up the code in {argparse_repo}", "--yes")
    ran = mlclaw("--batch", f"set up the code in {tmp_path}/nowhere", "train", "help", "--yes", "--json")
    assert [answer["status"] for answer in ran.answers] == ["refused", "refused", "done"]


@pytest.mark.parametrize("damage", [b"", b"garbage that is no database" * 100])
def test_a_corrupt_index_says_so_and_is_made_again_from_the_files(
    mlclaw: Mlclaw, argparse_repo: Path, home: Path, damage: bytes
) -> None:
    mlclaw("--batch", f"set up the code in {argparse_repo}", "train for 2 epochs", "--yes")
    query = "SELECT r.run_id, m.key, m.value FROM runs r JOIN metrics m USING (run_id) ORDER BY ALL"
    before = mlclaw("sql", query, "--csv").stdout
    (home / "store.duckdb").write_bytes(damage)
    refused = mlclaw("sql", query)
    if refused.exit_code:
        assert "mlclaw store rebuild" in refused.stderr
    assert mlclaw("store", "rebuild").exit_code == 0
    assert mlclaw("sql", query, "--csv").stdout == before
    assert mlclaw("store", "check").exit_code == 0


def test_a_deleted_index_is_made_again(mlclaw: Mlclaw, argparse_repo: Path, home: Path) -> None:
    mlclaw("--batch", f"set up the code in {argparse_repo}", "train for 2 epochs", "--yes")
    before = mlclaw("sql", "SELECT * FROM metrics ORDER BY ALL", "--csv").stdout
    for path in home.glob("store.duckdb*"):
        path.unlink()
    mlclaw("store", "rebuild")
    assert mlclaw("sql", "SELECT * FROM metrics ORDER BY ALL", "--csv").stdout == before


def test_a_contract_edited_by_hand_is_named_with_file_and_field(
    mlclaw: Mlclaw, argparse_repo: Path, home: Path
) -> None:
    mlclaw("--batch", f"set up the code in {argparse_repo}", "--yes")
    path = home / "projects/foo/repo.json"
    path.write_text(path.read_text().replace('"files_read": 2', '"files_read": "two"'))
    ran = mlclaw("--batch", "train for 1 epoch", "--yes", "--json")
    assert ran.exit_code in (0, 1)
    if ran.exit_code:
        assert "repo.json" in ran.answers[0]["error"]
        assert "files_read" in ran.answers[0]["error"]


def test_a_home_that_cannot_be_written_is_said_in_one_message(argparse_repo: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    environment = {**os.environ, "MLCLAW_HOME": str(tmp_path / "file" / "home")}
    done = subprocess.run(
        [sys.executable, "-m", "mlclaw_tui", "--batch", f"read the repo {argparse_repo}", "--yes", "--json"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["status"]) == (1, "failed")
    assert "MLCLAW_HOME" in answer["error"]


def test_ctrl_c_leaves_the_training_running_and_the_next_command_works(
    mlclaw: Mlclaw, make_repo: Callable[..., Path], home: Path, tmp_path: Path
) -> None:
    go_on = tmp_path / "go-on"
    waiting = f"while not os.path.exists({str(go_on)!r}): time.sleep(0.05)\nprint('epoch 2 loss 0.25')"
    mlclaw("--batch", f"set up the code in {make_repo(train__py=trained(waiting))}", "--yes")
    try:
        code, out = interrupted_training(home, tmp_path)
        status = mlclaw("--batch", "how is it doing?", "--json").answers[0]["results"][0]["data"]["runs"][0]
    finally:
        go_on.touch()
    assert (code, "goes on" in out, status["status"]) == (130, True, "running")
    assert wait_for_end(mlclaw)["status"] == "finished"
    with Store(Home(home)).session() as session:
        assert [point.value for point in session.points("foo", "run_0001")] == [0.5, 0.25]


def interrupted_training(home: Path, cwd: Path) -> tuple[int, str]:
    """Start a training, press Ctrl-C once it runs, and return exit code and answer."""
    with subprocess.Popen(
        [sys.executable, "-m", "mlclaw_tui", "--batch", "train", "--yes"],
        env={**os.environ, "MLCLAW_HOME": str(home)},
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        next(line for line in process.stderr if "run_0001 running" in line)
        os.killpg(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=60)
        return process.returncode, out


def wait_for_end(mlclaw: Mlclaw) -> dict:  # type: ignore[type-arg]
    while True:
        run = mlclaw("--batch", "status of run 1", "--json").answers[0]["results"][0]["data"]["runs"][0]
        if run["status"] != "running":
            return run  # type: ignore[no-any-return]


def test_what_is_planned_for_later_is_understood_and_refused(mlclaw: Mlclaw) -> None:
    planned = mlclaw("--batch", "tune lr between 1e-4 and 1e-2", "--dry-run", "--json").answers[0]
    asked = mlclaw("--batch", "tune lr between 1e-4 and 1e-2", "--json").answers[0]
    assert (planned["status"], planned["plan"]["steps"][0]["skill"]) == ("done", "explore")
    assert asked["status"] == "refused"
    assert "not there yet" in asked["error"]


def test_a_subcommand_that_is_none_says_how_requests_are_made(mlclaw: Mlclaw) -> None:
    ran = mlclaw("which run was best")
    assert (ran.exit_code, "--batch" in ran.stderr) == (2, True)
