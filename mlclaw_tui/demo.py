"""The whole pipeline on the bundled example: the requests that a user would type, one after the other."""

import shutil
import sys
from importlib.resources import as_file, files
from pathlib import Path

from contracts.plan import Answer
from mlclaw_tui.agent.workspace import Workspace
from mlclaw_tui.batch import WORKED, Approval, exit_code
from mlclaw_tui.compose import agent_for
from skills.safe_text import shown

EXAMPLE = "digits"
GIT_IDENTITY = ("-c", "user.name=Demo", "-c", "user.email=demo@example.invalid", "-c", "commit.gpgsign=false")
TRAININGS = (
    "train with lr=0.01 and hidden 16 for 12 epochs",
    "train with lr=0.1 and schedule cosine for 12 epochs",
    "train with lr=0.5 and schedule constant for 12 epochs",
)
CLOSING = (
    "predict with the best run",
    "which of my last 3 runs was best? what was different?",
    "make a report of the last 3 runs",
)


def run_demo(workspace: Workspace) -> int:
    """Run the demo and return its exit code; a second time adds three more runs."""
    repository = bring_example(workspace.store.home.path / "demo", workspace)
    agent = agent_for(workspace)
    answers: list[Answer] = []
    for request in demo_requests(repository):
        print(f"> {request}", file=sys.stderr, flush=True)
        outcome = agent.answer(request, Approval(everything=True))
        answers.append(outcome.answer)
        if outcome.answer.status != "done":
            print("\n".join(shown(line) for line in outcome.answer.text.splitlines()))
            return exit_code(outcome)
    for answer in answers[-2:]:
        print("\n".join(shown(line) for line in answer.text.splitlines()), end="\n\n")
    return WORKED


def demo_requests(repository: Path) -> list[str]:
    """Return what a user would type to go through the example in that folder."""
    requests = [f"set up the code in '{repository}'"]
    for training in TRAININGS:
        requests += [training, "evaluate it"]
    return [*requests, *CLOSING]


def bring_example(folder: Path, workspace: Workspace) -> Path:
    """Copy the example out and make a git repository of it, once; return its folder."""
    target = folder / EXAMPLE
    if (target / ".git" / "HEAD").is_file():
        return target
    shutil.rmtree(target, ignore_errors=True)
    with as_file(files("mlclaw_tui.examples") / EXAMPLE) as source:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    host = workspace.hosts["local"]
    for command in (("init", "-q"), ("add", "-A"), (*GIT_IDENTITY, "commit", "-q", "-m", "A small digits classifier")):
        host.run(("git", *command), cwd=target)
    return target
