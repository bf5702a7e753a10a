"""Command lines of Hydra and OmegaConf: `a.b=c` over a tree of YAML files or dataclasses."""

import ast
from pathlib import PurePosixPath
from typing import Any

import yaml

from contracts.repo import Place
from skills.analyze.argparse_reader import Parser
from skills.analyze.config_trees import (
    Leaf,
    Settings,
    as_declared,
    file_leaves,
    flattened,
    plain_value,
    yaml_document,
    yaml_leaves,
)
from skills.analyze.dataclass_fields import flat_fields
from skills.analyze.declared import MISSING, Declared
from skills.analyze.expressions import Handler
from skills.analyze.values import (
    UNKNOWN,
    Call,
    ClassValue,
    FunctionValue,
    InstanceValue,
    Machine,
    Method,
    Native,
    Value,
)

_STORE = "hydra.store"
_DEEPEST = 6


def _assigned(declared: Declared) -> Declared:
    declared.flags, declared.syntax = (declared.name,), "assign"
    return declared


class HydraMain(Native):
    """A function under `@hydra.main(...)`."""

    def __init__(self, function: FunctionValue, made: Call) -> None:
        self.function, self.made = function, made

    def call(self, call: Call) -> Value:
        """Read the command line, and follow the function."""
        parser = Parser(self.made.place, framework="hydra")
        parser.params = [_assigned(declared) for declared in self._params(call.machine)]
        parser.parsed.append(call.place)
        call.machine.programs.append(parser)
        call.machine.invoke(self.function, (UNKNOWN,))
        return UNKNOWN

    def _params(self, machine: Machine) -> list[Declared]:
        name = self.made.get(1, "config_name")
        if not isinstance(name, str):
            return []
        folder = self._folder()
        if folder is not None:
            leaves = Composer(machine, folder).compose(name.removesuffix(".yaml"))
            if leaves:
                return [self._declared(leaf, folder, machine) for leaf in leaves.values() if _is_shown(leaf)]
        stored = machine.state.get(_STORE, {}).get(("", name))
        return stored_params(stored, machine, self.made.place)

    def _declared(self, leaf: Leaf, folder: str, machine: Machine) -> Declared:
        declared = as_declared(leaf)
        if leaf.value == "???":
            declared.default, declared.required, declared.type = MISSING, True, None
        elif isinstance(leaf.value, str) and "${" in leaf.value:
            declared.default, declared.default_source = UNKNOWN, ast.Constant(leaf.value)
        group = f"{folder}/{leaf.name.replace('.', '/')}/"
        options = [path.removeprefix(group) for path in machine.paths_under(group) if path.endswith(".yaml")]
        if options and isinstance(leaf.value, str):
            names = sorted(option.removesuffix(".yaml") for option in options if "/" not in option)
            declared.notes.append(f"One of the files in `{group}`: {', '.join(names[:12])}.")
        return declared

    def _folder(self) -> str | None:
        path = self.made.get(0, "config_path")
        if path is None:
            path = "."
        if not isinstance(path, str) or path.startswith(("pkg:", "/")):
            return None
        return _normal(PurePosixPath(self.function.place.path).parent / path)


def _is_shown(leaf: Leaf) -> bool:
    """Whether somebody would set a value: not what Hydra itself is told, nor which class a node is made of."""
    last = leaf.name.rpartition(".")[2]
    return (
        not leaf.name.startswith("hydra.")
        and leaf.name != "hydra"
        and last not in {"_target_", "_partial_", "_convert_"}
    )


class Composer:
    """Puts a configuration together from the files that its `defaults` name."""

    def __init__(self, machine: Machine, folder: str) -> None:
        self._machine, self._folder = machine, folder

    def compose(self, name: str, package: str = "", depth: int = 0) -> dict[str, Leaf]:
        """Return the values of a configuration and of those it is made of, by dotted name.

        Args:
            name: Of the file, relative to the folder of configurations, without its ending.
            package: Where its values go: `model.`; empty at the top.
            depth: How many configurations named each other so far.
        """
        path = _normal(PurePosixPath(self._folder) / f"{name}.yaml")
        text = self._machine.text_at(path)
        document = yaml_document(text) if text is not None else None
        if text is None or not isinstance(document, yaml.MappingNode) or depth > _DEEPEST:
            return {}
        package = _package(text, package)
        own = {
            leaf.name: leaf
            for leaf in yaml_leaves(document, path, text.splitlines(), package)
            if not leaf.name.removeprefix(package).startswith(("defaults", "hydra."))
        }
        result: dict[str, Leaf] = {}
        placed = False
        for item in _defaults(document):
            if item == "_self_":
                result |= own
                placed = True
            else:
                result |= self._default(item, name, package, depth)
        return result if placed else {**result, **own}

    def _default(self, item: Any, name: str, package: str, depth: int) -> dict[str, Leaf]:
        here = str(PurePosixPath(name).parent)
        base = "" if here == "." else f"{here}/"
        if isinstance(item, str):
            group, _, option = item.rpartition("/")
            path = item.lstrip("/") if item.startswith("/") else f"{base}{item}"
            inner = f"{package}{group.replace('/', '.')}." if group else package
            return self.compose(path, inner, depth + 1)
        if not isinstance(item, dict):
            return {}
        found: dict[str, Leaf] = {}
        for key, option in item.items():
            group = key.removeprefix("override ").removeprefix("optional ").strip()
            if group.startswith(("hydra/", "/hydra/")) or not isinstance(option, str) or option in {"null", "???"}:
                continue
            group, _, target = group.partition("@")
            path = group.lstrip("/") if group.startswith("/") else f"{base}{group}"
            inner = (
                f"{target}." if target and target != "_global_" else f"{package}{group.strip('/').replace('/', '.')}."
            )
            found |= self.compose(f"{path}/{option.removesuffix('.yaml')}", inner, depth + 1)
            chosen = Leaf(f"{package}{group.strip('/')}", option, self._place(name, group))
            is_there = self._machine.text_at(_normal(PurePosixPath(self._folder) / f"{path}/{option}.yaml")) is not None
            if is_there or not key.startswith("optional "):
                found[chosen.name] = chosen
        return found

    def _place(self, name: str, group: str) -> Place:
        path = _normal(PurePosixPath(self._folder) / f"{name}.yaml")
        lines = (self._machine.text_at(path) or "").splitlines()
        line = next((number for number, text in enumerate(lines, 1) if f"{group}:" in text or f"{group}@" in text), 1)
        return Place(path=path, line=line)


