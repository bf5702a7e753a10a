"""The program as a user starts it, on repositories written here, in a home of its own."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ARGPARSE_TRAIN = '''
import argparse, json, math, pathlib, random

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--learning-rate", type=float, default=0.1, help="step size")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--optimizer", choices=["sgd", "adam"], default="sgd")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", default="checkpoints")
    args = parser.parse_args()
    random.seed(args.seed)
    weight = 0.0
    for epoch in range(1, args.epochs + 1):
        weight += args.learning_rate * (1 - weight)
        print(f"epoch {epoch}/{args.epochs} loss={(1 - weight) ** 2:.5f} val_acc={weight:.5f}", flush=True)
    folder = pathlib.Path(args.out)
    folder.mkdir(exist_ok=True)
    (folder / "model.json").write_text(json.dumps({"weight": weight}))

if __name__ == "__main__":
    main()
'''
ARGPARSE_EVALUATE = '''
import argparse, json

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", required=True)
    args = parser.parse_args()
    weight = json.load(open(args.checkpoint))["weight"]
    print(f"test accuracy: {weight:.5f}")
'''
CONSTANTS_TRAIN = '''
LR = 0.1
EPOCHS = 4

weight = 0.0
for epoch in range(EPOCHS):
    weight += LR * (1 - weight)
    print("epoch", epoch + 1, "loss", round((1 - weight) ** 2, 5), "accuracy", round(weight, 5))
open("model.json", "w").write(str(weight))
'''
CONSTANTS_EVALUATE = '''
weight = float(open("model.json").read())
print("test accuracy:", round(weight, 5))
'''
CLICK_TRAIN = '''
import click

@click.command()
@click.option("--lr", type=float, default=0.1, show_default=True)
@click.option("--epochs", "-e", default=4)
def train(lr, epochs):
    weight = 0.0
    for epoch in range(epochs):
        weight += lr * (1 - weight)
        click.echo(f"epoch: {epoch + 1} loss: {(1 - weight) ** 2:.5f} accuracy: {weight:.5f}")
    open("model.json", "w").write(str(weight))

if __name__ == "__main__":
    train()
'''
TYPER_MAIN = '''
from pathlib import Path
import typer

app = typer.Typer()

@app.command()
def train(learning_rate: float = 0.1, epochs: int = 4, out: Path = Path("model.json")):
    weight = 0.0
    for epoch in range(epochs):
        weight += learning_rate * (1 - weight)
        print(f"epoch={epoch + 1} loss={(1 - weight) ** 2:.5f} accuracy={weight:.5f}")
    out.write_text(str(weight))

@app.command()
def evaluate(checkpoint: Path = Path("model.json")):
    print(f"test_accuracy={float(checkpoint.read_text()):.5f}")

if __name__ == "__main__":
    app()
'''


@dataclass(frozen=True)
class Ran:
    """One run of the program."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def answers(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stdout.splitlines()]


Mlclaw = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def mlclaw(home: Path, tmp_path: Path) -> Mlclaw:
    def run(*arguments: str, cwd: Path | None = None, stdin: str = "", timeout_s: float = 240) -> Ran:
        environment = {**os.environ, "MLCLAW_HOME": str(home), "XDG_CONFIG_HOME": str(tmp_path / "config")}
        done = subprocess.run(
            [sys.executable, "-m", "mlclaw_tui", *arguments],
            cwd=cwd or tmp_path,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def make_repo(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str = "foo", **files: str) -> Path:
        folder = tmp_path / "src" / name
        folder.mkdir(parents=True)
        for stem, text in files.items():
            path = folder / stem.replace("__", ".")
            path.write_text(text.lstrip("\n"))
        git = ["git", "-c", "user.name=T", "-c", "user.email=t@example.invalid"]
        subprocess.run([*git, "init", "-q"], cwd=folder, check=True)
        subprocess.run([*git, "add", "-A"], cwd=folder, check=True)
        subprocess.run([*git, "commit", "-q", "-m", "first"], cwd=folder, check=True)
        return folder

    return make


@pytest.fixture
def argparse_repo(make_repo: Callable[..., Path]) -> Path:
    return make_repo(train__py=ARGPARSE_TRAIN, evaluate__py=ARGPARSE_EVALUATE)


def bytes_of(folder: Path) -> dict[str, str]:
    """Return the digest of every file below a folder, `.git` included."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
