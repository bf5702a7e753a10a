"""Environments of conda, Pipfiles, and the lock files of several tools."""

import json
import re
import tomllib
from typing import Any

import yaml

from contracts.repo import DependencyFile, Place, Requirement
from skills.analyze.config_trees import yaml_document
from skills.analyze.declarations import Declarations
from skills.analyze.plain import plain
from skills.analyze.tree import Tree


def read_conda(tree: Tree, path: str, found: Declarations) -> None:
    """Add what an environment of conda lists, as it is written there, its pip part included."""
    document = yaml_document(tree.text(path))
    if document is None:
        found.warn("It is not YAML. Nothing in it was read.", path)
        return
    listed = _child(document, "dependencies")
    if not isinstance(listed, yaml.SequenceNode):
        return
    requirements: list[Requirement] = []
    options: list[str] = []
    for node in _scalars(listed):
        text = str(node.value).strip()
        place = Place(path=path, line=node.start_mark.line + 1)
        if text.startswith("-"):
            options.append(plain(text))
        elif text:
            requirements.append(Requirement(spec=plain(text), proof=place))
            python = re.match(r"(?:[\w-]+::)?python\s*=*\s*(\d+\.\d+)", text)
            if python and found.python_requires is None:
                found.python_requires = f"=={python[1]}.*"
    found.files.append(
        DependencyFile(path=path, kind="conda", requirements=tuple(requirements), options=tuple(options))
    )


def read_pipfile(tree: Tree, path: str, found: Declarations) -> None:
    """Add what a Pipfile lists for running."""
    text = tree.text(path)
    data = _toml(text)
    if data is None:
        found.warn("It is not TOML. Nothing in it was read.", path)
        return
    packages = data.get("packages")
    requirements = [
        Requirement(spec=plain(f"{name}{_pipfile_version(value)}"), proof=Place(path=path, line=_line_of(text, name)))
        for name, value in (packages.items() if isinstance(packages, dict) else ())
    ]
    requires = data.get("requires")
    version = requires.get("python_version") if isinstance(requires, dict) else None
    if isinstance(version, str) and found.python_requires is None:
        found.python_requires = f"=={plain(version, 20)}.*"
    if requirements:
        found.files.append(DependencyFile(path=path, kind="pipfile", requirements=tuple(requirements)))


def read_lock(tree: Tree, path: str, found: Declarations) -> None:
    """Add the packages and versions of a lock file of uv, Poetry, PDM or pipenv."""
    text = tree.text(path)
    pinned = _pipfile_lock(text) if path.lower().endswith("pipfile.lock") else _toml_lock(text)
    if pinned is None:
        found.warn("This lock file cannot be read.", path)
        return
    requirements = [
        Requirement(spec=plain(f"{name}=={version}"), proof=Place(path=path, line=line))
        for name, version, line in pinned
    ]
    if requirements:
        found.files.append(DependencyFile(path=path, kind="lock", requirements=tuple(requirements)))


def _toml_lock(text: str) -> list[tuple[str, str, int]] | None:
    data = _toml(text)
    if data is None:
        return None
    packages = data.get("package", data.get("packages"))
    result = []
    for package in packages if isinstance(packages, list) else []:
        name, version = package.get("name"), package.get("version")
        source = package.get("source")
        own = isinstance(source, dict) and (
            "virtual" in source or "editable" in source or source.get("type") == "directory"
        )
        if isinstance(name, str) and isinstance(version, str) and not own:
            result.append((name, version, _line_of(text, f'name = "{name}"')))
    return result


def _pipfile_lock(text: str) -> list[tuple[str, str, int]] | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    packages = data.get("default") if isinstance(data, dict) else None
    result = []
    for name, value in packages.items() if isinstance(packages, dict) else ():
        version = value.get("version") if isinstance(value, dict) else None
        if isinstance(version, str):
            result.append((str(name), version.lstrip("="), _line_of(text, f'"{name}"')))
    return result


def _pipfile_version(value: Any) -> str:
    version = value.get("version", "*") if isinstance(value, dict) else value
    return "" if not isinstance(version, str) or version == "*" else version


def _toml(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _child(node: Any, key: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if isinstance(name, yaml.ScalarNode) and name.value == key:
                return value
    return None


def _scalars(node: Any) -> list[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        return [node]
    if isinstance(node, yaml.SequenceNode):
        return [item for child in node.value for item in _scalars(child)]
    if isinstance(node, yaml.MappingNode):
        return [item for _, child in node.value for item in _scalars(child)]
    return []


def _line_of(text: str, wanted: str) -> int:
    index = text.find(wanted)
    return text.count("\n", 0, index) + 1 if index >= 0 else 1
