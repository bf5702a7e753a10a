import json
from pathlib import Path

from foreign import Mlclaw, bytes_of


def test_a_proposal_names_the_exact_command_changes_nothing_and_exits_3(
    mlclaw: Mlclaw, argparse_repo: Path, home: Path
) -> None:
    mlclaw("--batch", f"set up the code in {argparse_repo}", "--yes")
    before = bytes_of(home)
    ran = mlclaw("--batch", "train with lr=0.01 for 3 epochs", "--json")
    (answer,) = ran.answers
    assert (ran.exit_code, answer["status"]) == (3, "needs_confirmation")
    assert answer["plan"]["steps"][-1]["preview"]["commands"] == [
        ["{env}/bin/python", "train.py", "--learning-rate", "0.01", "--epochs", "3"]
    ]
    assert bytes_of(home) == before


def test_on_a_fresh_home_a_proposal_makes_nothing(mlclaw: Mlclaw, argparse_repo: Path, home: Path) -> None:
    ran = mlclaw("--batch", f"set up the code in {argparse_repo}", "train for 2 epochs", "--json")
    assert ran.exit_code == 3
    assert [[step["skill"] for step in answer["plan"]["steps"]] for answer in ran.answers] == [
        ["analyze", "env"],
        ["analyze", "env", "train"],
    ]
    assert not home.exists()


def test_the_approved_digest_runs_exactly_that(mlclaw: Mlclaw, argparse_repo: Path) -> None:
    digest = mlclaw("--batch", f"set up the code in {argparse_repo}", "--json").answers[0]["plan"]["digest"]
    ran = mlclaw("--batch", f"set up the code in {argparse_repo}", "--approve", digest, "--json")
    assert (ran.exit_code, ran.answers[0]["status"], ran.answers[0]["plan"]["digest"]) == (0, "done", digest)


def test_an_approved_digest_is_refused_once_the_code_has_changed(
    mlclaw: Mlclaw, argparse_repo: Path, home: Path
) -> None:
    mlclaw("--batch", f"set up the code in {argparse_repo}", "--yes")
    digest = mlclaw("--batch", "train for 2 epochs", "--json").answers[0]["plan"]["digest"]
    (argparse_repo / "extra.txt").write_text("one more file that would be frozen")
    ran = mlclaw("--batch", "train for 2 epochs", "--approve", digest, "--json")
    assert (ran.exit_code, ran.answers[0]["status"]) == (3, "needs_confirmation")
    assert not (home / "projects/foo/runs").exists()


def test_a_digest_of_another_request_approves_nothing(mlclaw: Mlclaw, argparse_repo: Path) -> None:
    mlclaw("--batch", f"set up the code in {argparse_repo}", "--yes")
    digest = mlclaw("--batch", "train for 2 epochs", "--json").answers[0]["plan"]["digest"]
    assert mlclaw("--batch", "train for 3 epochs", "--approve", digest).exit_code == 3


def test_the_same_request_has_the_same_digest(mlclaw: Mlclaw, argparse_repo: Path) -> None:
    mlclaw("--batch", f"set up the code in {argparse_repo}", "--yes")
    first, second = (mlclaw("--batch", "train for 2 epochs", "--json").answers[0]["plan"]["digest"] for _ in range(2))
    assert first == second


def test_only_json_objects_go_to_standard_output_one_a_request(mlclaw: Mlclaw, argparse_repo: Path) -> None:
    ran = mlclaw(
        "--batch",
        f"set up the code in {argparse_repo}",
        "train for 1 epoch",
        "help",
        "gibberish xyz",
        "--yes",
        "--json",
    )
    objects = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [each["status"] for each in objects] == ["done", "done", "done", "not_understood"]
    assert all(
        set(each) == {"request", "planner", "status", "plan", "results", "text", "error", "elapsed_s"}
        for each in objects
    )


def test_a_dry_run_shows_the_plan_and_does_nothing(mlclaw: Mlclaw, argparse_repo: Path, home: Path) -> None:
    ran = mlclaw("--batch", f"set up the code in {argparse_repo}", "--dry-run", "--json", "--yes")
    assert (ran.exit_code, [step["skill"] for step in ran.answers[0]["plan"]["steps"]]) == (0, ["analyze", "env"])
    assert not home.exists()


def test_requests_are_read_from_standard_input(mlclaw: Mlclaw) -> None:
    ran = mlclaw("--batch", "-", "--json", stdin="help\n\nhelp train\n")
    assert [answer["request"] for answer in ran.answers] == ["help", "help train"]
