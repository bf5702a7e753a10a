"""Trees of settings: objects that a program fills, and files of YAML, JSON, TOML or Python."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import yaml

from contracts.repo import Place
from skills.analyze.declared import Declared, type_of_default
from skills.analyze.expressions import Handler
from skills.analyze.plain import words
from skills.analyze.values import (
    UNKNOWN,
    Call,
    FunctionValue,
    InstanceValue,
    Machine,
    Method,
    ModuleValue,
    Native,
    Unknown,
    Value,
    is_plain,
)

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where there is one; it builds nodes and runs no constructor."""
_DEEPEST = 8
_MOST = 400


@dataclass(eq=False)
class Settings(Native):
    """A tree of settings that a program builds: `CfgNode()`, `ConfigDict()`, `OmegaConf.create(...)`."""

    place: Place
    values: dict[str, Value] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def attribute(self, name: str) -> Value:
        if name in self.values:
            return self.values[name]
        if name in {"clone", "copy", "copy_and_resolve_references"}:
            return Method(lambda _call: self)
        if name in {"merge_from_list", "merge_from_args"}:
            return Method(self._merge_list)
        if name in {"get", "setdefault"}:
            return Method(lambda call: self.values.get(str(call.get(0, "key")), call.get(1, "default")))
        if name == "update":
            return Method(self._update)
        return UNKNOWN

    def assign(self, name: str, value: Value, place: Place) -> None:
        self.values[name], self.places[name] = value, place

    def _update(self, call: Call) -> Value:
        first = call.positional[0] if call.positional else {}
        for name, value in {**(first if isinstance(first, dict) else {}), **call.keywords}.items():
            self.assign(str(name), value, call.place)
        return None

    def _merge_list(self, call: Call) -> Value:
        call.machine.state.setdefault("merged", []).append((self, call, None))
        return None


def _settings(call: Call) -> Value:
    made = Settings(call.place)
    first = call.positional[0] if call.positional else {}
    for name, value in {**(first if isinstance(first, dict) else {}), **call.keywords}.items():
        held = value
        if isinstance(value, dict):
            held = Settings(call.place, dict(value), dict.fromkeys(map(str, value), call.place))
        made.assign(str(name), held, call.place)
    return made


def flattened(value: Value, place: Place, prefix: str = "", depth: int = 0) -> Iterator[Declared]:
    """Yield the leaves of a tree of settings, by dotted name."""
    if depth > _DEEPEST:
        return
    for name, item, where in _children(value, place):
        dotted = f"{prefix}{name}"
        if isinstance(item, Settings | InstanceValue | dict) and item is not value:
            yield from flattened(item, where, f"{dotted}.", depth + 1)
        elif is_plain(item) or isinstance(item, Unknown):
            declared = Declared(name=dotted, place=where, default=item, type=type_of_default(item))
            declared.default_source = item.source if isinstance(item, Unknown) else None
            yield declared


def _children(value: Value, place: Place) -> Iterator[tuple[str, Value, Place]]:
    if isinstance(value, Settings):
        for name, item in value.values.items():
            yield name, item, value.places.get(name, place)
    elif isinstance(value, InstanceValue):
        for name, item in value.attributes.items():
            yield name, item, value.places.get(name, place)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key), item, place


def python_config(machine: Machine, path: str, beside: str) -> list[Declared]:
    """Return the settings of a configuration file in Python: what its `get_config` returns, or its own constants.

    Args:
        machine: Follows the file.
        path: As written: from the root, or from a folder around the file that names it.
        beside: Path of the file that names it.
    """
    module = _module(machine, path, beside)
    if module is None:
        return []
    function = module.scope.names.get("get_config")
    place = Place(path=module.module.path, line=1)
    if isinstance(function, FunctionValue):
        return list(flattened(machine.invoke(function), place))[:_MOST]
    names = {name: value for name, value in module.scope.names.items() if is_plain(value) and not name.startswith("_")}
    return list(flattened(names, place))[:_MOST]


