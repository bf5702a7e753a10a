"""Which Python an environment is built on."""

from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from contracts.errors import BadRequest, Refused
from skills.env.interpreters import Machine, choose, exact_minor, is_called, requirement_on_python

ANY = SpecifierSet()


@pytest.fixture
def machine(bench):
    return Machine(bench.host, bench.variables)


def script(folder, name, text):
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def answering(version):
    return (
        f"""echo '{{"path": "/pretend/{version}", "version": "{version}", "implementation": "cpython", """
        """"platform": "linux-x86_64", "pip": "23.0"}'"""
    )


def test_our_own_python_comes_first_and_starts_no_process(machine, bench):
    assert choose(machine, asked=None, pinned=None, requires=SpecifierSet(">=3.8")) == machine.own
    assert bench.host.ran == []


def test_a_python_on_the_path_is_found_once(machine, bench, tmp_path):
    script(tmp_path / "bin", "python3.9", answering("3.9.5"))
    script(tmp_path / "bin", "python3", answering("3.9.5"))
    bench.variables["PATH"] = str(tmp_path / "bin")
    assert [str(found.version) for found in machine.interpreters()].count("3.9.5") == 1


@pytest.mark.parametrize("text", ["exit 127", "echo nonsense", "echo '{}'", answering("3.6.1")])
def test_what_does_not_answer_as_a_usable_python_is_passed_over(machine, bench, tmp_path, text):
    script(tmp_path / "bin", "python3", text)
    bench.variables.update(PATH=str(tmp_path / "bin"), PYENV_ROOT="/nowhere")
    assert machine.interpreters() == [machine.own]


def test_the_python_that_the_repository_is_developed_with_is_taken_where_it_is_there(machine, bench, tmp_path):
    script(tmp_path / "bin", "python3.9", answering("3.9.5"))
    bench.variables["PATH"] = str(tmp_path / "bin")
    assert str(choose(machine, asked=None, pinned="3.9.1", requires=ANY).version).startswith("3.9")
    assert choose(machine, asked=None, pinned="3.99", requires=ANY) == machine.own


def test_a_python_that_is_not_there_is_named_with_those_that_are(machine):
    with pytest.raises(BadRequest, match=rf"'3\.99'.*{machine.own.version}"):
        choose(machine, asked="3.99", pinned=None, requires=ANY)


def test_a_python_that_is_too_old_is_refused(machine, tmp_path):
    path = script(tmp_path / "bin", "python3.6", answering("3.6.1"))
    with pytest.raises(BadRequest, match="too old"):
        choose(machine, asked=str(path), pinned=None, requires=ANY)


def test_no_python_that_the_repository_allows_is_a_refusal(machine):
    with pytest.raises(Refused, match="python=VERSION"):
        choose(machine, asked=None, pinned=None, requires=SpecifierSet(">=3.99"))


def test_what_the_user_insists_on_is_taken_against_the_declaration(machine):
    chosen = choose(machine, asked=str(machine.own.path), pinned=None, requires=SpecifierSet(">=3.99"))
    assert chosen.path == Path(machine.own.path)


@pytest.mark.parametrize("name", ["3.11", "python3.11", "py311", "Python 3.11", "cpython-3.11", "3.11.*"])
def test_usual_ways_to_name_a_python_are_understood(machine, name):
    assert is_called(machine.own, name) == (machine.own.minor == "3.11")


@pytest.mark.parametrize(
    ("declared", "minor", "requires"),
    [
        ("==3.8.*", "3.8", ""),
        ("==3.8.5", "3.8", ""),
        (">=3.8,<3.11", None, ">=3.8,<3.11"),
        ("rubbish", None, ""),
        (None, None, ""),
    ],
)
def test_one_exact_version_is_a_preference_and_a_range_is_a_requirement(declared, minor, requires):
    assert exact_minor(declared) == minor
    assert requirement_on_python(declared) == SpecifierSet(requires)
