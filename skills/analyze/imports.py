"""What an entry point imports from outside the repository, and the distributions that bring it."""

import ast
import sys
from collections.abc import Iterator

from contracts.repo import ImportUse
from skills.analyze.distributions import distribution_of
from skills.analyze.module import Import, Module, per_module
from skills.analyze.modules import Modules

_ORDER = {"module": 0, "lazy": 1, "optional": 2}


def outside_imports(modules: Modules, entry: Module) -> tuple[ImportUse, ...]:
    """Return the outside modules that running an entry can import, the surest use of each, by name."""
    found: dict[str, ImportUse] = {}
    for module in modules.closure(entry):
        whens = _whens(module)
        for item in module.imports:
            top = item.module.partition(".")[0]
            if item.level or not top or _is_standard(top) or _is_own(modules, module, item, entry):
                continue
            when = whens.get(id(item.node), "module")
            use = ImportUse(
                module=top,
                distribution=distribution_of(item.module, item.name),
                when=when,
                proof=module.place(item.node),
            )
            key = use.distribution
            if key not in found or _ORDER[use.when] < _ORDER[found[key].when]:
                found[key] = use
    return tuple(sorted(found.values(), key=lambda use: use.module.lower()))


def _is_standard(top: str) -> bool:
    return top in sys.stdlib_module_names or top == "__future__"


def _is_own(modules: Modules, module: Module, item: Import, entry: Module) -> bool:
    if modules.imported(module, item, entry.folder):
        return True
    top = item.module.partition(".")[0]
    return any(modules.is_package(top, folder, modules.roots) for folder in (entry.folder, module.folder))


@per_module
def _whens(module: Module) -> dict[int, str]:
    return dict(_visit(module.tree.body, "module"))


def _visit(statements: list[ast.stmt], when: str) -> Iterator[tuple[int, str]]:
    for statement in statements:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield id(statement), when
        elif isinstance(statement, ast.Try | ast.TryStar):
            caught = any(_catches_import(handler) for handler in statement.handlers)
            inner = "optional" if caught else when
            yield from _visit(statement.body, inner)
            for handler in statement.handlers:
                yield from _visit(handler.body, inner)
            yield from _visit(statement.orelse, inner)
            yield from _visit(statement.finalbody, when)
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _visit(statement.body, when if when == "optional" else "lazy")
        elif isinstance(statement, ast.If):
            test = ast.unparse(statement.test)
            typing_only = "TYPE_CHECKING" in test
            guarded = "optional" if typing_only or _asks_for_presence(test) else when
            yield from _visit(statement.body, guarded)
            yield from _visit(statement.orelse, when)
        elif isinstance(statement, ast.Match):
            for case in statement.cases:
                yield from _visit(case.body, when)
        else:
            for name in ("body", "orelse"):
                yield from _visit(getattr(statement, name, []), when)


def _asks_for_presence(test: str) -> bool:
    return "available" in test.lower() or "find_spec" in test or "installed" in test.lower()


def _catches_import(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    text = ast.unparse(handler.type)
    return any(name in text for name in ("ImportError", "ModuleNotFoundError", "Exception"))
