"""What a repository declares that it needs, read from its files without executing any."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Parsed

from contracts.repo import DependencyFile, Finding, Place, Requirement
from skills.analyze.module import parse
from skills.analyze.plain import plain
from skills.analyze.tree import Tree

_REQUIREMENTS = re.compile(r"(^|[-_.])(requirements?|reqs?)([-_.].*)?\.(txt|in)$|^(requirements|reqs)/.+\.(txt|in)$")


class Declarations:
    """Everything that was declared, and what was wrong with it."""

    def __init__(self) -> None:
        self.files: list[DependencyFile] = []
        self.findings: list[Finding] = []
        self.python_requires: str | None = None
        self.installed: list[tuple[str, str, Place]] = []
        """Commands that an installation makes: name, `module:function`, where declared."""


def read_dependencies(tree: Tree) -> Declarations:
    """Return what the files of a repository declare, nearest the root first."""
    found = Declarations()
    for path in tree.ending(".txt", ".in"):
        if _REQUIREMENTS.search(PurePosixPath(path).name.lower()) or "/requirements/" in f"/{path.lower()}":
            _requirements(tree, path, found)
    for path in tree.named("pyproject.toml"):
        _pyproject(tree, path, found)
    for path in tree.named("setup.py"):
        _setup(tree, path, found)
    return found


def _requirements(tree: Tree, path: str, found: Declarations) -> None:
    requirements: list[Requirement] = []
    options: list[str] = []
    for number, line in _logical_lines(tree.text(path)):
        place = Place(path=path, line=number)
        if line.startswith("-"):
            options.append(plain(line))
            continue
        text = re.split(r"\s+--", re.sub(r"(^|\s)#.*$", "", line).strip())[0].strip()
        if not text:
            continue
        if _is_requirement(text):
            requirements.append(Requirement(spec=plain(text), proof=place))
        else:
            found.findings.append(
                Finding(level="warning", says=f"{plain(text, 80)!r} is no requirement; it was left out.", place=place)
            )
    found.files.append(
        DependencyFile(path=path, kind="requirements", requirements=tuple(requirements), options=tuple(options))
    )


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    start, joined = 1, ""
    for number, line in enumerate(text.splitlines(), 1):
        start = start if joined else number
        joined += line.rstrip("\\") if line.endswith("\\") else line
        if not line.endswith("\\"):
            if joined.strip() and not joined.lstrip().startswith("#"):
                yield start, joined.strip()
            joined = ""
    if joined.strip():
        yield start, joined.strip()


def _is_requirement(text: str) -> bool:
    try:
        Parsed(text)
    except InvalidRequirement:
        return False
    return True


def _pyproject(tree: Tree, path: str, found: Declarations) -> None:
    text = tree.text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        says = f"It is not TOML: {plain(str(error))}."
        found.findings.append(Finding(level="warning", says=says, place=Place(path=path, line=1)))
        return
    project = data.get("project", {}) if isinstance(data.get("project"), dict) else {}
    if isinstance(project.get("requires-python"), str):
        found.python_requires = found.python_requires or plain(project["requires-python"], 80)
    specs = [spec for spec in project.get("dependencies", []) if isinstance(spec, str)]
    requirements = [
        Requirement(spec=plain(spec), proof=Place(path=path, line=_line_of(text, spec)))
        for spec in specs
        if _is_requirement(spec)
    ]
    if requirements:
        found.files.append(DependencyFile(path=path, kind="pyproject", requirements=tuple(requirements)))


def _setup(tree: Tree, path: str, found: Declarations) -> None:
    try:
        module = parse(tree.content(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    names: dict[str, Any] = {}
    requirements: list[Requirement] = []
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            names[node.targets[0].id] = node.value
    for node in ast.walk(module):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func) in {"setup", "setuptools.setup"}):
            continue
        for keyword in node.keywords:
            value = names.get(keyword.value.id) if isinstance(keyword.value, ast.Name) else keyword.value
            if keyword.arg == "install_requires" and isinstance(value, ast.List | ast.Tuple):
                requirements += [
                    Requirement(spec=plain(item.value), proof=Place(path=path, line=item.lineno))
                    for item in value.elts
                    if isinstance(item, ast.Constant) and isinstance(item.value, str) and _is_requirement(item.value)
                ]
            if keyword.arg == "python_requires" and isinstance(value, ast.Constant):
                found.python_requires = found.python_requires or plain(str(value.value), 80)
    if requirements:
        found.files.append(DependencyFile(path=path, kind="setup.py", requirements=tuple(requirements)))


def _line_of(text: str, spec: str) -> int:
    index = text.find(spec)
    return text.count("\n", 0, index) + 1 if index >= 0 else 1
