"""What is here, what is missing, and what to do about it. Looks only; shows no secret."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contracts.errors import MLClawError
from mlclaw_tui.settings import load
from store.folders import Home
from store.store import Store

LOOK_S = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    says: str
    is_well: bool = True
    fix: str | None = None

    def text(self) -> str:
        """Return a line, and where something is wrong a second with what to do."""
        line = f"{'ok  ' if self.is_well else 'WRONG'} {self.what}: {self.says}"
        return f"{line}\n      {self.fix}" if self.fix else line


def findings(home: Path, settings: Path, project: str | None) -> Iterator[Finding]:
    """Yield what was found, one thing after the other."""
    yield Finding("Python", f"{platform.python_version()} at {sys.executable}")
    yield _program("git", "--version", fix="Install git; nothing can be frozen or cloned without it.")
    yield _uv()
    yield _home(home)
    yield _settings(settings)
    yield from _store(home, project)
    yield _gpus()


def _program(name: str, flag: str, fix: str) -> Finding:
    path = shutil.which(name)
    if path is None:
        return Finding(name, "not there", is_well=False, fix=fix)
    try:
        done = subprocess.run([path, flag], capture_output=True, text=True, timeout=LOOK_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(name, f"could not look: {error}", is_well=False, fix=fix)
    return Finding(name, f"{done.stdout.strip() or done.stderr.strip()} at {path}")


def _uv() -> Finding:
    beside = Path(sys.executable).with_name("uv")
    found = shutil.which("uv")
    path = found or (str(beside) if beside.exists() else None)
    return Finding("uv", f"at {path}" if path else "not there; pip builds environments, which is slower")


def _home(home: Path) -> Finding:
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    if not os.access(there, os.W_OK):
        elsewhere = "Point `MLCLAW_HOME` at a folder you may write to."
        return Finding("home", f"{str(home)!r} may not be written", is_well=False, fix=elsewhere)
    free = shutil.disk_usage(there).free
    well = free > 2**30
    fix = None if well else "Free some space: environments and checkpoints need it."
    return Finding("home", f"{str(home)!r}, {free / 2**30:.1f} GiB free", is_well=well, fix=fix)


def _settings(path: Path) -> Finding:
    try:
        settings = load(path)
    except MLClawError as error:
        return Finding("settings", str(error), is_well=False)
    model = f"model {settings.model.name}" if settings.model.name else "no model: the rules plan"
    return Finding("settings", f"{str(path)!r} ({'there' if path.exists() else 'not there, defaults'}), {model}")


def _store(home: Path, project: str | None) -> Iterator[Finding]:
    record = Home(home)
    names = [folder.name for folder in record.projects()]
    yield Finding("projects", ", ".join(names) or "none yet; say `set up the code in PATH`")
    if project is not None and project not in names:
        yield Finding(
            "project", f"{project!r} is not there", is_well=False, fix=f"There are: {', '.join(names) or 'none'}."
        )
    if not record.database.exists():
        yield Finding("store", "no index yet; it is made with the first run")
        return
    report = Store(record, who="mlclaw doctor").check()
    yield Finding("store", report.text(), is_well=report.ok, fix=None if report.ok else "Say `mlclaw store rebuild`.")


def _gpus() -> Finding:
    import pynvml  # noqa: PLC0415 - only here is it needed

    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError as error:
        return Finding("GPU", f"none that NVML knows ({error})")
    try:
        names = [
            str(pynvml.nvmlDeviceGetName(pynvml.nvmlDeviceGetHandleByIndex(i)))
            for i in range(pynvml.nvmlDeviceGetCount())
        ]
        return Finding("GPU", ", ".join(names) or "none")
    finally:
        pynvml.nvmlShutdown()
