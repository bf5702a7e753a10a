"""The Python modules of a repository: parsed once, found by the names that imports use, joined by what they import."""

import ast
import io
import sys
import tokenize
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from contracts.repo import Finding, Place
from skills.analyze.module import Import, Module, parse
from skills.analyze.plain import plain
from skills.analyze.python2 import modernised
from skills.analyze.tree import Tree

_MOST_FOLLOWED = 200
"""Modules that one program is followed into."""


@dataclass(frozen=True)
class Modules:
    """Every module of a repository."""

    tree: Tree
    by_path: dict[str, Module]
    findings: tuple[Finding, ...]
    _used: dict[str, None] = field(default_factory=dict)
    _outside: dict[str, frozenset[str]] = field(default_factory=dict)
    _imported: dict[tuple[str, str, str | None, int, str], list[Module]] = field(default_factory=dict)

    def find(self, dotted: str, folder: str, roots: tuple[str, ...]) -> Module | None:
        """Return the module that an absolute import means, tried from the script's folder and the package roots."""
        if not dotted:
            return None
        relative = dotted.replace(".", "/")
        for base in (folder, *roots):
            prefix = "" if base == "." else f"{base}/"
            for candidate in (f"{prefix}{relative}.py", f"{prefix}{relative}/__init__.py"):
                if candidate in self.by_path:
                    if base != folder:
                        self.use_root(base)
                    return self.by_path[candidate]
        return None

    def use_root(self, folder: str) -> None:
        """Note that a package root is needed for something to be found."""
        self._used[folder] = None

    @property
    def used_roots(self) -> tuple[str, ...]:
        """The root and the package roots without which some import of a program would fail, outermost first."""
        return (".", *(root for root in self.roots if root in self._used and root != "."))

    def is_package(self, dotted: str, folder: str, roots: tuple[str, ...]) -> bool:
        """Whether a name is a folder of the repository that can be imported, with or without an `__init__.py`."""
        relative = dotted.replace(".", "/")
        bases = ["" if base == "." else f"{base}/" for base in (folder, *roots)]
        return any(f"{base}{relative}" in self.python_folders for base in bases)

    @cached_property
    def python_folders(self) -> frozenset[str]:
        """Folders with Python code in or below them."""
        return frozenset(str(parent) for path in self.by_path for parent in PurePosixPath(path).parents)

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """Folders of the repository that belong on the path: the root, `src`, and the parents of its packages."""
        packages = {module.folder for module in self.by_path.values() if module.stem == "__init__"}
        tops = {str(PurePosixPath(folder).parent) for folder in packages if folder != "."}
        parents = sorted((top for top in tops if top not in packages), key=lambda top: (top.count("/"), top))
        parents = [top for top in parents if not self._hides_others(top)]
        return tuple(dict.fromkeys((".", *(["src"] if "src" in self.python_folders else []), *parents)))[:12]

    def _hides_others(self, folder: str) -> bool:
        """Whether a folder on the path would hide modules of Python itself, or holds tests alone."""
        prefix = f"{folder}/"
        inside = {path.removeprefix(prefix).partition("/")[0] for path in self.by_path if path.startswith(prefix)}
        names = {name.removesuffix(".py") for name in inside}
        return bool(names & sys.stdlib_module_names) or bool({"tests", "test", "docs"} & set(folder.split("/")))

    def imported(self, module: Module, item: Import, start: str) -> list[Module]:
        """Return the modules of the repository that an import runs, a package's `__init__` included.

        Args:
            module: Where it stands.
            item: The import.
            start: Folder of the script that was started.
        """
        key = (module.path, item.module, item.name, item.level, start)
        if key not in self._imported:
            self._imported[key] = self._run_by(module, item, start)
        return self._imported[key]

    def _run_by(self, module: Module, item: Import, start: str) -> list[Module]:
        if item.level:
            base = PurePosixPath(module.path)
            for _ in range(item.level):
                base = base.parent
            parts = [part for part in item.module.split(".") if part]
            names = [["/".join((str(base), *parts))]]
            if item.name:
                names.append(["/".join((str(base), *parts, item.name))])
            found = [self._at(name.removeprefix("./")) for group in names for name in group]
            return [module for module in found if module]
        places = (start, module.folder) if module.folder != start else (start,)
        result: list[Module] = []
        pieces = item.module.split(".")
        dotted_names = [".".join(pieces[: count + 1]) for count in range(len(pieces))]
        if item.name:
            dotted_names.append(f"{item.module}.{item.name}")
        for dotted in dotted_names:
            for place in places:
                if (hit := self.find(dotted, place, self.roots)) and hit not in result:
                    result.append(hit)
                    break
        return result

    def _at(self, path: str) -> Module | None:
        clean = str(PurePosixPath(path))
        return self.by_path.get(f"{clean}.py") or self.by_path.get(
            "__init__.py" if clean == "." else f"{clean}/__init__.py"
        )

    def closure(self, entry: Module) -> list[Module]:
        """Return the modules that running one can import, itself first, nearest first, as many as are followed."""
        seen = {entry.path: entry}
        queue = [entry]
        for module in queue:
            for item in module.imports:
                for target in self.imported(module, item, entry.folder):
                    if target.path not in seen and len(queue) < _MOST_FOLLOWED:
                        seen[target.path] = target
                        queue.append(target)
        return queue

    def outside_names(self, module: Module) -> frozenset[str]:
        """Return the names that a module's imports from outside the repository bind."""
        if module.path not in self._outside:
            self._outside[module.path] = frozenset(
                item.bound or item.module.partition(".")[0]
                for item in module.imports
                if not item.level and not self.imported(module, item, module.folder)
            )
        return self._outside[module.path]

    def neighbours(self, module: Module) -> list[Module]:
        """Return the modules that one imports by itself."""
        return [target for item in module.imports for target in self.imported(module, item, module.folder)]


def parse_modules(tree: Tree) -> Modules:
    """Parse every Python file; one that cannot be parsed is a finding, and the others are read."""
    modules: dict[str, Module] = {}
    findings: list[Finding] = []
    old: list[Place] = []
    for path in tree.python:
        content = tree.content(path)
        try:
            modules[path] = Module(path, parse(content), _decoded(content))
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            text = content.decode("utf-8", "replace")
            translated = _translated(text)
            place = Place(path=path, line=max(1, getattr(error, "lineno", None) or 1))
            if translated is not None:
                modules[path] = Module(path, translated, text, python2=True)
                old.append(place)
            else:
                findings.append(_unparsed(error, place))
    return Modules(tree, modules, (*findings, *_about_python2(old)))


def _decoded(content: bytes) -> str:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    return content.decode(encoding, "replace")


def _translated(text: str) -> ast.Module | None:
    try:
        return parse(modernised(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _unparsed(error: Exception, place: Place) -> Finding:
    reason = getattr(error, "msg", None) or str(error) or type(error).__name__
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    says = f"Python {version} cannot parse it: {plain(str(reason))}. Nothing in this file was read."
    return Finding(level="error", says=says, place=place)


def _about_python2(places: list[Place]) -> list[Finding]:
    if not places:
        return []
    others = f" So are {len(places) - 1} other files." if len(places) > 1 else ""
    says = (
        f"This is Python 2 code, which Python 3 refuses.{others} It was read, but it runs only after a port "
        "(`2to3 -w` of Python 3.12 or older is a start) or under Python 2.7."
    )
    return [Finding(level="error", says=says, place=places[0])]
