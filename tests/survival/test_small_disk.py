import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.errors import MLClawError
from contracts.run import RunContract
from mlclaw_tui.hosts.local import LocalHost
from skills.host import Launch
from skills.runs.settle import settle
from skills.runs.verify import verify
from skills.skill import SkillContext
from store.folders import Home
from store.store import Store

TRAIN = """
import os, sys, time
for epoch in range(1, 41):
    print(f"epoch {epoch}/40 loss={1 / epoch:.6f}", flush=True)
    if epoch == 20:
        open(sys.argv[1] + ".half", "w").close()
        while not os.path.exists(sys.argv[1]):
            time.sleep(0.02)
"""
LOSSES = [round(1 / epoch, 6) for epoch in range(1, 41)]


@pytest.fixture
def context(tmp_path: Path) -> Iterator[SkillContext]:
    """A home on a disk of 24 MiB."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("a small disk is mounted by root alone")
    home = Home(place)
    host = LocalHost()
    yield SkillContext(
        store=Store(home),
        project=home.project("foo"),
        hosts={"local": host},
        emit=lambda event: None,  # noqa: ARG005
        clock=lambda: datetime.now(UTC),
    )
    for folder in home.project("foo").runs():
        host.stop(folder.path, grace_s=0.1)
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 65536):
                pass
        except OSError:
            return


def test_a_disk_that_fills_up_in_mid_run_and_is_freed_loses_nothing(context: SkillContext, tmp_path: Path) -> None:
    folder = context.project.allocate_run()
    run = RunContract(
        project="foo",
        run_id=folder.name,
        stage="train",
        status="pending",
        host="local",
        config="0" * 64,
        created_at=datetime.now(UTC),
    )
    folder.write(run)
    go_on = tmp_path / "go-on"
    argv = (sys.executable, "-c", TRAIN, str(go_on))
    context.hosts["local"].start(Launch(folder=folder.path, argv=argv, cwd=tmp_path))
    while not Path(f"{go_on}.half").exists():
        settle(folder, context)
    filler = context.store.home.path / "filler"
    fill(filler)
    go_on.touch()
    while context.hosts["local"].refresh(folder.path).status == "running":
        try:
            settle(folder, context)
        except MLClawError:
            continue  # the disk is full: nothing can be written now
    filler.unlink()
    ended = settle(folder, context)
    with context.store.session() as session:
        points = session.points("foo", folder.name, key="loss")
    assert (ended.status, ended.exit_code) == ("finished", 0)
    assert [point.value for point in points] == LOSSES
    assert verify(folder, context).ok
