"""Change a value where it stands: a constant of a source, a key of a dict, an argument of a call, a configuration.

For a run's own copy of the code. Comments and layout stay as they are.
"""

import ast
import json
from collections.abc import Iterator

import tomlkit
import yaml
from pydantic import JsonValue

from contracts.repo import Param
from skills.analyze.module import parse


def with_value(source: bytes, param: Param, value: JsonValue) -> bytes | None:
    """Return a file's content with another value for a param that stands in it.

    Args:
        source: The file that the param's proof names.
        param: Of binding `constant` or `config`.
        value: Its new value.

    Returns:
        The new content; None where the value is not in that place any more.
    """
    path = param.proof.path.lower()
    if path.endswith((".py", ".pyw")):
        return _in_python(source, param, value)
    text = source.decode("utf-8-sig")
    changed = _in_toml(text, param, value) if path.endswith(".toml") else _in_yaml(text, param, value, path)
    return None if changed is None else changed.encode("utf-8")


def _in_python(source: bytes, param: Param, value: JsonValue) -> bytes | None:
    try:
        tree = parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        for name, line, written in _values(node):
            if line == param.proof.line and name == param.name:
                return _replaced(source, written, repr(value).encode())
    return None


def _values(node: ast.AST) -> Iterator[tuple[str, int, ast.expr]]:
    """Yield the names that a node gives a value, with the line of each and the value."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, node.lineno, node.value
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                for part, item in zip(target.elts, node.value.elts, strict=False):
                    if isinstance(part, ast.Name):
                        yield part.id, node.lineno, item
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
        yield node.target.id, node.lineno, node.value
    elif isinstance(node, ast.Dict):
        for key, item in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, key.lineno, item
    elif isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg:
                yield keyword.arg, keyword.value.lineno, keyword.value


def _replaced(source: bytes, node: ast.expr, text: bytes) -> bytes:
    lines = source.splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: (node.end_lineno or node.lineno) - 1])) + (node.end_col_offset or 0)
    return source[:start] + text + source[end:]


def _in_yaml(text: str, param: Param, value: JsonValue, path: str) -> str | None:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    for part in param.name.split("."):
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((item for key, item in pairs if isinstance(key, yaml.ScalarNode) and key.value == part), None)
    if node is None:
        return None
    written = json.dumps(value) if path.endswith(".json") else _as_yaml(value)
    return f"{text[: node.start_mark.index]}{written}{text[node.end_mark.index :]}"


def _as_yaml(value: JsonValue) -> str:
    """Return a value in YAML's flow form; YAML 1.1 takes `1e-05` for text, so a number gets its point."""
    if isinstance(value, list):
        return f"[{', '.join(_as_yaml(item) for item in value)}]"
    written = json.dumps(value)
    return (
        written.replace("e", ".0e", 1)
        if isinstance(value, float) and "e" in written and "." not in written
        else written
    )


def _in_toml(text: str, param: Param, value: JsonValue) -> str | None:
    try:
        document = tomlkit.parse(text)
    except tomlkit.exceptions.ParseError:
        return None
    *tables, last = param.name.split(".")
    table: object = document
    for name in tables:
        table = table.get(name) if isinstance(table, dict) else None
    if not isinstance(table, dict) or last not in table:
        return None
    table[last] = value
    return tomlkit.dumps(document)
