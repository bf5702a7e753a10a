"""Whether a program ever reads a param that it declares: dead flags, flags overwritten by a literal.

Where the namespace goes to something that cannot be followed (`**vars(args)`, a library), the answer is "unknown".
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from contracts.repo import Param, Place
from skills.analyze.module import Function, Module, Where, called_name
from skills.analyze.namespace_facts import Functions, facts_of
from skills.analyze.plain import words

_PARSES = words(
    "parse_args parse_known_args parse_intermixed_args parse_args_into_dataclasses parse_args_and_config "
    "parse_known_intermixed_args"
)
_LIBRARY_PARSES = words("tyro.cli simple_parsing.parse pyrallis.parse draccus.parse docopt.docopt docopt")
_USUAL = words(
    "args opt opts options cfg config conf hparams hp params FLAGS flags arguments parsed_args ns namespace settings "
    "arg cli_args cmd_args model_args data_args training_args script_args train_args parsed option params_ parameters"
)
_HARMLESS = words(
    "print pprint str repr len isinstance type id hasattr format json.dumps json.dump yaml.dump yaml.safe_dump "
    "torch.save pickle.dump wandb.init wandb.config.update run.config.update mlflow.log_params logging.info set_seed "
    "sorted dir bool save_hyperparameters asdict dataclasses.asdict OmegaConf.to_yaml OmegaConf.save pformat "
    "pprint.pformat"
)
_HARMLESS_METHODS = words(
    "info debug warning error log write add_text add_hparams log_params log_hyperparams save dump print "
    "init_trackers log_hyperparameters save_hyperparameters log_config echo rule track text watch summary"
)


@dataclass(frozen=True)
class Liveness:
    """What is known of the params of one program."""

    read: frozenset[str]
    mentioned: frozenset[str]
    """Names that something unknown has as an attribute or a key."""
    escapes: Place | None
    """Where the whole namespace goes to something that cannot be followed."""
    overwritten: dict[str, tuple[Place, str]]
    """Params that are set to a literal whatever was given: where, and to what."""

    def applied(self, param: Param) -> Param:
        """Return a param with what is known of it."""
        if param.binding in {"constant", "env", "config"}:
            return param.model_copy(update={"live": "read"})
        if param.binding != "cli":
            return param
        if param.name in self.overwritten:
            place, value = self.overwritten[param.name]
            return _noted(param, "unread", f"Overwritten with {value} at {place}, whatever is given.")
        if param.name in self.read:
            return param.model_copy(update={"live": "read"})
        if self.escapes is not None or param.name in self.mentioned:
            return param
        return _noted(param, "unread", "Declared, and never read.")


def _noted(param: Param, live: str, note: str) -> Param:
    return param.model_copy(update={"live": live, "note": " ".join(filter(None, (param.note, note)))})


_OPENERS = words("vars asdict dataclasses.asdict")
_FIRST = _PARSES | {"cli", "parse", "docopt", "FLAGS", "*"}


@dataclass
class _Search:
    modules: Sequence[Module]
    names: set[tuple[int, str]] = field(default_factory=set)
    """Namespaces by the id of the function (0: the module's top, by module id) and their name there."""
    attributes: set[str] = field(default_factory=set)
    """Attributes that hold a namespace: `self.args`."""
    makers: set[str] = field(default_factory=set)
    """Functions that return one."""
    tracked: set[str] = field(default_factory=lambda: set(_FIRST))
    """Every name that has to do with a namespace."""
    escapes: Place | None = None
    opened: dict[int, Place] = field(default_factory=dict)
    """Places where all values of a namespace are taken at once, by the id of the node."""
    excused: set[int] = field(default_factory=set)
    """Those of them that only print or keep the values."""
    changed: bool = True

    @cached_property
    def module_ids(self) -> frozenset[int]:
        return frozenset(map(id, self.modules))


def liveness(modules: Sequence[Module], names: frozenset[str]) -> Liveness:
    """Return which params a program with a parsed namespace reads.

    Args:
        modules: Its sources.
        names: Of the params.
    """
    search = _Search(modules)
    facts = [facts_of(module) for module in modules]
    functions: Functions = {}
    for fact in facts:
        for name, found in fact.functions.items():
            functions.setdefault(name, []).extend(found)
    while search.changed:
        search.changed = False
        for fact in facts:
            for where, node, names_in in fact.movers:
                if not names_in.isdisjoint(search.tracked):
                    _spread(search, where, node, functions)
    for fact in facts:
        for where, base in fact.attributes.get("__dict__", []):
            if _is_namespace(search, where, base):
                search.opened.setdefault(id(base), where.module.place(base))
    unexcused = [place for key, place in search.opened.items() if key not in search.excused]
    escapes = search.escapes or next(iter(unexcused), None)
    read: set[str] = set()
    mentioned: set[str] = set()
    overwritten: dict[str, tuple[Place, str]] = {}
    for fact in facts:
        mentioned |= fact.words & names
        for name in names & fact.attributes.keys():
            known = any(_usual(base) or _is_namespace(search, where, base) for where, base in fact.attributes[name])
            (read if known else mentioned).add(name)
        for where, target, place, value in fact.overwriting:
            if target.attr in names and _is_namespace(search, where, target.value):
                overwritten[target.attr] = (place, value)
    return Liveness(frozenset(read), frozenset(mentioned), escapes, overwritten)


def function_liveness(function: Function, names: frozenset[str]) -> Liveness:
    """Return which of its own arguments a command's function reads."""
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    everything = "locals" in used or function.args.kwarg is not None
    return Liveness(frozenset(used & names), names if everything else frozenset(), None, {})


def _key(where: Where, name: str) -> tuple[int, str]:
    return (id(where.function) if where.function is not None else id(where.module), name)


def _is_namespace(search: _Search, where: Where, node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        return _key(where, node.id) in search.names or (id(where.module), node.id) in search.names
    if isinstance(node, ast.Attribute):
        return node.attr in search.attributes or (node.attr == "FLAGS")
    if isinstance(node, ast.Call):
        return _makes(search, node)
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Call) and _makes(search, node.value)


def _makes(search: _Search, node: ast.Call) -> bool:
    name = called_name(node) or ""
    last = name.rpartition(".")[2]
    if name in {"copy.copy", "copy.deepcopy", "deepcopy"}:
        return False
    return last in _PARSES or name in _LIBRARY_PARSES or last in search.makers


def _usual(node: ast.expr) -> bool:
    last = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return last in _USUAL


def _learn(search: _Search, known: set[tuple[int, str]], item: tuple[int, str]) -> None:
    if item not in known:
        known.add(item)
        search.tracked.add(item[1])
        search.changed = True


def _spread(search: _Search, where: Where, node: ast.AST, functions: Functions) -> None:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            _assigned(search, where, target, node.value)
    elif isinstance(node, ast.Return) and node.value is not None and where.function is not None:
        values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        if any(_is_namespace(search, where, value) for value in values) and where.function.name not in search.makers:
            search.makers.add(where.function.name)
            search.tracked.add(where.function.name)
            search.changed = True
    elif isinstance(node, ast.ImportFrom):
        _imported(search, where, node)
    elif isinstance(node, ast.Call):
        _passed(search, where, node, functions)


def _assigned(search: _Search, where: Where, target: ast.expr, value: ast.expr) -> None:
    if isinstance(target, ast.Tuple) and _is_namespace(search, where, value):
        for part in target.elts:
            _assigned(search, where, part, value)
        return
    if not _is_namespace(search, where, value):
        return
    if isinstance(target, ast.Name):
        _learn(search, search.names, _key(where, target.id))
    elif isinstance(target, ast.Attribute) and target.attr not in search.attributes:
        search.attributes.add(target.attr)
        search.tracked.add(target.attr)
        search.changed = True
    elif isinstance(target, ast.Subscript):
        _escape(search, where, target)


def _imported(search: _Search, where: Where, node: ast.ImportFrom) -> None:
    tops = {name for place, name in search.names if place in search.module_ids}
    for alias in node.names:
        if alias.name == "*":
            for name in tops:
                _learn(search, search.names, (id(where.module), name))
        elif alias.name in tops:
            _learn(search, search.names, _key(where, alias.asname or alias.name))


def _passed(search: _Search, where: Where, node: ast.Call, functions: Functions) -> None:
    name = called_name(node) or ""
    given = [*enumerate(node.args), *((word.arg, word.value) for word in node.keywords)]
    if _takes_all(search, where, node):
        search.opened.setdefault(id(node), where.module.place(node))
    for position, value in given:
        for inner in _namespaces_in(search, where, value):
            targets = functions.get(name.rpartition(".")[2], [])
            opened = _opened(inner)
            if opened is not None:
                if _is_harmless(name, position):
                    search.excused.add(id(opened))
            elif targets:
                _bind(search, targets, position)
            elif not _is_harmless(name, position):
                _through_launcher(search, where, node, inner, functions)


def _takes_all(search: _Search, where: Where, node: ast.Call) -> bool:
    """Whether a call takes every value of a namespace: `vars(args)`, or `getattr` with a computed name."""
    if not node.args or not _is_namespace(search, where, node.args[0]):
        return False
    name = called_name(node)
    if name == "getattr" and len(node.args) > 1:
        return not isinstance(node.args[1], ast.Constant)
    return name in _OPENERS


def _opened(node: ast.expr) -> ast.expr | None:
    """Return the node that stands for all values at once: the call `vars(args)`, the `args` of `args.__dict__`."""
    if isinstance(node, ast.Attribute):
        return node.value if node.attr == "__dict__" else None
    return node if isinstance(node, ast.Call) and called_name(node) in _OPENERS else None


def _namespaces_in(search: _Search, where: Where, value: ast.expr) -> Iterator[ast.expr]:
    """Yield the namespaces in an argument, as they are, as `vars(args)` or as `args.__dict__`."""
    if isinstance(value, ast.Starred):
        value = value.value
    if isinstance(value, ast.Tuple | ast.List | ast.Dict | ast.JoinedStr):
        items = value.elts if isinstance(value, ast.Tuple | ast.List) else value.values
        for item in items:
            yield from _namespaces_in(search, where, item)
    elif isinstance(value, ast.FormattedValue):
        yield from _namespaces_in(search, where, value.value)
    elif _opened(value) is not None:
        held = value.args[0] if isinstance(value, ast.Call) and value.args else _opened(value)
        if held is not None and _is_namespace(search, where, held):
            yield value
    elif _is_namespace(search, where, value):
        yield value


def _is_harmless(name: str, position: object) -> bool:
    if name in _HARMLESS or name in {
        "vars",
        "asdict",
        "dataclasses.asdict",
        "getattr",
        "setattr",
        "hasattr",
        "delattr",
    }:
        return True
    last = name.rpartition(".")[2]
    return last in _HARMLESS_METHODS or (position == "config" and last == "init")


def _bind(search: _Search, targets: list[tuple[Function, bool]], position: object) -> None:
    for function, is_method in targets:
        arguments = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        if isinstance(position, int):
            index = position + (1 if is_method and arguments[:1] in (["self"], ["cls"]) else 0)
            if index < len(arguments):
                _learn(search, search.names, (id(function), arguments[index]))
            elif function.args.vararg:
                _learn(search, search.names, (id(function), function.args.vararg.arg))
        elif isinstance(position, str):
            _learn(search, search.names, (id(function), position))


def _through_launcher(
    search: _Search,
    where: Where,
    node: ast.Call,
    namespace: ast.expr,
    functions: Functions,
) -> None:
    """Follow `mp.spawn(worker, args=(n, args))` and its like; anything else lets the namespace escape."""
    handed = [
        value.id for value in (*node.args, *(word.value for word in node.keywords)) if isinstance(value, ast.Name)
    ]
    workers = [target for name in handed for target in functions.get(name, [])]
    name = (
        namespace.id
        if isinstance(namespace, ast.Name)
        else namespace.attr
        if isinstance(namespace, ast.Attribute)
        else ""
    )
    bound = False
    for function, _ in workers:
        if name in {argument.arg for argument in function.args.args}:
            _learn(search, search.names, (id(function), name))
            bound = True
    if not bound:
        _escape(search, where, namespace)


def _escape(search: _Search, where: Where, node: ast.expr) -> None:
    search.escapes = search.escapes or where.module.place(node)
