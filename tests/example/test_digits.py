"""The bundled example is a repository like any other: small, self-contained, and it knows nothing of us."""

import ast
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "mlclaw_tui" / "examples" / "digits"
MODULES = sorted(FOLDER.glob("*.py"))
DISTRIBUTION_OF = {"numpy": "numpy", "sklearn": "scikit-learn"}


def imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {
        name.split(".")[0] for name in plain | {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module}
    }


def test_its_requirements_are_what_it_imports() -> None:
    own = {path.stem for path in MODULES}
    foreign = set().union(*map(imports, MODULES)) - own - sys.stdlib_module_names
    required = {line.partition(">=")[0] for line in (FOLDER / "requirements.txt").read_text("utf-8").split()}
    assert {DISTRIBUTION_OF[name] for name in foreign} == required


@pytest.mark.parametrize(
    "path", sorted(path for path in FOLDER.iterdir() if path.is_file()), ids=lambda path: path.name
)
def test_it_knows_nothing_of_us(path: Path) -> None:
    assert "mlclaw" not in path.read_text("utf-8").lower()


def test_git_ignores_what_it_writes() -> None:
    ignored = (FOLDER / ".gitignore").read_text("utf-8").split()
    assert {"checkpoints/", "predictions.csv"} <= set(ignored)
