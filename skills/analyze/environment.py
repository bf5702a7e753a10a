"""The environment variables that a program reads."""

import ast
from collections.abc import Iterator, Sequence

from contracts.repo import Param, ParamType
from skills.analyze.declared import MISSING, Declared, type_of_default
from skills.analyze.literals import literal
from skills.analyze.module import Module, per_module
from skills.analyze.plain import words

_READS = {"os.environ.get", "os.getenv", "environ.get", "getenv", "os.environ.pop", "os.environ.setdefault"}
_CONVERTERS: dict[str, ParamType] = {"int": "int", "float": "float", "bool": "bool", "str": "str", "Path": "path"}
_SET_BY_OTHERS = words(
    "HOME PATH USER PWD TMPDIR HOSTNAME PYTHONPATH RANK LOCAL_RANK WORLD_SIZE MASTER_ADDR MASTER_PORT NODE_RANK "
    "LOCAL_WORLD_SIZE CUDA_VISIBLE_DEVICES LD_LIBRARY_PATH USERPROFILE TERM SHELL LANG GROUP_RANK DISPLAY LOGNAME "
    "CONDA_PREFIX VIRTUAL_ENV EDITOR COLUMNS PROJECT_ROOT OMP_NUM_THREADS"
)
_SET_BY_LAUNCHERS = ("SLURM_", "OMPI_", "PMI_", "TORCHELASTIC_", "KUBERNETES_", "SM_")


def environment_params(modules: Sequence[Module]) -> list[Param]:
    """Return the environment variables that a program reads, by their own names; what launchers set is left out."""
    found: dict[str, Declared] = {}
    for module in modules:
        for name, declared in _reads(module):
            found.setdefault(name, declared)
    return [declared.param() for declared in found.values()]


@per_module
def _reads(module: Module) -> list[tuple[str, Declared]]:
    if "environ" not in module.text and "getenv" not in module.text:
        return []
    found: list[tuple[str, Declared]] = []
    handled = _handled(module)
    for node, converter in _with_converter(module):
        read = _read(node)
        if read and read[0] not in _SET_BY_OTHERS and not read[0].startswith(_SET_BY_LAUNCHERS):
            name, default = read
            declared = Declared(name=name, place=module.place(node), binding="env")
            declared.default = MISSING if default is None else literal(default)
            declared.default_source = default
            declared.required = isinstance(node, ast.Subscript) and name not in handled
            declared.type = converter or _type(declared.default)
            declared.help = f"Environment variable {name}."
            found.append((name, declared))
    return found


def _handled(module: Module) -> set[str]:
    """Return the variables that a module sets itself, or asks for before it reads them."""
    found: set[str] = set()
    for node in module.nodes:
        if (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and (name := _text(node.slice))) or (
            isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn) and (name := _text(node.left))
        ):
            found.add(name)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setdefault":
            found |= {text for argument in node.args[:1] if (text := _text(argument))}
    return found


def _type(default: object) -> ParamType:
    kind = type_of_default(default)
    return kind if kind in {"int", "float"} else "str"


def _with_converter(module: Module) -> Iterator[tuple[ast.expr, ParamType | None]]:
    inside: set[int] = set()
    for node in module.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CONVERTERS:
            for argument in node.args[:1]:
                if _read(argument):
                    inside.add(id(argument))
                    yield argument, _CONVERTERS[node.func.id]
        if isinstance(node, ast.Call | ast.Subscript) and id(node) not in inside:
            yield node, None


def _read(node: ast.expr) -> tuple[str, ast.expr | None] | None:
    """Return the variable that an expression reads and its default."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name) and node.args:
        name = _text(node.args[0])
        if name and ast.unparse(node.func) in _READS:
            named = [keyword.value for keyword in node.keywords if keyword.arg == "default"]
            return name, node.args[1] if len(node.args) > 1 else named[0] if named else None
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        name = _text(node.slice)
        if name and ast.unparse(node.value) in {"os.environ", "environ"}:
            return name, None
    return None


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
