"""Where the value of an expression comes from: text in the source, a param, or something computed.

The answer is a template: `{out}/model_*.npz` is the param `out`, then text with something computed in it.
"""

import ast
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from skills.analyze.module import FoundCall, Function, Module, Where, called_name, per_module

_DEEPEST = 8
_MOST = 4
_JOINS = {"os.path.join", "path.join", "osp.join", "join"}
_SAME = {
    "str", "Path", "pathlib.Path", "os.path.expanduser", "osp.expanduser", "os.path.abspath", "osp.abspath",
    "os.path.realpath", "os.fspath", "PurePath", "os.path.normpath", "open", "io.open", "gzip.open", "expanduser",
}  # fmt: skip
_SAME_METHODS = {"expanduser", "resolve", "absolute", "as_posix", "strip", "rstrip", "open"}


@dataclass(frozen=True, eq=False)
class Flows:
    """The sources of a program: its entry first."""

    modules: Sequence[Module]
    params: frozenset[str]
    commands: frozenset[str] = frozenset()
    """Names of the functions whose arguments are the params."""
    globals: frozenset[str] = frozenset()
    """Params that are names at the top of the program."""
    cwd: str = "."
    """Folder that relative paths start from, relative to the root."""
    argv: tuple[str, ...] = ()
    """Params that are the words of `sys.argv`, in order."""
    _busy: set[tuple[int, str]] = field(default_factory=set)

    @cached_property
    def calls(self) -> list[FoundCall]:
        """Every call of the program."""
        return [call for module in self.modules for call in module.calls]

    @cached_property
    def _callers(self) -> dict[str, list[FoundCall]]:
        result: dict[str, list[FoundCall]] = {}
        for call in self.calls:
            result.setdefault(call.name.rpartition(".")[2], []).append(call)
        return result

    def templates(self, node: ast.expr | None, where: Where, depth: int = 0) -> list[str]:
        """Return what a text may be, likeliest last; `*` stands for what is computed."""
        if node is None or depth > _DEEPEST:
            return ["*"]
        return list(dict.fromkeys(self._templates(node, where, depth + 1)))[-_MOST:] or ["*"]

    def _templates(self, node: ast.expr, where: Where, depth: int) -> list[str]:
        if isinstance(node, ast.Constant):
            known = isinstance(node.value, str | int) and not isinstance(node.value, bool)
            return [str(node.value).replace("*", "")] if known else ["*"]
        if isinstance(node, ast.JoinedStr):
            return self._product([self._piece(part, where, depth) for part in node.values], "")
        if isinstance(node, ast.BinOp):
            return self._operation(node, where, depth)
        if isinstance(node, ast.Name):
            return self._name(node.id, where, depth)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, where, depth)
        if isinstance(node, ast.Subscript):
            key = node.slice.value if isinstance(node.slice, ast.Constant) else None
            if isinstance(key, int) and 0 < key <= len(self.argv) and ast.unparse(node.value) in {"sys.argv", "argv"}:
                return [f"{{{self.argv[key - 1]}}}"]
            return [f"{{{key}}}"] if isinstance(key, str) and key in self.params else ["*"]
        if isinstance(node, ast.IfExp):
            return [*self.templates(node.orelse, where, depth), *self.templates(node.body, where, depth)]
        if isinstance(node, ast.BoolOp):
            return [text for part in reversed(node.values) for text in self.templates(part, where, depth)]
        return self._call(node, where, depth) if isinstance(node, ast.Call) else ["*"]

    def _piece(self, part: ast.expr, where: Where, depth: int) -> list[str]:
        if isinstance(part, ast.FormattedValue):
            return self.templates(part.value, where, depth)
        return self.templates(part, where, depth)

    def _operation(self, node: ast.BinOp, where: Where, depth: int) -> list[str]:
        left, right = self.templates(node.left, where, depth), self.templates(node.right, where, depth)
        if isinstance(node.op, ast.Div):
            return self._product([left, right], "/")
        if isinstance(node.op, ast.Mod):
            items = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            return [_filled(text, [self.templates(item, where, depth)[-1] for item in items]) for text in left]
        return self._product([left, right], "") if isinstance(node.op, ast.Add) else ["*"]

    def _product(self, parts: list[list[str]], glue: str) -> list[str]:
        results = [""]
        for number, texts in enumerate(parts):
            between = glue if number else ""
            results = [_glued(done, between, text) for done in results for text in texts][:_MOST]
        return [_squeezed(text) for text in results]

    def _name(self, name: str, where: Where, depth: int) -> list[str]:
        key = (id(where.function or where.module), name)
        if key in self._busy:
            return ["*"]
        self._busy.add(key)
        try:
            return self._named(name, where, depth)
        finally:
            self._busy.discard(key)

    def _named(self, name: str, where: Where, depth: int) -> list[str]:
        if name == "__file__":
            return [os.path.relpath(where.module.path, self.cwd).replace(os.sep, "/")]
        function = where.function
        if function is not None:
            values = _assignments(where.module).get(id(function), {}).get(name, [])
            if values:
                return [text for value in values for text in self.templates(value, where, depth)]
            arguments = [argument.arg for argument in _arguments(function)]
            if name in arguments:
                if function.name in self.commands and name in self.params:
                    return [f"{{{name}}}"]
                return self._argument(function, name, where, depth)
        if name in self.globals and where.module is self.modules[0]:
            return [f"{{{name}}}"]
        values = _assignments(where.module)[0].get(name, [])
        outside = Where(where.module)
        if values:
            return [text for value in values for text in self.templates(value, outside, depth)]
        for module in self.modules if name in where.module.bound_names else ():
            for value in _assignments(module)[0].get(name, []):
                return self.templates(value, Where(module), depth)
        return ["*"]

    def _argument(self, function: Function, name: str, where: Where, depth: int) -> list[str]:
        called = where.cls.name if where.cls is not None and function.name == "__init__" else function.name
        names = [argument.arg for argument in _arguments(function)]
        index = names.index(name) - (1 if names[:1] in (["self"], ["cls"]) else 0)
        texts: list[str] = []
        for found in self._callers.get(called, [])[:6]:
            call = found.node
            given = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
            if given is None and 0 <= index < len(call.args):
                given = call.args[index]
            if given is not None:
                texts += self.templates(given, found.where, depth)
        if texts:
            return texts
        defaults = dict(zip(reversed([a.arg for a in (*function.args.posonlyargs, *function.args.args)]),
                            reversed(function.args.defaults), strict=False))  # fmt: skip
        return self.templates(defaults[name], Where(where.module), depth) if name in defaults else ["*"]

    def _attribute(self, node: ast.Attribute, where: Where, depth: int) -> list[str]:
        base = node.value
        last = base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""
        if last == "self" and where.cls is not None:
            values = list(_self_assigned(where.cls, node.attr))
            if values:
                return [text for value, inner in values for text in self.templates(
                    value, Where(where.module, inner, where.cls), depth)]  # fmt: skip
        if node.attr == "parent":
            return [_parent(text) for text in self.templates(base, where, depth)]
        if node.attr in self.params and last != "self":
            return [f"{{{node.attr}}}"]
        return ["*"]

    def _call(self, node: ast.Call, where: Where, depth: int) -> list[str]:
        name = called_name(node) or ""
        if name.endswith("dirname") and node.args:
            return [_parent(text) for text in self.templates(node.args[0], where, depth)]
        if name in _JOINS or name.endswith("path.join"):
            return self._product([self.templates(part, where, depth) for part in node.args], "/")
        if name in _SAME and node.args:
            return self._product(
                [self.templates(part, where, depth) for part in node.args[: 1 if "open" in name else 3]], "/"
            )
        if isinstance(node.func, ast.Attribute):
            if node.func.attr == "format":
                texts = self.templates(node.func.value, where, depth)
                values = [self.templates(part, where, depth)[-1] for part in node.args]
                named = {item.arg: self.templates(item.value, where, depth)[-1] for item in node.keywords if item.arg}
                return [_formatted(text, values, named) for text in texts]
            if node.func.attr in _SAME_METHODS:
                return self.templates(node.func.value, where, depth)
            if node.func.attr == "joinpath":
                return self._product(
                    [self.templates(part, where, depth) for part in (node.func.value, *node.args)], "/"
                )
        if name.endswith(("environ.get", "getenv")) and node.args and isinstance(node.args[0], ast.Constant):
            key = str(node.args[0].value)
            return [f"{{{key}}}"] if key in self.params else ["*"]
        return ["*"]


