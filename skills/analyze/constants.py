"""Values that stand in the source of a program, and those it takes from environment variables."""

import ast
from collections.abc import Iterator, Sequence

from contracts.repo import Param, ParamType
from skills.analyze.declared import MISSING, Declared, type_of_default
from skills.analyze.module import Module, per_module
from skills.analyze.roles import role_of

_ENVIRONMENT = {"os.environ.get", "os.getenv", "environ.get", "getenv"}
_CONVERTERS: dict[str, ParamType] = {"int": "int", "float": "float", "bool": "bool", "str": "str"}


def constant_params(module: Module) -> list[Param]:
    """Return the literals that a program's settings are made of: assigned once at the top, and used below.

    They are not overridable from outside. Names in lower case count where they are a setting by their role.
    """
    body: list[ast.stmt] = list(module.tree.body)
    if module.main_guard:
        body += module.main_guard.body
    used = {node.id for node in module.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    assigned: dict[str, list[Declared]] = {}
    for name, value, statement in _assignments(body):
        declared = Declared(name=name, place=module.place(statement), binding="constant", overridable=False)
        declared.default = _literal(value)
        if declared.default is not MISSING:
            declared.type = type_of_default(declared.default)
            assigned.setdefault(name, []).append(declared)
    times = _times_assigned(module)
    once = [found[0] for name, found in assigned.items() if name in used and times.get(name, 0) == 1]
    return [declared.param() for declared in once if _is_setting(declared)]


def environment_params(modules: Sequence[Module]) -> list[Param]:
    """Return the environment variables that a program reads, by their own names."""
    found: dict[str, Declared] = {}
    for module in modules:
        for name, declared in _environment_reads(module):
            found.setdefault(name, declared)
    return [declared.param() for declared in found.values()]


@per_module
def _environment_reads(module: Module) -> list[tuple[str, Declared]]:
    if "environ" not in module.text and "getenv" not in module.text:
        return []
    found: list[tuple[str, Declared]] = []
    for node, converter in _with_converter(module):
        read = _environment_read(node)
        if read and not _is_launcher(read[0]):
            name, default = read
            declared = Declared(name=name, place=module.place(node), binding="env")
            declared.default = MISSING if default is None else _literal(default)
            declared.default_source = default
            declared.required = isinstance(node, ast.Subscript)
            declared.type = converter or type_of_default(declared.default) or "str"
            declared.help = f"Environment variable {name}."
            found.append((name, declared))
    return found


def _assignments(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr, ast.stmt]]:
    for statement in body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, value = statement.targets[0], statement.value
            if isinstance(target, ast.Name):
                yield target.id, value, statement
            elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                for part, item in zip(target.elts, value.elts, strict=False):
                    if isinstance(part, ast.Name):
                        yield part.id, item, statement
        elif isinstance(statement, ast.AnnAssign) and statement.value and isinstance(statement.target, ast.Name):
            yield statement.target.id, statement.value, statement


def _literal(node: ast.expr) -> object:
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        return _literal(node.args[0]) if ast.unparse(node.func).endswith("Path") else MISSING
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return _folded(node)
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return value if isinstance(value, list | tuple) and len(value) <= 20 else MISSING


def _folded(node: ast.expr) -> object:
    """Return the number that `10 * 1000` or `2 ** 14` is."""
    if isinstance(node, ast.BinOp):
        left, right = _literal(node.left), _literal(node.right)
        if isinstance(left, int | float) and isinstance(right, int | float) and abs(left) < 1e12 and abs(right) < 1e12:
            if isinstance(node.op, ast.Mult):
                return left * right
            if isinstance(node.op, ast.Div) and right:
                return left / right
            if isinstance(node.op, ast.Pow) and abs(right) <= 40 and abs(left) <= 1000 and left:
                return left**right
    return MISSING


def _times_assigned(module: Module) -> dict[str, int]:
    times: dict[str, int] = {}
    for node in module.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            times[node.id] = times.get(node.id, 0) + 1
    return times


def _is_setting(declared: Declared) -> bool:
    if declared.name.startswith("__"):
        return False
    if declared.name.isupper() and len(declared.name) > 1:
        return True
    return role_of(declared.name, (), None, declared.type) is not None or _is_known_setting(declared)


def _is_known_setting(declared: Declared) -> bool:
    is_number = isinstance(declared.default, int | float)
    words = set(declared.name.lower().split("_"))
    return is_number and bool(
        words
        & {
            "size", "dim", "rate", "lr", "hidden", "layers", "dropout", "momentum", "decay", "gamma", "alpha", "beta",
            "lambda", "units", "length", "width", "height", "channels", "depth", "heads", "classes", "features",
            "interval", "eval", "warmup", "steps", "iters", "epochs", "batch", "embd", "head", "layer", "clip", "tau",
            "epsilon", "temperature", "vocab", "patience", "split", "num", "threshold", "margin", "noise",
        }
    )  # fmt: skip


def _with_converter(module: Module) -> Iterator[tuple[ast.expr, ParamType | None]]:
    inside: set[int] = set()
    for node in module.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CONVERTERS:
            for argument in node.args[:1]:
                if _environment_read(argument):
                    inside.add(id(argument))
                    yield argument, _CONVERTERS[node.func.id]
        if isinstance(node, ast.Call | ast.Subscript) and id(node) not in inside:
            yield node, None


def _environment_read(node: ast.expr) -> tuple[str, ast.expr | None] | None:
    """Return the variable that an expression reads and its default."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name) and node.args:
        if ast.unparse(node.func) in _ENVIRONMENT and (name := _text(node.args[0])):
            named = [keyword.value for keyword in node.keywords if keyword.arg == "default"]
            return name, node.args[1] if len(node.args) > 1 else named[0] if named else None
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        if ast.unparse(node.value) in {"os.environ", "environ"} and (name := _text(node.slice)):
            return name, None
    return None


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _is_launcher(name: str) -> bool:
    """Whether a variable is set by a launcher or the system, not by somebody who trains."""
    return name in {
        "HOME", "PATH", "USER", "PWD", "TMPDIR", "HOSTNAME", "PYTHONPATH", "RANK", "LOCAL_RANK", "WORLD_SIZE",
        "MASTER_ADDR", "MASTER_PORT", "LOCAL_WORLD_SIZE", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "USERPROFILE",
        "TERM", "SHELL", "LANG",
    } or name.startswith(("SLURM_", "OMPI_", "PMI_"))  # fmt: skip
