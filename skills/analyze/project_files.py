"""`pyproject.toml`, `setup.cfg` and `setup.py`: the last is read as text and never run."""

import ast
import configparser
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from contracts.repo import DependencyFile, Place, Requirement
from skills.analyze.declarations import Declarations, looks_like_requirement
from skills.analyze.module import parse
from skills.analyze.plain import plain
from skills.analyze.tree import Tree


def read_pyproject(tree: Tree, path: str, found: Declarations) -> None:
    """Add what `pyproject.toml` says, in the standard's form or Poetry's."""
    text = tree.text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found.warn(f"It is not TOML: {plain(str(error))}. Nothing in it was read.", path)
        return
    project, poetry = _table(data, "project"), _table(data, "tool", "poetry")
    _require_python(found, project.get("requires-python"))
    specs = [spec for spec in _list(project.get("dependencies")) if isinstance(spec, str)]
    for name, value in _table(poetry, "dependencies").items():
        if name.lower() == "python":
            _require_python(found, _from_poetry(value))
        elif not (isinstance(value, dict) and (value.get("optional") or "path" in value)):
            specs.append(_poetry_requirement(name, value))
    _add(found, path, "pyproject", [(spec, _line_of(text, spec)) for spec in specs])
    for table in (_table(project, "scripts"), _table(poetry, "scripts")):
        for name, target in table.items():
            if isinstance(target, str) and ":" in target:
                found.installed.append((plain(name, 80), target, Place(path=path, line=_line_of(text, name))))


def read_setup_cfg(tree: Tree, path: str, found: Declarations) -> None:
    """Add what `setup.cfg` says."""
    text = tree.text(path)
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        found.warn(f"It cannot be read: {plain(str(error))}.", path)
        return
    _require_python(found, parser.get("options", "python_requires", fallback=None))
    lines = parser.get("options", "install_requires", fallback="").splitlines()
    specs = [line.partition("#")[0].strip() for line in lines]
    _add(found, path, "setup.cfg", [(spec, _line_of(text, spec)) for spec in specs if spec])
    for line in parser.get("options.entry_points", "console_scripts", fallback="").splitlines():
        _console_script(found, line, path, _line_of(text, line.strip()))


def read_setup_py(tree: Tree, path: str, found: Declarations) -> None:
    """Add what the call of `setup` in `setup.py` says, where that is literal."""
    try:
        module = parse(tree.content(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    names = {
        target.id: node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(module):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "setup"):
            continue
        values = {word.arg: _followed(word.value, names) for word in node.keywords if word.arg}
        requirements = [(item.value, item.lineno) for item in _texts(values.get("install_requires"), names)]
        _add(found, path, "setup.py", [(spec, line) for text, line in requirements for spec in text.splitlines()])
        python = values.get("python_requires")
        _require_python(found, python.value if isinstance(python, ast.Constant) else None)
        for item in _texts(_console_scripts(values.get("entry_points")), names):
            _console_script(found, item.value, path, item.lineno)


def _texts(node: ast.expr | None, names: Mapping[str, ast.expr]) -> Iterator[Any]:
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        for item in node.elts:
            yield from _texts(_followed(item, names), names)
    elif isinstance(node, ast.BinOp):
        yield from _texts(_followed(node.left, names), names)
        yield from _texts(_followed(node.right, names), names)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node


def _followed(node: ast.expr, names: Mapping[str, ast.expr]) -> ast.expr:
    return names.get(node.id, node) if isinstance(node, ast.Name) else node


def _console_scripts(node: ast.expr | None) -> ast.expr | None:
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "console_scripts":
                return value
    return None


def _console_script(found: Declarations, line: str, path: str, number: int) -> None:
    name, equals, target = line.partition("=")
    if equals and ":" in target:
        found.installed.append((plain(name.strip(), 80), target.strip(), Place(path=path, line=number)))


def _add(found: Declarations, path: str, kind: Any, specs: list[tuple[str, int]]) -> None:
    requirements = [
        Requirement(spec=plain(spec.strip(), 500), proof=Place(path=path, line=line))
        for spec, line in specs
        if looks_like_requirement(spec.strip())
    ]
    for spec, line in specs:
        if not looks_like_requirement(spec.strip()):
            found.warn(f"{plain(spec, 80)!r} is no requirement; it was left out.", path, line)
    if requirements:
        found.files.append(DependencyFile(path=path, kind=kind, requirements=tuple(requirements)))


def _require_python(found: Declarations, specifier: object) -> None:
    if isinstance(specifier, str) and specifier.strip() and found.python_requires is None:
        found.python_requires = plain(specifier.strip(), 80)


def _poetry_requirement(name: str, value: object) -> str:
    if isinstance(value, dict) and "git" in value:
        ref = value.get("rev") or value.get("tag") or value.get("branch")
        return f"{name} @ git+{value['git']}{f'@{ref}' if ref else ''}"
    extras = ""
    marker = ""
    if isinstance(value, dict):
        extras = f"[{','.join(map(str, _list(value.get('extras'))))}]" if value.get("extras") else ""
        marker = f"; {value['markers']}" if isinstance(value.get("markers"), str) else ""
        value = value.get("version", "*")
    if isinstance(value, list):
        value = value[0].get("version", "*") if value and isinstance(value[0], dict) else "*"
    return f"{name}{extras}{_from_poetry(value) or ''}{marker}"


def _from_poetry(value: object) -> str | None:
    """Return a PEP 440 specifier for Poetry's `^1.2`, `~1.2`, `1.2.*` and `*`."""
    if isinstance(value, dict):
        value = value.get("version")
    if not isinstance(value, str) or value.strip() in {"", "*"}:
        return None
    return ",".join(part for piece in value.split("||")[0].split(",") if (part := _bound(piece.strip())))


def _bound(piece: str) -> str:
    match = re.fullmatch(r"([\^~])\s*(\d+(?:\.\d+)*)(.*)", piece)
    if match and not piece.startswith("~="):
        numbers = [int(number) for number in match[2].split(".")]
        if match[1] == "^":
            place = next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)
        else:
            place = min(1, len(numbers) - 1)
        upper = [*numbers[:place], numbers[place] + 1]
        return f">={match[2]}{match[3]},<{'.'.join(map(str, upper))}"
    if re.fullmatch(r"\d[\w.*+-]*", piece):
        return f"=={piece}"
    return "" if piece == "*" else piece


def _table(data: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    for key in keys:
        inner = data.get(key)
        if not isinstance(inner, dict):
            return {}
        data = inner
    return data


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _line_of(text: str, spec: str) -> int:
    index = text.find(spec)
    if index < 0:
        name = re.escape(re.split(r"[<>=!~ \[;@]", spec)[0])
        found = re.search(rf"^\s*[\"']?{name}\b", text, re.MULTILINE)
        index = found.start() if found else 0
    return text.count("\n", 0, index) + 1
