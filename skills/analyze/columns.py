"""The columns of a table that a program names after it has read it."""

import ast
from collections.abc import Iterator

from skills.analyze.file_calls import FileCall
from skills.analyze.plain import plain

_MOST = 60
_READERS = (
    "read_csv",
    "read_table",
    "read_parquet",
    "read_json",
    "read_excel",
    "read_feather",
    "scan_csv",
    "read_pickle",
)
_TAKING = frozenset(
    {"drop", "pop", "get", "select", "dropna", "set_index", "groupby", "sort_values", "astype", "rename"}
)


def columns_of(call: FileCall) -> tuple[str, ...]:
    """Return the columns that the function around a call names on the table it reads, in the order of the source."""
    name = ast.unparse(call.node.func).rpartition(".")[2]
    if name not in _READERS or call.is_write:
        return ()
    place = call.where.function or call.where.module.tree
    table = _assigned_name(place, call.node)
    found = [*_listed(call.node, ("usecols", "columns", "names", "parse_dates", "index_col"))]
    if table is not None:
        named = [node for node in ast.walk(place) if _is_on(node, table)]
        for node in sorted(named, key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))):
            found += _named(node)
    return tuple(dict.fromkeys(plain(column, 80) for column in found))[:_MOST]


def _assigned_name(place: ast.AST, call: ast.Call) -> str | None:
    for node in ast.walk(place):
        if isinstance(node, ast.Assign) and any(inner is call for inner in ast.walk(node.value)):
            return next((target.id for target in node.targets if isinstance(target, ast.Name)), None)
    return None


def _is_on(node: ast.AST, table: str) -> bool:
    """Whether a node is `table[…]`, or a call of one of the table's methods that take columns."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Name) and node.value.id == table
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _TAKING:
        return isinstance(node.func.value, ast.Name) and node.func.value.id == table
    return False


def _named(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Subscript):
        yield from _texts(node.slice)
    elif isinstance(node, ast.Call):
        if node.args:
            yield from _texts(node.args[0])
        yield from _listed(node, ("columns", "labels", "subset", "by"))


def _listed(call: ast.Call, words: tuple[str, ...]) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg in words:
            yield from _texts(keyword.value)


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.List | ast.Tuple):
        for item in node.elts:
            yield from _texts(item)
