"""Repositories that are broken, hostile or huge: a finding each, and everything else is read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TRAIN = (
    "import argparse\n"
    "p = argparse.ArgumentParser()\n"
    "p.add_argument('--lr', type=float)\n"
    "args = p.parse_args()\n"
    "model.fit(args.lr)\n"
)


def test_a_syntax_error_is_a_finding_and_the_rest_is_read(read):
    found = read({"train.py": TRAIN, "broken.py": "x = 1\ndef f(:\n"})
    assert "error broken.py:2 Python 3.11 cannot parse it" in found.findings
    assert found.names() == ["lr"]


def test_python_2_is_said_and_read_all_the_same(read):
    found = read(
        """
        import argparse, cPickle
        parser = argparse.ArgumentParser()
        parser.add_argument('--lr', type=float, default=0.1)
        args = parser.parse_args()
        print 'using lr', args.lr
        print >>log, "a %s" % (1,
            2)
        try:
            solver.step(0777)
        except ValueError, error:
            raise RuntimeError, "bad"
        print
        """
    )
    assert "This is Python 2 code" in found.findings
    assert found.param("lr").default == 0.1


def test_broken_encodings_null_bytes_and_endless_nesting_are_survived(read, repository):
    root = repository({"train.py": TRAIN})
    (root / "latin.py").write_bytes("# -*- coding: latin-1 -*-\nname = 'caf\xe9'\n".encode("latin-1"))
    (root / "bad.py").write_bytes(b"x = '\xff\xfe'\n")
    (root / "null.py").write_bytes(b"x = 1\0\n")
    (root / "deep.py").write_text("x = " + "(" * 5000 + ")" * 5000 + "\n")
    (root / "long.py").write_text("x = " + "+".join(["1"] * 20000) + "\n")
    found = read({"train.py": TRAIN})
    assert found.names() == ["lr"]
    assert all(f"error {name}.py" in found.findings for name in ("bad", "null", "deep"))
    assert "latin.py" not in found.findings


def test_links_in_circles_and_out_of_the_repository_are_not_followed(read, repository, tmp_path):
    root = repository({"train.py": TRAIN})
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "evil.py").write_text("model.fit(1)\n")
    (root / "loop").symlink_to(root)
    (root / "self.py").symlink_to("self.py")
    (root / "away").symlink_to(tmp_path / "outside")
    assert read({"train.py": TRAIN}).kinds() == {"train.py": "train"}


def test_a_file_of_100_megabytes_is_not_read(read, repository):
    root = repository({"train.py": TRAIN})
    with (root / "huge.py").open("wb") as file:
        file.truncate(100_000_000)
    found = read({"train.py": TRAIN})
    assert "warning huge.py:1 100,000,000 bytes are too many for a program" in found.findings


def test_environments_and_caches_inside_a_repository_are_left_out(read):
    found = read(
        {
            "train.py": TRAIN,
            "venv/pyvenv.cfg": "",
            "venv/x.py": "model.fit(1)\n",
            "node_modules/y.py": "model.fit(1)\n",
            "mine/pyvenv.cfg": "",
            "mine/z.py": "model.fit(1)\n",
        }
    )
    assert found.contract.files_read == 1


def test_names_of_files_that_are_no_text_are_left_out(read, repository):
    root = repository({"train.py": TRAIN})
    with Path(os.fsdecode(os.fsencode(root) + b"/\xff\x1b[31m.py")).open("wb") as file:
        file.write(b"x = 1\n")
    found = read({"train.py": TRAIN})
    assert "was left out: its name is not text" in found.findings
    assert "\x1b" not in found.contract.to_json()


def test_a_folder_that_may_not_be_entered_is_a_finding(read, repository):
    if os.geteuid() == 0:
        pytest.skip("root may enter every folder")
    root = repository({"train.py": TRAIN, "closed/x.py": "y = 1\n"})
    (root / "closed").chmod(0)
    try:
        assert "could not be looked into" in read({"train.py": TRAIN}).findings
    finally:
        (root / "closed").chmod(0o700)


def test_names_of_any_length_and_escapes_stay_bounded_and_plain(read):
    found = read(
        "import argparse\n"
        "p = argparse.ArgumentParser()\n"
        "p.add_argument('--a\\x1b]0;x\\x07', default='\\x1b[2J' + 'y' * 5000)\n"
        "p.parse_args()\n"
        "model.fit(1)\n"
    )
    text = found.contract.to_json()
    assert "\\u001b" not in text
    assert "\x1b" not in text
    assert max(len(str(item.default)) for item in found.entry("train.py").params) <= 400


def test_nothing_of_the_repository_is_imported_or_executed(read, repository, tmp_path):
    witness = tmp_path / "witness"
    act = f"open({str(witness)!r}, 'w').write('x')\n"
    root = repository(
        {
            "train.py": act + TRAIN,
            "conftest.py": act,
            "sitecustomize.py": act,
            "setup.py": act,
            "pkg/__init__.py": act,
            "config.yaml": "!!python/object/apply:os.system ['touch witness']\n",
        }
    )
    before = sorted(path for path in root.rglob("*"))
    read({"train.py": act + TRAIN})
    assert not witness.exists()
    assert sorted(path for path in root.rglob("*")) == before


def test_ten_thousand_files_are_walked(read, repository):
    root = repository({"train.py": TRAIN})
    for folder in range(20):
        (root / f"data{folder}").mkdir()
        for number in range(500):
            (root / f"data{folder}" / f"{number}.txt").touch()
    assert read({"train.py": TRAIN}).names() == ["lr"]


def test_reading_needs_no_heavy_library():
    heavy = ("textual", "duckdb", "litellm", "plotly", "onnx")
    code = f"import sys, skills.analyze.reader; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_folder_full_of_labels_is_data_and_is_not_read(read, repository):
    root = repository({"train.py": TRAIN, "labels/requirements.txt": "numpy\n"})
    for number in range(400):
        (root / "labels" / f"requirements_{number}.txt").write_text("0 0.5\n")
    assert read({"train.py": TRAIN}).contract.dependencies == ()
