"""Values that stand in the source as they are."""

import ast

from skills.analyze.declared import MISSING

_MOST_ITEMS = 20


def literal(node: ast.expr) -> object:
    """Return the plain value that an expression is: a literal, `10 * 1000`, `Path("x")`; `MISSING` for any other."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        return literal(node.args[0]) if ast.unparse(node.func).endswith("Path") else MISSING
    if isinstance(node, ast.BinOp):
        return _folded(node)
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return MISSING
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return value if isinstance(value, list | tuple) and len(value) <= _MOST_ITEMS else MISSING


def _folded(node: ast.BinOp) -> object:
    left, right = literal(node.left), literal(node.right)
    if not (isinstance(left, int | float) and isinstance(right, int | float)) or max(abs(left), abs(right)) > 1e12:
        return MISSING
    if isinstance(node.op, ast.Mult):
        return left * right
    if isinstance(node.op, ast.Div | ast.FloorDiv) and right:
        return left / right if isinstance(node.op, ast.Div) else left // right
    if isinstance(node.op, ast.Pow) and abs(right) <= 40 and 0 < abs(left) <= 1000:
        return left**right
    if isinstance(node.op, ast.Add | ast.Sub):
        return left + right if isinstance(node.op, ast.Add) else left - right
    return MISSING
