"""Which functions are worth following: those from which some command line can be reached."""

import ast
from collections.abc import Iterator

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
    """Tells which functions to follow, judged by names: too many rather than too few."""

    def __init__(self, modules: Modules) -> None:
        self._follow: set[int] = set()
        uses: list[tuple[str, frozenset[str], Function]] = []
        for module in modules.by_path.values():
            outside = _outside_names(modules, module)
            for node, owner in _functions(module.tree, None):
                uses.append((_called_as(node, owner), _names(node, outside), node))
        interesting = set(_MARKS)
        changed = True
        while changed:
            changed = False
            for name, names, node in uses:
                if id(node) not in self._follow and names & interesting:
                    self._follow.add(id(node))
                    if name not in interesting:
                        interesting.add(name)
                    changed = True

    def follows(self, node: Function) -> bool:
        """Whether a function is followed."""
        return id(node) in self._follow or _is_simple(node) or _gives_settings(node)


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


def _functions(node: ast.AST, owner: str | None) -> Iterator[tuple[Function, str | None]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield child, owner
            yield from _functions(child, None)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, child.name)
        else:
            yield from _functions(child, owner)


def _called_as(node: Function, owner: str | None) -> str:
    return owner if owner and node.name.startswith("__") else node.name


def _outside_names(modules: Modules, module: Module) -> frozenset[str]:
    """Return the names that imports from outside the repository bind."""
    return frozenset(
        item.bound or item.module.partition(".")[0]
        for item in module.imports
        if not item.level and not modules.imported(module, item, module.folder)
    )


def _names(node: Function, outside: frozenset[str]) -> frozenset[str]:
    """Return the names a function uses; of what is reached through an outside module only those that matter."""
    found: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            found.add(inner.id)
        elif isinstance(inner, ast.Attribute) and (inner.attr in _MARKS or not _is_outside(inner.value, outside)):
            found.add(inner.attr)
    return frozenset(found)


def _is_outside(node: ast.expr, outside: frozenset[str]) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in outside
