"""What the optional groups of a repository ask for, read from its files and never executed."""

import configparser
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from contracts.errors import BadRequest
from contracts.repo import RepoContract
from skills.env.dependency_files import files_for_extra


class ExtraLine(NamedTuple):
    """A requirement of a group."""

    spec: str
    place: str


def extra_lines(repo: RepoContract, extras: tuple[str, ...]) -> list[ExtraLine]:
    """Return what groups ask for: extras, dependency groups, or a requirements file that bears the name.

    Raises:
        BadRequest: The repository has no such group; the message names those it has.
    """
    groups = dict(_groups(Path(repo.root)))
    lines: list[ExtraLine] = []
    for extra in extras:
        name = str(canonicalize_name(extra))
        files = files_for_extra(repo, extra)
        if name in groups:
            lines += groups[name]
        elif files:
            lines += [ExtraLine(item.spec, str(item.proof)) for file in files for item in file.requirements]
        else:
            raise BadRequest(
                f"The repository has no optional group {extra!r}. "
                f"It has {', '.join(sorted(groups)) or 'none'}. Name one of these, or leave `extras` out."
            )
    return lines


def _groups(root: Path) -> Iterator[tuple[str, list[ExtraLine]]]:
    """Yield the groups of `setup.cfg` and `pyproject.toml`, the latter last."""
    for name, lines in _of_setup_cfg(root / "setup.cfg").items():
        yield str(canonicalize_name(name)), [ExtraLine(line, "setup.cfg") for line in lines]
    data = _pyproject(root / "pyproject.toml")
    dependency_groups = _table(data, "dependency-groups")
    for group in dependency_groups:
        lines = list(_of_group(dependency_groups, group, ()))
        yield str(canonicalize_name(group)), [ExtraLine(line, "pyproject.toml") for line in lines]
    optional = _table(data, "project", "optional-dependencies")
    own = str(_table(data, "project").get("name", ""))
    for name in optional:
        lines = list(_of_extra(optional, name, own, ()))
        yield str(canonicalize_name(name)), [ExtraLine(line, "pyproject.toml") for line in lines]


def _of_group(groups: Mapping[str, Any], name: str, above: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a dependency group (PEP 735) with those it includes."""
    for item in groups.get(name, []):
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict) and (included := item.get("include-group")) not in (None, name, *above):
            yield from _of_group(groups, str(included), (*above, name))


def _of_extra(optional: Mapping[str, Any], name: str, own: str, above: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of an extra, with those of the project's own extras that it names: `all = ["mypkg[train]"]`."""
    for line in optional.get(name, []):
        try:
            requirement = Requirement(str(line))
        except InvalidRequirement:
            yield str(line)
            continue
        if canonicalize_name(requirement.name) != canonicalize_name(own or "-"):
            yield str(line)
            continue
        for extra in sorted(requirement.extras - {name, *above}):
            yield from _of_extra(optional, extra, own, (*above, name))


def _of_setup_cfg(file: Path) -> dict[str, list[str]]:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(file.read_text(encoding="utf-8", errors="replace"))
    except (OSError, configparser.Error):
        return {}
    section = "options.extras_require"
    found = parser.items(section) if parser.has_section(section) else []
    return {name: [line.strip() for line in value.splitlines() if line.strip()] for name, value in found}


def _pyproject(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8", errors="replace"))
    except (OSError, tomllib.TOMLDecodeError):
        return {}


def _table(data: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    for key in keys:
        inner = data.get(key)
        if not isinstance(inner, dict):
            return {}
        data = inner
    return data
