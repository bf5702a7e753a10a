"""Which functions are worth following: those from which some command line can be reached."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from skills.analyze.module import Function, Module
from skills.analyze.modules import Modules
from skills.analyze.plain import words

_MARKS = words(
    "ArgumentParser ArgParser add_argument add_argument_group add_arguments parse_args parse_known_args "
    "add_subparsers add_parser set_defaults click typer fire Fire tyro HfArgumentParser parse_args_into_dataclasses "
    "argv OptionParser add_option getopt docopt DEFINE_string DEFINE_integer DEFINE_float DEFINE_bool DEFINE_boolean "
    "DEFINE_enum DEFINE_list DEFINE_config_file from_cli LightningCLI CLI auto_cli merge_from_args merge_from_list "
    "merge_from_file CfgNode CN Tap simple_parsing pyrallis draccus configargparse jsonargparse add_argparse_args "
    "BooleanOptionalAction"
)
_SIMPLE = (ast.Assign, ast.AnnAssign, ast.Return)
_SHORT = 40
_SMALL = 16
"""Statements of a function that only assigns, and is followed for what it returns or sets."""


class Interest:
    """Tells which functions of a program to follow, judged by names: too many rather than too few."""

    def __init__(self, modules: Modules, closure: Sequence[Module]) -> None:
        self._follow: set[int] = set()
        left = [item for module in closure for item in _functions(module, modules.outside_names(module))]
        interesting = set(_MARKS)
        changed = True
        while changed:
            changed = False
            waiting: list[_Used] = []
            for item in left:
                if item.names.isdisjoint(interesting):
                    waiting.append(item)
                    continue
                if item.node is not None:
                    self._follow.add(id(item.node))
                if item.called_as not in interesting:
                    interesting.add(item.called_as)
                    changed = True
            left = waiting

    def follows(self, node: Function) -> bool:
        """Whether a function is followed."""
        return id(node) in self._follow or _is_simple(node) or _gives_settings(node)


@dataclass(frozen=True)
class _Used:
    """A function, or a name at the top of a module, and the names it is made of."""

    called_as: str
    names: frozenset[str]
    node: Function | None = None


_KNOWN: WeakKeyDictionary[Module, list[_Used]] = WeakKeyDictionary()


def _functions(module: Module, outside: frozenset[str]) -> list[_Used]:
    """Return the functions of a module; of what one reaches through an outside module only the names that matter."""
    if module not in _KNOWN:
        names: dict[int, set[str]] = {}
        found: list[tuple[str, Function]] = []
        for where, node in module.placed:
            if isinstance(node, Function):
                found.append((where.cls.name if where.cls and node.name.startswith("__") else node.name, node))
            if where.function is None:
                continue
            used = names.setdefault(id(where.function), set())
            if isinstance(node, ast.Name):
                used.add(node.id)
            elif isinstance(node, ast.Attribute) and (node.attr in _MARKS or not _is_outside(node.value, outside)):
                used.add(node.attr)
        functions = [_Used(name, frozenset(names.get(id(node), ())), node) for name, node in found]
        _KNOWN[module] = [*functions, *_assigned(module)]
    return _KNOWN[module]


def _assigned(module: Module) -> Iterator[_Used]:
    """Yield the names that a module gives to objects at its top: `app = typer.Typer()`."""
    for statement in module.tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            made = ast.unparse(statement.value.func).rpartition(".")
            if not made[2][:1].isupper():
                continue
            names = frozenset({made[2], *made[0].split(".")})
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    yield _Used(target.id, names)


def _is_outside(node: ast.expr, outside: frozenset[str]) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in outside


def _is_simple(node: Function) -> bool:
    if len(node.body) > _SMALL:
        return False
    return all(isinstance(item, _SIMPLE) or _is_text(item) for item in node.body)


def _gives_settings(node: Function) -> bool:
    """Whether a function takes nothing and is short: what it returns may be what a command line is made of."""
    arguments = node.args
    takes = arguments.posonlyargs or arguments.args or arguments.vararg or arguments.kwarg or arguments.kwonlyargs
    return not takes and len(node.body) <= _SHORT and isinstance(node.body[-1], ast.Return)


def _is_text(item: ast.stmt) -> bool:
    return isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant)
