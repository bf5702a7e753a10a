"""Gigabytes are said before they are fetched, and small builds are preferred where there is no GPU."""

from pathlib import Path

import pytest
from packaging.version import Version

from contracts.env import EnvContract, LockedPackage
from contracts.errors import Refused
from skills.arguments import Env
from skills.env import making, resolver, work
from skills.env.downloads import cpu_builds, download_size, foreseen, kept_builds
from skills.env.interpreters import Interpreter
from skills.skill import Outlook

PYTHON = Interpreter(Path("/python"), Version("3.11.7"), "linux-x86_64", Version("23.0"))


def test_a_cpu_build_in_a_wheel_folder_is_found(tmp_path):
    for name in (
        "torch-2.13.0+cpu-cp311-cp311-linux_x86_64.whl",
        "torch-2.12.0+cpu-cp311-cp311-linux_x86_64.whl",
        "torch-2.14.0+cpu-cp39-cp39-linux_x86_64.whl",
        "torch-2.15.0-cp311-cp311-linux_x86_64.whl",
        "notes.whl",
    ):
        (tmp_path / name).touch()
    assert cpu_builds([tmp_path], ["torch"], PYTHON) == {"torch": "torch==2.13.0+cpu"}
    assert cpu_builds([tmp_path], ["torch<2.13"], PYTHON) == {"torch": "torch==2.12.0+cpu"}
    assert cpu_builds([tmp_path], ["torch==1.4"], PYTHON) == {}


@pytest.mark.parametrize("installer", ["uv", "pip"])
def test_the_cpu_build_is_installed_where_there_is_no_gpu(bench, make, monkeypatch, installer):
    monkeypatch.setattr(resolver, "has_gpu", lambda: False)
    bench.wheels.add("torch", "2.13.0+cpu")
    bench.wheels.add("torch", "2.14.0")
    bench.project.write(make.repository(make.file("requirements.txt", "torch"), imports=[make.use("torch")]))
    bench.skill(installer).run(Env(), bench.context)
    assert bench.project.require(EnvContract).lock[0].version == "2.13.0+cpu"


def test_the_newest_build_is_installed_where_there_is_a_gpu(bench, make, monkeypatch):
    monkeypatch.setattr(resolver, "has_gpu", lambda: True)
    bench.wheels.add("torch", "2.13.0+cpu")
    bench.wheels.add("torch", "2.14.0")
    bench.project.write(make.repository(make.file("requirements.txt", "torch")))
    bench.skill().run(Env(), bench.context)
    assert bench.project.require(EnvContract).lock[0].version == "2.14.0"


def test_a_requirement_that_no_cpu_build_satisfies_is_still_met(bench, make, monkeypatch):
    monkeypatch.setattr(resolver, "has_gpu", lambda: False)
    bench.wheels.add("torch", "2.13.0+cpu")
    bench.wheels.add("torch", "2.14.0")
    bench.project.write(make.repository(make.file("requirements.txt", "torch>=2.14")))
    bench.skill().run(Env(), bench.context)
    assert bench.project.require(EnvContract).lock[0].version == "2.14.0"


def test_large_packages_that_are_there_are_kept(bench, make, monkeypatch):
    monkeypatch.setattr(resolver, "has_gpu", lambda: True)
    bench.wheels.add("torch", "2.13.0")
    bench.wheels.add("spam")
    bench.project.write(make.repository(make.file("requirements.txt", "torch")))
    bench.skill().run(Env(), bench.context)
    bench.wheels.add("torch", "2.14.0")
    bench.project.write(make.repository(make.file("requirements.txt", "torch", "spam")))
    bench.skill().run(Env(), bench.context)
    env = bench.project.require(EnvContract)
    assert {package.name: package.version for package in env.lock} == {"spam": "1.0", "torch": "2.13.0"}
    assert kept_builds(env, PYTHON) == {"torch": "torch==2.13.0"}


def test_a_large_download_is_in_the_proposal(bench, make, monkeypatch):
    monkeypatch.setattr(work, "has_gpu", lambda: False)
    bench.project.write(make.repository(make.file("requirements.txt", "torch")))
    preview = bench.skill().plan(Env(), Outlook(bench.project), bench.context).preview
    assert "2.8 GB" in preview.notes[0]
    assert "PyTorch's index of CPU builds" in preview.network


def test_a_large_download_that_nobody_was_told_of_is_not_made(bench, make, monkeypatch):
    monkeypatch.setattr(making, "download_size", lambda *_: 3_000_000_000)
    bench.wheels.add("spam")
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    skill = bench.skill()
    with pytest.raises(Refused, match=r"3\.0 GB"):
        skill.run(Env(), bench.context)
    assert bench.project.read(EnvContract) is None

    assert "3.0 GB" in skill.plan(Env(), Outlook(bench.project), bench.context).preview.notes[0]
    assert skill.run(Env(), bench.context).ok


def test_sizes_come_from_the_index_where_it_says_them(tmp_path):
    packages = [LockedPackage(name=name, version="1") for name in ("torch", "known", "local", "nvidia-cudnn-cu12")]
    (tmp_path / "local-1-py3-none-any.whl").touch()
    assert download_size(packages, {"known": 7}, [tmp_path]) == 800_000_000 + 7 + 600_000_000


def test_nothing_is_foreseen_for_small_packages():
    assert foreseen({"numpy", "scikit-learn"}, (), gpu=False) is None
    assert "CUDA" in str(foreseen({"ultralytics"}, (), gpu=True))
    assert foreseen({"torch"}, {"torch"}, gpu=False) is None
    assert "tensorflow" in str(foreseen({"tensorflow"}, (), gpu=False))