def _module(machine: Machine, path: str, beside: str) -> ModuleValue | None:
    path = re.split(r"[:]", path)[0]
    folder = PurePosixPath(beside).parent
    for base in (folder, *folder.parents):
        found = machine.module_at(str(base / path))
        if found is not None:
            return found
    return None


# Files


@dataclass(frozen=True)
class Leaf:
    """A value in a file."""

    name: str
    """Dotted."""
    value: Any
    place: Place
    comment: str | None = None


def file_leaves(text: str, path: str) -> list[Leaf]:
    """Return the values in a YAML, JSON or TOML file, by dotted name; empty where it cannot be parsed."""
    if path.lower().endswith(".toml"):
        return _toml_leaves(text, path)
    document = yaml_document(text)
    return list(yaml_leaves(document, path, text.splitlines()))[:_MOST] if document is not None else []


def yaml_document(text: str) -> yaml.Node | None:
    """Return the nodes of a YAML or JSON text; None where it cannot be parsed or is empty."""
    try:
        return yaml.compose(text, Loader=LOADER)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def yaml_leaves(node: yaml.Node, path: str, lines: list[str], prefix: str = "", depth: int = 0) -> Iterator[Leaf]:
    """Yield the scalars and lists of a mapping, by dotted name."""
    if not isinstance(node, yaml.MappingNode) or depth > _DEEPEST:
        return
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        name = f"{prefix}{key.value}"
        if isinstance(value, yaml.MappingNode) and value.value:
            yield from yaml_leaves(value, path, lines, f"{name}.", depth + 1)
        else:
            line = key.start_mark.line
            comment = re.search(r"\s#\s*(.+)$", lines[line]) if line < len(lines) else None
            yield Leaf(name, plain_value(value), Place(path=path, line=line + 1), comment[1] if comment else None)


def plain_value(node: yaml.Node) -> Any:
    """Return what a node stands for as plain data; text for a kind of scalar that is not plain."""
    if isinstance(node, yaml.SequenceNode):
        return [plain_value(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): plain_value(value) for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    text = str(node.value)
    tag = node.tag.rpartition(":")[2]
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() in {"true", "yes", "on"}
    if tag in {"int", "float"} or (tag == "str" and not getattr(node, "style", None)):
        return _number(text)
    return text


def _number(text: str) -> Any:
    """Return the number of a text, `1e-3` included, which YAML 1.1 takes for text; the text itself where it is none."""
    if re.fullmatch(r"[-+]?\d[\d_]{0,30}", text):
        return int(text.replace("_", ""))
    if re.fullmatch(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", text):
        return float(text.replace("_", ""))
    return text


def _toml_leaves(text: str, path: str) -> list[Leaf]:
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return []
    lines = text.splitlines()
    found: list[Leaf] = []

    def visit(table: dict[str, Any], prefix: str) -> None:
        for key, value in table.items():
            if isinstance(value, dict):
                visit(value, f"{prefix}{key}.")
            elif isinstance(value, str | int | float | bool | list):
                line = next(
                    (n for n, text in enumerate(lines, 1) if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", text)), 1
                )
                found.append(Leaf(f"{prefix}{key}", value, Place(path=path, line=line)))

    visit(data, "")
    return found[:_MOST]


def as_declared(leaf: Leaf) -> Declared:
    """Return a value of a file as a param without flags."""
    declared = Declared(name=leaf.name, place=leaf.place, default=leaf.value if is_plain(leaf.value) else UNKNOWN)
    declared.type = type_of_default(leaf.value)
    declared.help = leaf.comment
    return declared


_TREES = words(
    "yacs.config.CfgNode fvcore.common.config.CfgNode detectron2.config.CfgNode ml_collections.ConfigDict "
    "ml_collections.FrozenConfigDict ml_collections.config_dict.ConfigDict omegaconf.OmegaConf.create "
    "ml_collections.config_dict.config_dict.ConfigDict easydict.EasyDict addict.Dict types.SimpleNamespace "
    "argparse.Namespace omegaconf.DictConfig munch.Munch box.Box"
)
HANDLERS: dict[str, Handler] = dict.fromkeys(sorted(_TREES), _settings)
