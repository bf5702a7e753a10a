"""Real processes that really fail, and what is said of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from skills.health.crashes import diagnose_crash, final_block, signatures

TRIGGERED = {
    "missing module": "import a_module_that_nobody_has",
    "missing file": "open('data/train.csv')",
    "missing column": "{'label': 1}['target']",
    "text where numbers belong": "float('n/a')",
    "decoding": r"b'caf\xe9'.decode('utf-8')",
    "disk full": "f = open('/dev/full', 'w'); f.write('x' * 100_000); f.flush()",
    "command line": "import argparse; argparse.ArgumentParser().parse_args(['--epoks', '3'])",
    "port in use": (
        "import socket; a = socket.socket(); a.bind(('127.0.0.1', 0)); a.listen(); "
        "socket.socket().bind(a.getsockname())"
    ),
    "too many open files": (
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16)); "
        "held = [open('/dev/null') for _ in range(99)]"
    ),
    "recursion": "def f():\n    return f()\nf()",
    "host out of memory": (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28)); held = bytearray(2**30)"
    ),
    "cannot pickle": "import pickle; pickle.dumps(lambda: 0)",
    "damaged checkpoint": "import pickle; pickle.loads(b'version https://git-lfs.github.com/spec/v1')",
    "removed name": "from collections import OrderedDictt",
    "unexpected keyword": "def fit(x): ...\nfit(x=1, epochs=3)",
    "network": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    "distributed environment": "import os; os.environ['LOCAL_RANK']",
    "assertion": "assert 1 == 2, 'labels and inputs differ'",
    "python version": "exec(\"print 'hello'\")",
    "segmentation fault": "import faulthandler, os; faulthandler.enable(); os.abort()",
    "interrupted": "raise KeyboardInterrupt",
    "worker start-up": "import multiprocessing as m; m.set_start_method('spawn'); m.set_start_method('fork')",
}
"""What is triggered for real here; the others need a GPU, a framework or a service."""


@pytest.mark.parametrize("name", TRIGGERED)
def test_a_real_failure_is_recognised(name: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONFAULTHANDLER": "0"}
    done = subprocess.run(
        [sys.executable, "-c", TRIGGERED[name]],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    found = diagnose_crash(done.stderr.splitlines(), "run_0001")
    assert done.returncode != 0
    assert found is not None
    assert found.name == name
    assert found.evidence in done.stderr


def test_an_unknown_failure_claims_nothing() -> None:
    lines = ["Traceback (most recent call last):", '  File "t.py", line 1, in <module>', "ValueError: the moon is full"]
    assert diagnose_crash(lines, "run_0001") is None


def test_a_failure_that_was_survived_is_not_the_reason() -> None:
    lines = [
        "Traceback (most recent call last):",
        '  File "t.py", line 1, in load',
        "FileNotFoundError: [Errno 2] No such file or directory: 'cache.bin'",
        "no cache, reading everything",
        "Traceback (most recent call last):",
        '  File "t.py", line 9, in <module>',
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (64x784 and 100x10)",
    ]
    found = diagnose_crash(lines, "run_0001")
    assert found is not None
    assert found.name == "matrix shapes"


def test_source_that_a_traceback_quotes_is_not_a_message() -> None:
    lines = [
        "Traceback (most recent call last):",
        '  File "t.py", line 1',
        '    raise OSError("disk full")  # No space left on device',
    ]
    assert not any("No space" in line for line in final_block(lines))


def test_there_are_at_least_fifty_signatures_each_with_a_remedy() -> None:
    assert len(signatures()) >= 50
    assert all(each.says and each.remedy for each in signatures())
    assert len({each.name for each in signatures()}) == len(signatures())
