"""Values that stand in the source of a program: settings that nothing outside it can change."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from contracts.names import Role
from contracts.repo import Param
from skills.analyze.declared import MISSING, Declared, type_of_default
from skills.analyze.literals import literal
from skills.analyze.module import Function, Module, called_name
from skills.analyze.plain import words
from skills.analyze.roles import role_of

_SETTING_WORDS = words(
    "size dim rate lr hidden layers dropout momentum decay gamma alpha beta lambda units length width height channels "
    "depth heads classes features interval eval warmup steps iters epochs batch embd head layer clip tau epsilon "
    "temperature vocab patience split num threshold margin noise estimators leaves trees folds"
)
_SETTING_FILES = words(
    "config configs cfg settings params parameters constants hyperparameters hyperparams hparams conf options "
    "configuration defaults global_vars globals consts opts args setting parameter"
)
_MAIN_NAMES = words("main run train train_model training fit start experiment run_training do_train app evaluate test")
_OFTEN_LITERAL: tuple[Role, ...] = ("learning_rate", "batch_size", "epochs", "steps", "seed")


def constant_params(module: Module, closure: Sequence[Module], taken: Iterable[Param]) -> list[Param]:
    """Return the literals that a program's settings are made of.

    Args:
        module: The program.
        closure: It and what it imports.
        taken: Params from outside; a constant of the same name is what they start from, and is left out.
    """
    names = {param.name.lower() for param in taken}
    roles = {param.role for param in taken}
    found: dict[str, Declared] = {}
    for declared in (*_assigned_at_top(module), *_of_setting_files(module, closure)):
        if declared.name.lower() not in names:
            found.setdefault(declared.name.lower(), declared)
    roles |= {role_of(declared.name, (), None, declared.type) for declared in found.values()}
    for declared in (*_local(module), *_in_dicts(module), *_in_calls(closure)):
        role = role_of(declared.name, (), None, declared.type)
        if declared.name.lower() not in names and (role not in roles or role is None):
            found.setdefault(declared.name.lower(), declared)
    return [declared.param() for declared in found.values()]


def settable_constants(module: Module) -> list[Declared]:
    """Return every literal assigned at the top of a module: what a program that overrides its globals can set.

    Where it does so by running another file, what is assigned after that is not settable any more.
    """
    found: dict[str, Declared] = {}
    runs = [node.lineno for node in module.tree.body if isinstance(node, ast.Expr) and _is_exec(node.value)]
    for name, value, statement in _assignments(_top(module)):
        if runs and statement.lineno > runs[0]:
            break
        declared = _declared(module, name, value, statement)
        if declared is not None and not name.startswith("_") and isinstance(declared.default, str | int | float | bool):
            found.setdefault(name, declared)
    return list(found.values())


def _is_exec(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and called_name(node) == "exec"


def _top(module: Module) -> list[ast.stmt]:
    return [*module.tree.body, *(module.main_guard.body if module.main_guard else [])]


def _assigned_at_top(module: Module) -> list[Declared]:
    used = {node.id for node in module.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    times = _times_assigned(module.nodes)
    found = [
        declared
        for name, value, statement in _assignments(_top(module))
        if name in used and times.get(name) == 1 and (declared := _declared(module, name, value, statement))
    ]
    return [*(declared for declared in found if _is_setting(declared)), *_class_settings(module)]


def _class_settings(module: Module) -> list[Declared]:
    """Return the literals of a class that holds settings: `class Config: lr = 0.1`."""
    found: list[Declared] = []
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and _holds_settings(node):
            for name, value, statement in _assignments(node.body):
                declared = _declared(module, name, value, statement)
                if declared is not None:
                    declared.notes.append(f"In class `{node.name}`.")
                    found.append(declared)
    return found


def _holds_settings(node: ast.ClassDef) -> bool:
    name = node.name.lower()
    return any(word in name for word in ("config", "cfg", "setting", "param", "opt", "args", "constant"))


def _of_setting_files(module: Module, closure: Sequence[Module]) -> list[Declared]:
    """Return the constants of modules that hold settings, and those that the program imports by name."""
    found: list[Declared] = []
    for other in closure[1:]:
        is_settings = other.stem.lower() in _SETTING_FILES
        wanted = module.bound_names
        constants = (*_of_module(other), *(_class_settings(other) if is_settings else ()))
        found += [
            declared
            for declared in constants
            if (is_settings and _is_setting(declared)) or (declared.name in wanted and declared.name.isupper())
        ]
    return found


def _of_module(module: Module) -> Iterator[Declared]:
    times = _times_assigned(module.nodes)
    for name, value, statement in _assignments(_top(module)):
        declared = _declared(module, name, value, statement)
        if declared is not None and times.get(name) == 1:
            yield declared


def _local(module: Module) -> Iterator[Declared]:
    """Yield the literals that the function which runs the program assigns once, as in `def main(): lr = 0.1`."""
    for function in _main_functions(module):
        times = _times_assigned(list(ast.walk(function)))
        for name, value, statement in _assignments(function.body):
            declared = _declared(module, name, value, statement)
            if declared is not None and times.get(name) == 1 and _is_setting(declared):
                declared.notes.append(f"In `{function.name}`.")
                yield declared


def _main_functions(module: Module) -> list[Function]:
    started = {
        called_name(node)
        for statement in _top(module)
        if not isinstance(statement, Function | ast.ClassDef)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
    }
    functions = [node for node in module.tree.body if isinstance(node, Function)]
    return [function for function in functions if function.name in started or function.name in _MAIN_NAMES]


def _in_dicts(module: Module) -> Iterator[Declared]:
    """Yield the literals of dicts that hold settings: `params = {"learning_rate": 0.1}`."""
    for node in module.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and len(node.targets) == 1:
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier():
                    declared = _declared(module, key.value, value, key)
                    if declared is not None and _is_setting(declared):
                        declared.notes.append(f"Key of `{ast.unparse(node.targets[0])[:60]}`.")
                        yield declared


def _in_calls(closure: Sequence[Module]) -> Iterator[Declared]:
    """Yield the literals that calls and functions are given for the usual settings: `fit(epochs=10)`."""
    for module in closure[:12]:
        for node in module.nodes:
            if isinstance(node, ast.Call):
                for keyword in node.keywords:
                    if keyword.arg and not isinstance(keyword.value, ast.Call):
                        declared = _declared(module, keyword.arg, keyword.value, keyword.value)
                        if declared is not None and _is_usual(declared):
                            declared.notes.append(f"Given to `{called_name(node) or 'a call'}`.")
                            yield declared


def _is_usual(declared: Declared) -> bool:
    if declared.default is None or isinstance(declared.default, str | bool):
        return False
    return role_of(declared.name, (), None, declared.type) in _OFTEN_LITERAL


def _declared(module: Module, name: str, value: ast.expr, node: ast.AST) -> Declared | None:
    default = literal(value)
    if default is MISSING:
        return None
    declared = Declared(name=name, place=module.place(node), binding="constant", overridable=False, default=default)
    declared.type = type_of_default(default)
    return declared


def _assignments(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.expr, ast.stmt]]:
    for statement in body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    yield target.id, statement.value, statement
                elif isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
                    for part, item in zip(target.elts, statement.value.elts, strict=False):
                        if isinstance(part, ast.Name):
                            yield part.id, item, statement
        elif isinstance(statement, ast.AnnAssign) and statement.value and isinstance(statement.target, ast.Name):
            yield statement.target.id, statement.value, statement


def _times_assigned(nodes: Iterable[ast.AST]) -> dict[str, int]:
    times: dict[str, int] = {}
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            times[node.id] = times.get(node.id, 0) + 1
    return times


def _is_setting(declared: Declared) -> bool:
    name = declared.name
    if name.startswith("_"):
        return False
    if role_of(name, (), None, declared.type) is not None:
        return True
    if name.isupper() and len(name) > 1:
        return not isinstance(declared.default, str) or "/" in declared.default or "." in declared.default[1:-1]
    return isinstance(declared.default, int | float) and bool(_SETTING_WORDS & set(name.lower().split("_")))
