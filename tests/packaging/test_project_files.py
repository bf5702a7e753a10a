"""Nothing in the project's files ties it to the machine it was written on."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

INDEXES = {"pypi" + ".org", "python" + "hosted.org", "registry.npmjs" + ".org", "conda.anaconda" + ".org"}
SETTING = re.compile(r"INDEX|FIND_LINKS|PROXY", re.IGNORECASE)


def hosts_this_machine_installs_from() -> set[str]:
    """Hosts that settings of pip, uv and proxies name, wherever they are set."""
    values = [value for name, value in os.environ.items() if SETTING.search(name)]
    listed = subprocess.run(
        (sys.executable, "-m", "pip", "config", "list"), capture_output=True, text=True, check=False
    ).stdout
    values += [line.partition("=")[2].strip("'\"\n ") for line in listed.splitlines() if SETTING.search(line)]
    hosts = {urlsplit(word).hostname for value in values for word in value.split() if "://" in word}
    return {host for host in hosts if host and host not in {"localhost", "127.0.0.1", "::1"}}


def places_of_this_machine(root: Path) -> set[str]:
    """The checkout's own folder and the user's, where they are long enough to be told from ordinary words."""
    return {str(path) for path in (root, Path.home()) if len(path.parts) > 2}


@pytest.fixture(scope="module")
def texts(root: Path, project_files: list[str]) -> dict[str, str]:
    contents = {name: (root / name).read_bytes() for name in project_files}
    return {name: content.decode("utf-8") for name, content in contents.items() if b"\0" not in content}


def containing(texts: dict[str, str], words: set[str]) -> list[tuple[str, str]]:
    return [(name, word) for name, text in texts.items() for word in sorted(words) if word in text]


def test_no_file_names_a_package_index(texts: dict[str, str]) -> None:
    assert containing(texts, INDEXES | hosts_this_machine_installs_from()) == []


def test_no_file_names_a_place_of_this_machine(root: Path, texts: dict[str, str]) -> None:
    assert containing(texts, places_of_this_machine(root)) == []


def test_there_is_no_second_lock(project_files: list[str]) -> None:
    assert [name for name in project_files if Path(name).name in {"uv.lock", "poetry.lock", "Pipfile.lock"}] == []