def _defaults(document: yaml.MappingNode) -> list[Any]:
    for key, value in document.value:
        if isinstance(key, yaml.ScalarNode) and key.value == "defaults" and isinstance(value, yaml.SequenceNode):
            return [plain_value(item) for item in value.value]
    return []


def _package(text: str, package: str) -> str:
    for line in text.splitlines()[:5]:
        if line.startswith("#") and "@package" in line:
            name = line.partition("@package")[2].strip()
            return "" if name == "_global_" else package if name == "_group_" else f"{name}."
    return package


def stored_params(stored: Value, machine: Machine, place: Place) -> list[Declared]:
    """Return the params of a configuration that is a dataclass, an object of one, or a dict."""
    if isinstance(stored, InstanceValue):
        stored = stored.cls
    if isinstance(stored, ClassValue):
        return [field.declared(prefix) for prefix, field in flat_fields(stored, machine)]
    return list(flattened(stored, place)) if isinstance(stored, dict | Settings) else []


def _main(call: Call) -> Value:
    def decorate(inner: Call) -> Value:
        function = inner.positional[0] if inner.positional else UNKNOWN
        return HydraMain(function, call) if isinstance(function, FunctionValue) else function

    return Method(decorate)


class ConfigStore(Native):
    """Hydra's store of configurations made of dataclasses."""

    def attribute(self, name: str) -> Value:
        return Method(self._store) if name == "store" else UNKNOWN

    def _store(self, call: Call) -> Value:
        name, group = call.get(0, "name"), call.get(2, "group", "")
        node = call.keywords.get("node", call.positional[1] if len(call.positional) > 1 else None)
        if isinstance(name, str):
            call.machine.state.setdefault(_STORE, {})[(group if isinstance(group, str) else "", name)] = node
        return None


def _config_store(_call: Call) -> Value:
    return ConfigStore()


# OmegaConf without Hydra


class Loaded(Settings):
    """What `OmegaConf.load("config.yaml")` gives."""


def _load(call: Call) -> Value:
    path = call.get(0, "file_")
    text = call.machine.text_at(_normal(PurePosixPath(path))) if isinstance(path, str) else None
    if text is None or not isinstance(path, str):
        return UNKNOWN
    loaded = Loaded(call.place)
    for leaf in file_leaves(text, _normal(PurePosixPath(path))):
        loaded.assign(leaf.name, leaf.value if leaf.value is not None else None, leaf.place)
    return loaded


class FromCli(Native):
    """What `OmegaConf.from_cli()` gives."""


def _from_cli(call: Call) -> Value:
    call.machine.state["omegaconf.cli"] = call.place
    return FromCli()


def _structured(call: Call) -> Value:
    made = Settings(call.place)
    for declared in stored_params(call.get(0, "obj"), call.machine, call.place):
        made.assign(declared.name, declared.default, declared.place)
    return made


def _merge(call: Call) -> Value:
    merged = Settings(call.place)
    for value in call.positional:
        for declared in flattened(value, call.place) if isinstance(value, Settings | dict) else ():
            merged.assign(declared.name, declared.default, declared.place)
    if any(isinstance(value, FromCli) for value in call.positional):
        parser = Parser(call.place, framework="omegaconf")
        parser.params = [_assigned(declared) for declared in flattened(merged, call.place)]
        call.machine.programs.append(parser)
    return merged


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts) or "."


HANDLERS: dict[str, Handler] = {
    "hydra.main": _main,
    "hydra.core.config_store.ConfigStore.instance": _config_store,
    "omegaconf.OmegaConf.load": _load,
    "omegaconf.OmegaConf.from_cli": _from_cli,
    "omegaconf.OmegaConf.structured": _structured,
    "omegaconf.OmegaConf.merge": _merge,
}
