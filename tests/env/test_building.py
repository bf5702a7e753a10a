"""Environments are built for real, by uv and by pip, from wheels made by hand."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from contracts.env import EnvContract
from contracts.errors import Broken, Cancelled, MLClawError, Refused
from contracts.events import Progress
from skills.arguments import Env
from skills.skill import Outlook

both = pytest.mark.parametrize("installer", ["uv", "pip"])


@both
def test_packages_of_the_requirements_can_be_imported_in_the_environment(bench, make, installer):
    bench.wheels.add("spam", "1.2", requires=["ham>=2"])
    bench.wheels.add("ham", "2.1", code="answer = 42")
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), imports=[make.use("spam")]))

    result = bench.skill(installer).run(Env(), bench.context)

    env = bench.project.require(EnvContract)
    said = subprocess.run(
        [env.python, "-c", "import ham; print(ham.answer)"], capture_output=True, text=True, check=True
    )
    assert said.stdout == "42\n"
    assert {package.name: package.version for package in env.lock} == {"spam": "1.2", "ham": "2.1"}
    assert (env.installer, env.level, result.ok) == (installer, "imports", True)


@both
def test_every_locked_package_has_the_hash_of_its_file(bench, make, installer):
    bench.wheels.add("spam")
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    bench.skill(installer).run(Env(), bench.context)

    env = bench.project.require(EnvContract)
    wheel = next(bench.wheels.folder.glob("*.whl"))
    digest = subprocess.run(["sha256sum", str(wheel)], capture_output=True, text=True, check=True).stdout.split()[0]
    assert env.lock[0].hashes == (f"sha256:{digest}",)


def test_an_environment_that_is_ready_is_not_built_again(bench, make):
    bench.wheels.add("spam")
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    skill = bench.skill()
    skill.run(Env(), bench.context)
    bench.host.ran.clear()

    planned = skill.plan(Env(), Outlook(bench.project), bench.context)
    result = skill.run(Env(), bench.context)

    assert planned.effects == ("read",)
    assert planned.makes == {EnvContract: bench.project.require(EnvContract)}
    assert "ready" in result.text
    assert bench.host.ran == []


def test_two_requirements_with_one_lock_share_an_environment(bench, make):
    bench.wheels.add("spam")
    skill = bench.skill()
    folders = []
    for line in ("spam", "spam>=1"):
        bench.project.write(make.repository(make.file("requirements.txt", line)))
        skill.run(Env(), bench.context)
        folders.append(bench.project.require(EnvContract).folder)
    assert folders[0] == folders[1]


def test_what_runs_is_what_the_preview_shows(bench, make):
    bench.wheels.add("spam")
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), imports=[make.use("spam")]))
    skill = bench.skill()
    shown = skill.plan(Env(), Outlook(bench.project), bench.context).preview.commands
    bench.host.ran.clear()
    skill.run(Env(), bench.context)

    folder = bench.project.require(EnvContract).folder
    ran = [argv for argv in bench.host.ran if argv[0] != "git"]
    assert ran == [tuple(word.replace("{env}", folder) for word in argv) for argv in shown]


def test_without_requirements_the_imports_are_installed(bench, make):
    bench.wheels.add("spam")
    bench.wheels.add("ham")
    imports = [make.use("spam"), make.use("ham", "lazy"), make.use("eggs", "optional")]
    bench.project.write(make.repository(imports=imports))
    bench.skill().run(Env(), bench.context)
    env = bench.project.require(EnvContract)
    assert env.specification == ("ham", "spam")
    assert env.specification_from == ()
    assert env.level == "imports"


def test_a_lazy_import_that_no_index_has_is_left_out_and_recorded(bench, make):
    bench.wheels.add("spam")
    bench.project.write(make.repository(imports=[make.use("spam"), make.use("eggs", "lazy", line=9)]))
    bench.skill().run(Env(), bench.context)
    env = bench.project.require(EnvContract)
    assert [package.name for package in env.lock] == ["spam"]
    assert [(change.what, "train.py:9" in change.why) for change in env.changes] == [("eggs left out", True)]


def test_an_import_that_nothing_declares_is_added_and_recorded(bench, make):
    bench.wheels.add("spam")
    bench.wheels.add("ham")
    imports = [make.use("spam"), make.use("ham", line=7)]
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), imports=imports))
    bench.skill().run(Env(), bench.context)
    env = bench.project.require(EnvContract)
    assert [package.name for package in env.lock] == ["ham", "spam"]
    assert "train.py:7" in env.changes[0].why


def test_an_undeclared_import_that_a_dependency_brings_changes_nothing(bench, make):
    bench.wheels.add("spam", requires=["ham"])
    bench.wheels.add("ham")
    imports = [make.use("spam"), make.use("ham")]
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), imports=imports))
    bench.skill().run(Env(), bench.context)
    assert bench.project.require(EnvContract).changes == ()


def test_a_module_that_cannot_be_imported_is_an_answer_of_no(bench, make):
    bench.wheels.add("spam", code="raise RuntimeError('no GPU')")
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), imports=[make.use("spam")]))
    skill = bench.skill()
    result = skill.run(Env(), bench.context)
    assert not result.ok
    assert "RuntimeError: no GPU" in result.text.partition("\n")[0]
    assert bench.project.require(EnvContract).level == "installed"
    assert not skill.run(Env(), bench.context).ok


def test_escapes_that_a_package_prints_reach_nobody(bench, make):
    bench.wheels.add("spam", code="print('\\x1b[2J'); raise RuntimeError('\\x1b]0;owned\\x07 no\\x1b[31m GPU')")
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), imports=[make.use("spam")]))
    result = bench.skill().run(Env(), bench.context)
    log = next(bench.project.envs.rglob("build.log")).read_text()
    said = [result.text, log, *bench.project.require(EnvContract).evidence, *map(str, bench.events)]
    assert not [text for text in said if "\x1b" in text]


def test_an_optional_import_that_fails_is_but_a_note(bench, make):
    bench.wheels.add("spam")
    imports = [make.use("spam"), make.use("apex", "optional")]
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), imports=imports))
    result = bench.skill().run(Env(), bench.context)
    assert result.ok
    assert "apex" in result.text


def test_a_module_that_kills_the_interpreter_does_not_hide_the_others(bench, make):
    bench.wheels.add("spam", code="import os; os._exit(3)")
    bench.wheels.add("ham")
    imports = [make.use("spam", "optional"), make.use("ham")]
    bench.project.write(make.repository(make.file("requirements.txt", "spam", "ham"), imports=imports))
    bench.skill().run(Env(), bench.context)
    env = bench.project.require(EnvContract)
    assert env.level == "imports"
    assert any("exit code 3" in line for line in env.evidence)


def test_a_module_that_a_package_forgot_to_declare_is_added(bench, make):
    bench.wheels.add("spam", code="import tqdm")
    bench.wheels.add("tqdm")
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), imports=[make.use("spam")]))
    bench.skill().run(Env(), bench.context)
    env = bench.project.require(EnvContract)
    assert env.level == "imports"
    assert [change.what for change in env.changes] == ["tqdm added"]


def test_a_build_that_the_user_interrupts_leaves_no_environment(bench, make):
    bench.wheels.add("spam")
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    bench.host.stops_at = lambda argv: Cancelled("Interrupted.") if "--require-hashes" in argv else None
    with pytest.raises(Cancelled):
        bench.skill().run(Env(), bench.context)
    assert bench.project.read(EnvContract) is None
    assert [path.name for path in bench.project.envs.iterdir() if not path.name.startswith(".")] == ["work"]

    bench.host.stops_at = lambda _: None
    assert bench.skill().run(Env(), bench.context).ok


def test_half_an_environment_of_a_killed_build_is_built_anew(bench, make):
    bench.wheels.add("spam")
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    skill = bench.skill()
    skill.run(Env(), bench.context)
    folder = Path(bench.project.require(EnvContract).folder)
    (folder / "mlclaw.json").unlink()

    assert "write" in skill.plan(Env(), Outlook(bench.project), bench.context).effects
    skill.run(Env(), bench.context)
    assert skill.plan(Env(), Outlook(bench.project), bench.context).effects == ("read",)


def test_an_environment_that_lost_a_package_is_built_anew(bench, make):
    bench.wheels.add("spam")
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    skill = bench.skill()
    skill.run(Env(), bench.context)
    folder = Path(bench.project.require(EnvContract).folder)
    next(folder.glob("lib/python3*/site-packages/spam-1.0.dist-info")).rename(folder / "gone")
    skill.run(Env(), bench.context)
    assert list(folder.glob("lib/python3*/site-packages/spam-1.0.dist-info"))


def test_two_builders_at_once_build_once(bench, make):
    bench.wheels.add("spam")
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _: bench.skill().run(Env(), bench.context), range(2)))
    assert sorted(result.text.split(":")[0] for result in results) == [
        "The environment is built",
        "The environment is ready",
    ]


def test_a_folder_that_cannot_be_made_is_named(bench, make):
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    bench.project.envs.write_text("in the way")
    with pytest.raises(Broken, match="envs"):
        bench.skill().run(Env(), bench.context)


def test_progress_is_shown_while_it_builds(bench, make):
    bench.wheels.add("spam")
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), imports=[make.use("spam")]))
    bench.skill().run(Env(), bench.context)
    said = [event.text for event in bench.events if isinstance(event, Progress)]
    assert [text.split()[0] for text in said] == ["Resolving", "Installing", "Importing"]


def test_credentials_of_an_index_are_neither_shown_nor_written(bench, make):
    bench.wheels.add("spam")
    bench.variables["PIP_EXTRA_INDEX_URL"] = "http://me:s3cret@127.0.0.1:9/simple"
    bench.project.write(make.repository(make.file("requirements.txt", "spam", "eggs")))
    del bench.variables["PIP_NO_INDEX"]
    bench.variables["PIP_INDEX_URL"] = "http://me:s3cret@127.0.0.1:9/simple"
    bench.variables["UV_HTTP_RETRIES"] = "0"
    planned = bench.skill().plan(Env(), Outlook(bench.project), bench.context)
    with pytest.raises(MLClawError) as raised:
        bench.skill().run(Env(), bench.context)

    written = [path.read_text(errors="replace") for path in bench.project.path.rglob("*") if path.is_file()]
    shown = [planned.preview.model_dump_json(), str(raised.value), *(event.model_dump_json() for event in bench.events)]
    assert not [text for text in (*written, *shown) if "s3cret" in text]
    assert "did not answer" in str(raised.value)


def test_a_repository_with_nothing_to_install_gets_an_empty_environment(bench, make):
    bench.project.write(make.repository())
    assert bench.skill().run(Env(), bench.context).ok
    assert bench.project.require(EnvContract).lock == ()


BACKEND = """
import zipfile

