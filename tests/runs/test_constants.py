import subprocess
import sys
from pathlib import Path

import pytest

from contracts.errors import BadRequest
from contracts.repo import Param, Place
from skills.runs.constants import as_changes, changed_files


def constant(name: str, line: int) -> Param:
    return Param(name=name, binding="constant", overridable=False, proof=Place(path="train.py", line=line))


def test_only_the_value_changes_and_every_other_byte_stays(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_bytes(b"# caf\xc3\xa9\r\nLR = 0.1  # tuned\r\nEPOCHS: int = 10\r\n")
    content = changed_files(tmp_path, [(constant("LR", 2), 0.01), (constant("EPOCHS", 3), 3)])
    assert content == {"train.py": b"# caf\xc3\xa9\r\nLR = 0.01  # tuned\r\nEPOCHS: int = 3\r\n"}


def test_the_users_file_stays_as_it_is_and_the_copy_runs_with_the_value(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text("LR = (\n    0.1\n)\nprint(LR)\n")
    copy = tmp_path / "copy.py"
    copy.write_bytes(changed_files(tmp_path, [(constant("LR", 1), 0.5)])["train.py"])
    printed = subprocess.run([sys.executable, copy], capture_output=True, text=True, check=True).stdout
    assert (printed.strip(), script.read_text()) == ("0.5", "LR = (\n    0.1\n)\nprint(LR)\n")


def test_the_proposal_shows_the_change_as_a_diff(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("LR = 0.1\n")
    (change,) = as_changes(tmp_path, changed_files(tmp_path, [(constant("LR", 1), 0.5)]))
    assert change.diff is not None
    assert "-LR = 0.1\n+LR = 0.5\n" in change.diff


def test_a_constant_that_moved_is_refused(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("import os\nLR = 0.1\n")
    with pytest.raises(BadRequest, match=r"not assigned at train\.py:1 any more"):
        changed_files(tmp_path, [(constant("LR", 1), 0.5)])
