"""The files of a repository that can be started, and how."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from contracts.repo import Place
from skills.analyze.documented import DocumentedCommand
from skills.analyze.module import Module
from skills.analyze.modules import Modules

_NEVER = frozenset({"setup.py", "conftest.py", "noxfile.py", "versioneer.py", "hubconf.py", "__init__.py", "conf.py"})
_TEST_FOLDERS = frozenset({"tests", "test", "testing", "docs", "doc", "unittests", "unit_tests", ".github"})
_SETUP_CALLS = (
    "warnings.", "logging.", "sys.path", "os.environ", "matplotlib.use", "numpy.random.seed", "random.seed",
    "torch.manual_seed", "torch.set_", "torch.backends", "pandas.set_option", "os.makedirs", "load_dotenv",
    "seaborn.set", "matplotlib.pyplot.style", "tensorflow.random", "rootutils.", "tensorflow.get_logger",
)  # fmt: skip

_WORKING_CALLS = (
    ".fit", ".fit_transform", ".train", ".parse_args", ".parse_known_args", "load_dataset", ".read_csv", ".getopt",
    "docopt", ".gnu_getopt", "tyro.cli",
)  # fmt: skip


@dataclass(frozen=True)
class Started:
    """A file that can be started."""

    module: Module
    command: tuple[str, ...]
    cwd: str = "."
    function: str | None = None
    """The function that an installed command calls; absent for a file that is run."""
    name: str | None = None
    """Name of the installed command."""
    documented: tuple[DocumentedCommand, ...] = ()
    is_imported: bool = False
    """Whether another module imports it."""
    place: Place | None = None
    """Where the installed command is declared."""


@dataclass(frozen=True)
class Startable:
    """Finds what can be started."""

    modules: Modules
    documented: tuple[DocumentedCommand, ...]
    installed: tuple[tuple[str, str, Place], ...] = ()
    """Installed commands: name, `package.module:function`, where declared."""

    def find(self) -> Iterator[Started]:
        """Yield every file that can be started, then the installed commands that no file stands for."""
        seen: set[str] = set()
        for path, module in self.modules.by_path.items():
            mentions = self._mentions.get(path, ())
            is_imported = path in self._imported
            if PurePosixPath(path).name in _NEVER or (self._is_left_out(path, module) and not mentions):
                continue
            if module.stem == "__main__":
                folder = str(PurePosixPath(path).parent)
                seen.add(path)
                dotted: tuple[str, ...] = ("-m", self._dotted(folder))
                yield Started(module, dotted if folder != "." else (path,), documented=mentions)
            elif module.main_guard or mentions or (not is_imported and _is_script(module)):
                seen.add(path)
                cwd, command = self._start(module, mentions)
                yield Started(module, command, cwd, documented=mentions, is_imported=is_imported)
        yield from self._installed(seen)

    def _installed(self, seen: set[str]) -> Iterator[Started]:
        for name, target, place in self.installed:
            dotted, _, function = target.partition(":")
            module = self.modules.find(dotted.strip(), ".", self.modules.roots)
            function = function.strip().split("[")[0].strip()
            if module is None or not function.isidentifier() or module.path in seen:
                continue
            code = f"import sys; from {dotted} import {function}; sys.argv[0] = {name!r}; sys.exit({function}())"
            yield Started(module, ("-c", code), function=function, name=name, place=place)

    @cached_property
    def _imported(self) -> set[str]:
        found: set[str] = set()
        for module in self.modules.by_path.values():
            found |= {target.path for target in self.modules.neighbours(module) if target is not module}
        return found

    @cached_property
    def _mentions(self) -> dict[str, tuple[DocumentedCommand, ...]]:
        found: dict[str, list[DocumentedCommand]] = {}
        for command in self.documented:
            path = self._target(command)
            if path:
                found.setdefault(path, []).append(command)
        return {path: tuple(commands) for path, commands in found.items()}

    def _target(self, command: DocumentedCommand) -> str | None:
        if command.script:
            here = _normal(f"{command.folder}/{command.script}")
            for candidate in (here, _normal(command.script)):
                if candidate in self.modules.by_path:
                    return candidate
            if "/" not in command.script:
                same = [path for path in self.modules.by_path if PurePosixPath(path).name == command.script]
                return same[0] if len(same) == 1 else None
            return None
        dotted = command.module or ""
        found = self.modules.find(dotted, command.folder, self.modules.roots)
        if found is not None and found.stem == "__init__":
            return next((path for path in (f"{found.folder}/__main__.py",) if path in self.modules.by_path), None)
        return found.path if found else None

    def _start(self, module: Module, mentions: tuple[DocumentedCommand, ...]) -> tuple[str, tuple[str, ...]]:
        """Return the folder to start in and the command: as documented, else from the root by path or as a module."""
        for mention in mentions:
            for folder in dict.fromkeys((mention.folder, ".")) if mention.module else ():
                if self.modules.find(mention.module or "", folder, ()) is module:
                    return folder, ("-m", mention.module or "")
            if mention.script and _normal(f"{mention.folder}/{mention.script}") == module.path:
                folder = _normal(mention.folder)
                if not self._needs_package(module):
                    return folder, (_normal(mention.script),)
            if mention.script and _normal(mention.script) == module.path and not self._needs_package(module):
                return ".", (module.path,)
        if self._needs_package(module):
            return ".", ("-m", self._dotted(module.path.removesuffix(".py")))
        if module.folder != "." and (self._is_project(module.folder) or self._reads_beside(module)):
            return module.folder, (PurePosixPath(module.path).name,)
        return ".", (module.path,)

    def _needs_package(self, module: Module) -> bool:
        return module.folder != "." and any(item.level for item in module.imports)

    def _is_project(self, folder: str) -> bool:
        """Whether a folder stands for itself: it has its own requirements or README, and is no package."""
        if f"{folder}/__init__.py" in self.modules.by_path:
            return False
        if folder in self._documented_folders:
            return True
        names = {PurePosixPath(path).name.lower() for path in self.modules.tree.sizes if _parent(path) == folder}
        return any(
            name.startswith(("requirements", "readme", "environment.y", "setup.py", "pyproject")) for name in names
        )

    @cached_property
    def _documented_folders(self) -> set[str]:
        """Folders that documents go into before they start something."""
        return {_normal(command.folder) for command in self.documented if command.is_document and command.script}

    def _reads_beside(self, module: Module) -> bool:
        """Whether paths in a script mean files beside it, which from the root they would miss."""
        sizes, folders = self.modules.tree.sizes, self.modules.tree.folders
        beside_itself = {
            id(word.value)
            for node in module.nodes
            if isinstance(node, ast.Call)
            for word in node.keywords
            if word.arg in {"config_path", "template_folder", "static_folder"}
        }
        for node in module.nodes:
            if (
                id(node) in beside_itself
                or not (isinstance(node, ast.Constant) and isinstance(node.value, str))
                or len(node.value) > 200
            ):
                continue
            text = node.value
            if text.startswith("../") and _depth(text) <= module.folder.count("/") + 1:
                return True
            if re.fullmatch(r"[\w.-]+(/[\w.-]+)*(\.\w{1,5}|/)", text) and text.strip("./"):
                there, here = _normal(f"{module.folder}/{text}"), _normal(text)
                if (there in sizes or there in folders) and here not in sizes and here not in folders:
                    return True
        return self._imports_read_beside(module)

    def _imports_read_beside(self, module: Module) -> bool:
        """Whether what a script imports reads files that are there from the script's folder, and not from the root."""
        there = {*self.modules.tree.sizes, *self.modules.tree.folders}
        for neighbour in self.modules.neighbours(module):
            for node in neighbour.nodes:
                text = node.value if isinstance(node, ast.Constant) else None
                if not isinstance(text, str) or not re.fullmatch(r"(\.\./)*[\w.-]+(/[\w.-]+)*(\.\w{1,5}|/)", text):
                    continue
                missed = text.startswith("../") or _normal(text) not in there
                if missed and _normal(f"{module.folder}/{text}") in there:
                    return True
        return False

    def _dotted(self, path: str) -> str:
        bases = sorted((root for root in self.modules.roots if root != "."), key=len, reverse=True)
        for base in bases:
            if path.startswith(f"{base}/") and f"{base}/__init__.py" not in self.modules.by_path:
                self.modules.use_root(base)
                return path.removeprefix(f"{base}/").replace("/", ".")
        return path.replace("/", ".")

    def _is_left_out(self, path: str, module: Module) -> bool:
        parts = PurePosixPath(path).parts
        if parts[-1] in _NEVER:
            return True
        in_tests = bool(_TEST_FOLDERS & set(parts[:-1]))
        looks = parts[-1].startswith("test_") or parts[-1].endswith(("_test.py", "_tests.py"))
        return in_tests or (looks and _has_tests(module))


def _has_tests(module: Module) -> bool:
    if any(
        item.module.split(".")[0] in {"unittest", "pytest", "nose", "absltest"}
        or item.name in {"absltest", "parameterized"}
        for item in module.imports
    ):
        return True
    names = {node.name for node in module.tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return any(name.startswith(("test_", "Test")) for name in names)


def _is_script(module: Module) -> bool:
    """Whether a module does something when it is run: a loop or a call that is no set-up."""
    resolved = {id(call.node): call.name for call in module.calls}
    for statement in module.tree.body:
        if isinstance(statement, ast.For | ast.While | ast.With):
            return True
        inner = [*statement.body, *statement.orelse] if isinstance(statement, ast.If | ast.Try) else [statement]
        for item in inner:
            if isinstance(item, ast.Expr | ast.Assign) and isinstance(item.value, ast.Call):
                name = resolved.get(id(item.value), "")
                if isinstance(item, ast.Expr) and not name.startswith(_SETUP_CALLS):
                    return True
                if name.endswith(_WORKING_CALLS):
                    return True
    return False


def _normal(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts) or "."


def _depth(path: str) -> int:
    return path.split("/").count("..")


def _parent(path: str) -> str:
    return str(PurePosixPath(path).parent)
