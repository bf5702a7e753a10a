"""Without a screen no screen is loaded, and nothing heavy that a request does not need."""

import os
import subprocess
from pathlib import Path

import pytest

HEAVY = {"litellm", "numpy", "onnx", "onnxruntime", "pandas", "paramiko", "plotext", "plotly", "tensorrt", "textual"}


@pytest.mark.parametrize(
    "words",
    [
        ["--version"],
        ["schema", "run"],
        ["store", "check"],
        ["--batch", "help"],
        ["--batch", "--json", "which of my last 5 runs was best?"],
        ["--batch", "--dry-run", "train with lr=0.01"],
    ],
    ids=" ".join,
)
def test_a_headless_call_loads_nothing_heavy(checkout: Path, tmp_path: Path, words: list[str]) -> None:
    done = subprocess.run(
        (checkout, "-X", "importtime", "-m", "mlclaw_tui", *words),
        cwd=tmp_path, env={**os.environ, "MLCLAW_HOME": str(tmp_path / "home")}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    assert done.returncode in {0, 1, 2}
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "mlclaw_tui" in loaded
    assert loaded & HEAVY == set()
