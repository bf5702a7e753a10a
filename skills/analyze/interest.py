"""Which functions are worth following: those from which some command line can be reached."""

import ast
from collections.abc import Iterator

from skills.analyze.module import Function
from skills.analyze.modules import Modules
from skills.analyze.plain import words

_MARKS = words(
    "ArgumentParser ArgParser add_argument add_argument_group add_arguments parse_args parse_known_args "
    "add_subparsers add_parser set_defaults click option argument command group typer Typer Option Argument fire Fire "
    "tyro cli HfArgumentParser parse_args_into_dataclasses argv OptionParser add_option getopt docopt flags FLAGS "
    "DEFINE_string DEFINE_integer DEFINE_float DEFINE_bool DEFINE_boolean DEFINE_enum DEFINE_list DEFINE_spaceseplist "
    "DEFINE_config_file DEFINE_multi_string app hydra main_hydra OmegaConf from_cli LightningCLI CLI auto_cli merge_from_args "
    "merge_from_list merge_from_file CfgNode CN Tap simple_parsing pyrallis draccus wrap plac configargparse "
    "jsonargparse add_argparse_args BooleanOptionalAction sacred Experiment"
)
_SMALL = 6
"""Statements of a function that is followed in any case, for what it returns."""


class Interest:
    """Tells which functions to follow, judged by names: too many rather than too few."""

    def __init__(self, modules: Modules) -> None:
        self._follow: set[int] = set()
        uses: list[tuple[str, frozenset[str], Function]] = []
        for module in modules.by_path.values():
            for node, owner in _functions(module.tree, None):
                uses.append((_called_as(node, owner), _names(node), node))
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
        if id(node) in self._follow:
            return True
        return len(node.body) <= _SMALL and not any(
            isinstance(item, ast.For | ast.While | ast.With) for item in node.body
        )


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


def _names(node: Function) -> frozenset[str]:
    found: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            found.add(inner.id)
        elif isinstance(inner, ast.Attribute):
            found.add(inner.attr)
    return frozenset(found)
