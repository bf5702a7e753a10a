"""The fields of a dataclass, or of a class that is written like one, with what its source says about each."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.repo import Place
from skills.analyze.annotations import Annotation, read_annotation
from skills.analyze.declared import MISSING, Declared, Missing, type_of_default
from skills.analyze.values import ClassValue, External, Machine, Unknown, Value

_FACTORIES: dict[str, Value] = {"list": [], "dict": {}, "set": [], "tuple": ()}
_DEEPEST = 4


@dataclass(frozen=True)
class Field:
    """One field."""

    name: str
    annotation: Annotation
    default: Value
    """`MISSING` without one."""
    default_source: ast.expr | None
    help: str | None
    place: Place
    nested: ClassValue | None = None
    """The dataclass that it holds."""
    aliases: tuple[str, ...] = ()

    def declared(self, prefix: str = "") -> Declared:
        """Return it as a param without flags."""
        declared = Declared(name=f"{prefix}{self.name}", place=self.place, help=self.help)
        declared.default, declared.default_source = self.default, self.default_source
        declared.type = self.annotation.type
        if declared.type is None and not isinstance(self.default, Missing):
            declared.type = type_of_default(self.default)
        declared.choices = self.annotation.choices
        declared.required = isinstance(self.default, Missing)
        return declared


def fields_of(cls: ClassValue, machine: Machine) -> list[Field]:
    """Return the fields of a class and of those it inherits from, in the order a dataclass has them."""
    found: dict[str, Field] = {}
    for one in reversed(cls.line()):
        if isinstance(one, ClassValue):
            for field in _own_fields(one, machine):
                found[field.name] = field
    return list(found.values())


def flat_fields(cls: ClassValue, machine: Machine, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Field]]:
    """Yield the fields of a class and of the dataclasses it holds, each with its prefix: `optim.`."""
    for field in fields_of(cls, machine):
        if field.nested is not None and depth < _DEEPEST:
            yield from flat_fields(field.nested, machine, f"{prefix}{field.name}.", depth + 1)
        else:
            yield prefix, field


def is_record(cls: ClassValue) -> bool:
    """Whether a class is a dataclass, an attrs class or a pydantic model."""
    for one in cls.line():
        if isinstance(one, ClassValue):
            names = [ast.unparse(item.func if isinstance(item, ast.Call) else item) for item in one.node.decorator_list]
            if any(re.search(r"(^|\.)(dataclass|define|attrs|frozen|s|configclass|chz)$", name) for name in names):
                return True
        elif isinstance(one, External) and one.name.rpartition(".")[2] in {"BaseModel", "BaseSettings", "NamedTuple"}:
            return True
    return False


def _own_fields(cls: ClassValue, machine: Machine) -> Iterator[Field]:
    body = cls.node.body
    for number, statement in enumerate(body):
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        if "ClassVar" in ast.unparse(statement.annotation):
            continue
        following = body[number + 1] if number + 1 < len(body) else None
        yield _field(cls, statement, statement.target.id, following, machine)


def _field(cls: ClassValue, statement: ast.AnnAssign, name: str, following: ast.stmt | None, machine: Machine) -> Field:
    module = cls.scope.module
    annotation = read_annotation(statement.annotation, cls.scope, machine)
    default, source, text, aliases = _default(statement.value, cls, machine)
    text = text or _text_below(following) or _comment(module.lines, statement)
    nested = annotation.cls if annotation.cls is not None and is_record(annotation.cls) else None
    return Field(name, annotation, default, source, text, module.place(statement), nested, aliases)


def _default(
    node: ast.expr | None, cls: ClassValue, machine: Machine
) -> tuple[Value, ast.expr | None, str | None, tuple[str, ...]]:
    """Return default, its expression, help and aliases of the right side of a field."""
    if node is None:
        return MISSING, None, None, ()
    if not (
        isinstance(node, ast.Call)
        and re.search(r"(^|[._])(field|Field|arg|attrib|ib|HfArg|choice|flag|mutable_field)$", ast.unparse(node.func))
    ):
        return machine.value_of(node, cls.scope), node, None, ()
    words = {word.arg: word.value for word in node.keywords if word.arg}
    text = _help(words, cls, machine)
    aliases = machine.value_of(words["aliases"], cls.scope) if "aliases" in words else ()
    names = tuple(str(item) for item in aliases) if isinstance(aliases, list | tuple) else ()
    source = words.get("default")
    if source is None and node.args and not ast.unparse(node.func).endswith("mutable_field"):
        source = node.args[0]
    if source is not None:
        if isinstance(source, ast.Constant) and source.value is ...:
            return MISSING, None, text, names
        return machine.value_of(source, cls.scope), source, text, names
    factory = words.get("default_factory") or words.get("factory")
    return (_made(factory, cls, machine), factory, text, names) if factory is not None else (MISSING, None, text, names)


def _made(factory: ast.expr, cls: ClassValue, machine: Machine) -> Value:
    if isinstance(factory, ast.Lambda):
        return machine.value_of(factory.body, cls.scope)
    name = ast.unparse(factory)
    return _FACTORIES[name] if name in _FACTORIES else Unknown(factory)


def _help(words: dict[str, ast.expr], cls: ClassValue, machine: Machine) -> str | None:
    for key in ("help", "description"):
        if key in words:
            value = machine.value_of(words[key], cls.scope)
            return value if isinstance(value, str) else None
    metadata = machine.value_of(words["metadata"], cls.scope) if "metadata" in words else None
    text = metadata.get("help") if isinstance(metadata, dict) else None
    return text if isinstance(text, str) else None


def _text_below(statement: ast.stmt | None) -> str | None:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return statement.value.value if isinstance(statement.value.value, str) else None
    return None


def _comment(lines: tuple[str, ...], statement: ast.stmt) -> str | None:
    """Return the comment behind a field, or those that stand above it."""
    last = (statement.end_lineno or statement.lineno) - 1
    if last < len(lines):
        behind = lines[last].encode()[statement.end_col_offset or 0 :].decode("utf-8", "replace").strip()
        if behind.startswith("#"):
            return behind.lstrip("# ").strip()
    above: list[str] = []
    number = statement.lineno - 2
    while 0 <= number < len(lines) and lines[number].strip().startswith("#"):
        above.insert(0, lines[number].strip().lstrip("# ").strip())
        number -= 1
    return " ".join(above) or None
