"""A child gets the variables it needs, and no credential of ours."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.run import JobFile
from mlclaw_tui.hosts.local import LocalHost

SECRET = {
    "OPENAI_API_KEY": "a", "ANTHROPIC_API_KEY": "b", "AWS_SECRET_ACCESS_KEY": "c", "AWS_PROFILE": "d",
    "HF_TOKEN": "e", "WANDB_API_KEY": "f", "MLCLAW_MODEL_API_KEY": "g", "MLCLAW_HOME": "h", "GITHUB_TOKEN": "i",
    "DB_PASSWORD": "j", "GOOGLE_APPLICATION_CREDENTIALS": "k", "CUDA_API_TOKEN": "l", "TORCH_PRIVATE_KEY": "m",
    "HTTPS_PROXY": "http://user:word@proxy:3128", "SSH_AUTH_SOCK": "/tmp/agent", "MY_APP_SETTING": "n",
    "PYTHONPATH": "/evil", "DISPLAY": ":0", "GIT_DIR": "/elsewhere",
}  # fmt: skip
PASSED = {
    "LANG": "C.UTF-8", "LC_NUMERIC": "C", "TZ": "UTC", "CUDA_VISIBLE_DEVICES": "1", "NVIDIA_VISIBLE_DEVICES": "all",
    "OMP_NUM_THREADS": "2", "MKL_NUM_THREADS": "2", "HF_HOME": "/cache", "TOKENIZERS_PARALLELISM": "false",
    "NCCL_DEBUG": "INFO", "SSL_CERT_FILE": "/etc/ssl/cert.pem", "XDG_CACHE_HOME": "/xdg", "NO_PROXY": "localhost",
    "PYTORCH_CUDA_ALLOC_CONF": "max_split_size_mb:64", "TF_CPP_MIN_LOG_LEVEL": "2", "HTTP_PROXY": "http://proxy:3128",
}  # fmt: skip
PRINT = "import json, os; print(json.dumps(dict(os.environ)))"


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in set(os.environ) - {"PATH", "HOME"}:
        monkeypatch.delenv(name)
    for name, value in {**SECRET, **PASSED}.items():
        monkeypatch.setenv(name, value)


def expected(**added: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "PYTHONUNBUFFERED": "1", **PASSED, **added}


@pytest.mark.usefixtures("variables")
def test_a_job_gets_what_is_allowed_and_what_it_was_given(
    start: Callable[..., Path], ended: Callable[[Path], JobFile]
) -> None:
    folder = start("", argv=(sys.executable, "-I", "-c", PRINT), environment={"SEED": "1", "HF_TOKEN": "its own"})
    ended(folder)
    found = json.loads((folder / "logs" / "stdout.log").read_text())
    assert found == expected(SEED="1", HF_TOKEN="its own")


@pytest.mark.usefixtures("variables")
def test_a_command_gets_what_is_allowed_and_what_it_was_given(host: LocalHost, tmp_path: Path) -> None:
    done = host.run((sys.executable, "-I", "-c", PRINT), cwd=tmp_path, environment={"SEED": "1"})
    assert json.loads(done.stdout) == expected(SEED="1")


@pytest.mark.usefixtures("variables")
def test_the_runner_itself_holds_no_credential(start: Callable[..., Path], host: LocalHost) -> None:
    job = host.refresh(start("import time; time.sleep(1000)")).job
    assert job is not None
    names = {
        part.partition(b"=")[0].decode() for part in Path(f"/proc/{job.runner_pid}/environ").read_bytes().split(b"\0")
    }
    assert not names & set(SECRET)
