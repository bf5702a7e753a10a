"""Training scripts of other people's making, and what a run of the program came back with."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ARGPARSE_TRAIN = """
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
"""
ARGPARSE_EVALUATE = """
import argparse, json

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", required=True)
    args = parser.parse_args()
    weight = json.load(open(args.checkpoint))["weight"]
    print(f"test accuracy: {weight:.5f}")
"""
CONSTANTS_TRAIN = """
LR = 0.1
EPOCHS = 4

weight = 0.0
for epoch in range(EPOCHS):
    weight += LR * (1 - weight)
    print("epoch", epoch + 1, "loss", round((1 - weight) ** 2, 5), "accuracy", round(weight, 5))
open("model.json", "w").write(str(weight))
"""
CONSTANTS_EVALUATE = """
weight = float(open("model.json").read())
print("test accuracy:", round(weight, 5))
"""
CLICK_TRAIN = """
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
"""
TYPER_MAIN = """
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
"""


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


def bytes_of(folder: Path) -> dict[str, str]:
    """Return the digest of every file below a folder, `.git` included."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
