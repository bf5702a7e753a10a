"""A build that ends before its time: by a signal, on a full disk, beside another one."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from contracts.env import EnvContract
from contracts.errors import Broken
from skills.arguments import Env
from skills.skill import Outlook

BUILD = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from contracts.errors import Cancelled
from mlclaw_tui.hosts.local import LocalHost
from skills.arguments import Env
from skills.env.skill import EnvSkill
from skills.skill import SkillContext
from store.folders import Home
from store.store import Store
home, variables = Home(Path(sys.argv[1])), json.loads(sys.argv[2])
context = SkillContext(
    store=Store(home), project=home.project("digits"), hosts={"local": LocalHost()},
    emit=lambda event: print(event.to_data().get("text") or "", flush=True), clock=lambda: datetime.now(UTC),
)
try:
    EnvSkill("uv", variables=variables).run(Env(), context)
except (Cancelled, KeyboardInterrupt):
    sys.exit(9)
"""


@pytest.fixture
def building(bench, make):
    """A process that is in the middle of a build: a package's import does not come to its end."""
    bench.wheels.add("spam", code="import time\ntime.sleep(300)")
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), imports=[make.use("spam")]))
    home = bench.project.path.parent.parent
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(home), json.dumps(bench.variables)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    yield process
    process.kill()
    process.communicate()


def until(process, word):
    for line in process.stdout:
        if word in line:
            return
    pytest.fail(f"the build ended before it said {word!r}")


def test_control_c_ends_a_build_and_leaves_no_contract(bench, building):
    until(building, "Importing")
    building.send_signal(signal.SIGINT)
    assert building.wait(30) == 9
    assert bench.project.read(EnvContract) is None


def test_after_a_kill_the_next_build_works(bench, building):
    until(building, "Importing")
    building.kill()
    building.wait(30)
    assert bench.project.read(EnvContract) is None
    bench.wheels.add("spam", "2.0")
    assert bench.skill().run(Env(), bench.context).ok


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], check=False, capture_output=True
        ).returncode
    ):
        pytest.skip("needs the right to mount a small disk")
    yield folder
    for _ in range(50):
        if subprocess.run(["umount", str(folder)], check=False, capture_output=True).returncode == 0:
            return
        time.sleep(0.1)


def test_a_full_disk_is_said_and_leaves_nothing_half_built(bench, make, small_disk):
    bench.wheels.add("spam", code="# " + "x" * 4_000_000)
    bench.project.path.mkdir(parents=True)
    bench.project.envs.symlink_to(small_disk, target_is_directory=True)
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    skill = bench.skill()
    with pytest.raises(Broken, match=r"disk is full|No space left"):
        skill.run(Env(), bench.context)
    assert bench.project.read(EnvContract) is None
    assert [path.name for path in small_disk.iterdir() if path.is_dir()] == ["work"]
    assert "write" in skill.plan(Env(), Outlook(bench.project), bench.context).effects
