"""Set a constant of a script in the run's own copy of the code; the user's file stays as it is."""

import ast
import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import JsonValue

from contracts.errors import BadRequest
from contracts.plan import FileChange
from contracts.repo import Param


def changed_files(root: Path, constants: Iterable[tuple[Param, JsonValue]]) -> dict[str, bytes]:
    """Return the new content of every file in which a constant changes, by path relative to the root.

    Raises:
        BadRequest: The constant is no longer where it was read.
    """
    content: dict[str, bytes] = {}
    for param, value in constants:
        path = param.proof.path
        before = content.get(path) or (root / path).read_bytes()
        content[path] = _assigned(before, param, value)
    return content


def as_changes(root: Path, content: Mapping[str, bytes]) -> tuple[FileChange, ...]:
    """Return the changes with their diffs, for a proposal."""
    return tuple(
        FileChange(path=f"{{run}}/work/{path}", what="change", diff=_diff(root / path, path, after))
        for path, after in sorted(content.items())
    )


def _assigned(source: bytes, param: Param, value: JsonValue) -> bytes:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            continue
        if node.lineno == param.proof.line and param.name in names and node.value is not None:
            return _replaced(source, node.value, repr(value).encode())
    raise BadRequest(
        f"`{param.name}` is not assigned at {param.proof} any more. The file changed since it was read. "
        "Say `read the repo` and ask again."
    )


def _replaced(source: bytes, node: ast.expr, text: bytes) -> bytes:
    lines = source.splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: (node.end_lineno or node.lineno) - 1])) + (node.end_col_offset or 0)
    return source[:start] + text + source[end:]


def _diff(path: Path, name: str, after: bytes) -> str:
    before_lines = path.read_text("utf-8", "replace").splitlines(keepends=True)
    after_lines = after.decode("utf-8", "replace").splitlines(keepends=True)
    return "".join(difflib.unified_diff(before_lines, after_lines, f"a/{name}", f"b/{name}"))