def build_wheel(folder, settings=None, metadata=None):
    with zipfile.ZipFile(f"{folder}/spam-0.3-py3-none-any.whl", "w") as wheel:
        wheel.writestr("spam.py", "")
        wheel.writestr("spam-0.3.dist-info/METADATA", "Metadata-Version: 2.1\\nName: spam\\nVersion: 0.3\\n")
        wheel.writestr("spam-0.3.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("spam-0.3.dist-info/RECORD", "")
    return "spam-0.3-py3-none-any.whl"
"""


@both
def test_a_package_that_comes_from_git_is_locked_to_its_commit(bench, make, installer, tmp_path):
    code = tmp_path / "code"
    code.mkdir()
    (code / "backend.py").write_text(BACKEND)
    (code / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "spam"\nversion = "0.3"\n'
    )
    for words in (("init", "-q"), ("add", "-A"), ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")):
        subprocess.run(["git", *words], cwd=code, check=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=code, capture_output=True, text=True, check=True).stdout
    address = f"git+file://{code}"
    bench.project.write(make.repository(make.file("requirements.txt", f"spam @ {address}"), imports=[make.use("spam")]))
    skill = bench.skill(installer)

    assert address in skill.plan(Env(), Outlook(bench.project), bench.context).preview.network
    assert skill.run(Env(), bench.context).ok
    assert bench.project.require(EnvContract).lock[0].hashes == (f"git:{head.strip()}",)


def test_credentials_in_an_address_of_the_requirements_do_not_stay_on_disk(bench, make):
    line = "spam @ git+http://me:s3cret@127.0.0.1:9/spam.git"
    bench.project.write(make.repository(make.file("requirements.txt", line)))
    repo_file = bench.project.path / "repo.json"
    with pytest.raises(MLClawError) as raised:
        bench.skill().run(Env(), bench.context)
    written = [path for path in bench.project.path.rglob("*") if path.is_file() and path != repo_file]
    assert not [path for path in written if "s3cret" in path.read_text(errors="replace")]
    assert "s3cret" not in str(raised.value)
    assert "127.0.0.1:9/spam.git" in str(raised.value)


@both
def test_a_conflict_names_the_packages_their_lines_and_the_log(bench, make, installer):
    bench.wheels.add("spam", requires=["ham<2"])
    bench.wheels.add("ham", "1.0")
    bench.wheels.add("ham", "2.0")
    bench.project.write(make.repository(make.file("requirements.txt", "spam==1.0", "ham==2.0"), python=">=3.11,<3.12"))
    with pytest.raises(Refused) as raised:
        bench.skill(installer).run(Env(), bench.context)
    message = str(raised.value)
    assert "'ham' (requirements.txt:2)" in message
    assert "relax=" in message
    log = Path(message.rpartition("is in '")[2].rstrip("'."))
    assert "ham" in log.read_text()
    assert bench.project.read(EnvContract) is None


@both
def test_a_name_that_no_index_has_is_named_with_what_was_likely_meant(bench, make, installer):
    bench.project.write(make.repository(make.file("requirements.txt", "numpyy"), python=">=3.11,<3.12"))
    with pytest.raises(Refused, match=r"'numpyy' \(requirements.txt:1\).*'numpy'"):
        bench.skill(installer).run(Env(), bench.context)


@both
def test_a_package_that_cannot_be_built_is_named_with_the_reason(bench, make, installer):
    bench.wheels.add_source("spam", "raise SystemExit(\"error: command 'gcc' failed: No such file or directory\")")
    bench.project.write(make.repository(make.file("requirements.txt", "spam"), python=">=3.11,<3.12"))
    bench.wheels.add_bundled("setuptools")
    bench.wheels.add("wheel")
    with pytest.raises(
        Refused, match=r"'spam' \(requirements.txt:1\) cannot be built here: it needs a C compiler, gcc"
    ):
        bench.skill(installer).run(Env(), bench.context)


def test_the_answer_is_plain_data(bench, make):
    bench.wheels.add("spam")
    bench.project.write(make.repository(make.file("requirements.txt", "spam")))
    result = bench.skill().run(Env(), bench.context)
    assert json.loads(json.dumps(result.data))["packages"] == 1