@per_module
def _assignments(module: Module) -> "dict[int, dict[str, list[ast.expr]]]":
    """Return what names are given, by the id of the function they are given in; by 0 at the top of the module."""
    found: dict[int, dict[str, list[ast.expr]]] = {}
    for place in (module.tree, *(node for node in module.nodes if isinstance(node, Function))):
        names = found.setdefault(0 if place is module.tree else id(place), {})
        for node in _own_nodes(place):
            for name, value in _given(node):
                names.setdefault(name, []).append(value)
    return found


def _given(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a statement assigns, with their values."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, node.value
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                for part, value in zip(target.elts, node.value.elts, strict=False):
                    if isinstance(part, ast.Name):
                        yield part.id, value
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name) and node.value:
        yield node.target.id, node.value
    elif isinstance(node, ast.withitem) and isinstance(node.optional_vars, ast.Name):
        yield node.optional_vars.id, node.context_expr


def _own_nodes(place: ast.AST) -> Iterator[ast.AST]:
    queue = list(ast.iter_child_nodes(place))
    for node in queue:
        yield node
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            queue += ast.iter_child_nodes(node)


def _self_assigned(cls: ast.ClassDef, name: str) -> Iterator[tuple[ast.expr, Function]]:
    for function in cls.body:
        if not isinstance(function, Function):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Attribute) and target.attr == name and _is_self(target.value):
                        yield node.value, function


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def _arguments(function: Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _glued(left: str, glue: str, right: str) -> str:
    if glue == "/" and right.startswith("/"):
        return right
    return f"{left.rstrip('/')}/{right}" if glue == "/" and left else f"{left}{right}"


def _parent(text: str) -> str:
    """Return the folder of a path; what is computed stays so."""
    return str(PurePosixPath(text).parent) if text.strip("*") else "*"


def _squeezed(text: str) -> str:
    while "**" in text:
        text = text.replace("**", "*")
    return text[:300]


def _filled(text: str, values: list[str]) -> str:
    pieces = _split_percent(text)
    result = pieces[0]
    for number, piece in enumerate(pieces[1:]):
        result += (values[number] if number < len(values) else "*") + piece
    return _squeezed(result)


def _split_percent(text: str) -> list[str]:
    return re.split(r"%[-+ #0]*\d*(?:\.\d+)?[srdifgexX]", text)


def _formatted(text: str, values: list[str], named: dict[str, str]) -> str:
    count = iter(values)

    def field_of(found: "re.Match[str]") -> str:
        name = found[1]
        if not name:
            return next(count, "*")
        return values[int(name)] if name.isdigit() and int(name) < len(values) else named.get(name, "*")

    return _squeezed(re.sub(r"\{(\w*)[^{}]*\}", field_of, text))
