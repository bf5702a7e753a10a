"""The values of configuration files that a program reads: named by a flag, or in its source."""

import posixpath
import re
from collections.abc import Iterator, Sequence

from contracts.repo import EntryPoint, FileUse, Param
from skills.analyze.config_trees import as_declared, file_leaves
from skills.analyze.documented import DocumentedCommand
from skills.analyze.examples import example_values
from skills.analyze.tree import Tree

_FLAG = re.compile(
    r"^(config|cfg|conf|yaml|json|hparams|params|opt|options|hyp|setting|settings)(_?(file|path|yaml|name|fn))?$"
)
_HELP = re.compile(r"\bconfig(uration)? (file|path)|\b(path|file)[^.]{0,20}\bconfig", re.IGNORECASE)
_ENDINGS = (".yaml", ".yml", ".json", ".toml")
_MOST = 250


def with_config_params(
    entry: EntryPoint, tree: Tree, reads: Sequence[FileUse], documented: Sequence[DocumentedCommand]
) -> tuple[Param, ...]:
    """Return a program's params and after them the values of the configuration files it reads.

    A value of a file is fixed as long as the file is the same one: it is changed in a copy of the file. Where a flag
    names the file and has no default, the file that the documents give is taken.

    Args:
        entry: The program.
        tree: The files of the repository.
        reads: What the program reads.
        documented: Commands that start it.
    """
    params = list(entry.params)
    taken = {param.name for param in params}
    for path, note in _files(entry, tree, reads, documented):
        for leaf in file_leaves(tree.text(path), path):
            if leaf.name in taken or len(params) > _MOST:
                continue
            taken.add(leaf.name)
            declared = as_declared(leaf)
            declared.binding, declared.overridable = "config", False
            declared.notes.append(note)
            params.append(declared.param())
    return tuple(_with_candidates(param, tree) for param in params)


def _files(
    entry: EntryPoint, tree: Tree, reads: Sequence[FileUse], documented: Sequence[DocumentedCommand]
) -> Iterator[tuple[str, str]]:
    """Yield the files, each with what to say about where they come from."""
    seen: set[str] = set()
    examples = example_values(entry.params, documented)
    for param in entry.params:
        if param.binding == "cli" and _is_config(param):
            for said in (param.default, examples.get(param.name)):
                path = _found(said, entry, tree)
                if path and path not in seen:
                    seen.add(path)
                    yield path, f"In `{path}`, the file of `{param.flag or param.name}`."
                    break
    for use in reads:
        path = _found(use.path, entry, tree) if use.what in {"config", "other"} and use.param is None else None
        if path and path not in seen:
            seen.add(path)
            yield path, f"In `{path}`, which the code reads ({use.proof})."


def _is_config(param: Param) -> bool:
    names = {param.name, *(flag.lstrip("-").replace("-", "_") for flag in param.flags)}
    return any(_FLAG.match(name.lower()) for name in names) or bool(param.help and _HELP.search(param.help))


def _found(said: object, entry: EntryPoint, tree: Tree) -> str | None:
    """Return the path in the repository that a text names; None where there is no such configuration file."""
    if not isinstance(said, str) or not said.lower().endswith(_ENDINGS) or "*" in said or "{" in said:
        return None
    for base in (entry.cwd, ".", posixpath.dirname(entry.path)):
        path = posixpath.normpath(posixpath.join(base, said))
        if tree.is_text(path):
            return path
    return None


def _with_candidates(param: Param, tree: Tree) -> Param:
    """Return a flag that names a configuration file with the files of the repository that fit."""
    if param.binding != "cli" or not _is_config(param) or param.type in {"bool", "int", "float"}:
        return param
    files = [
        path for path in tree.ending(*_ENDINGS) if re.search(r"(^|/)(conf|cfg|config|setting|param|hyp)", path.lower())
    ]
    if not files:
        return param
    shown = f"{', '.join(files[:6])}{f' and {len(files) - 6} more' if len(files) > 6 else ''}"
    note = " ".join(filter(None, (param.note, f"Files that fit: {shown}.")))
    return param.model_copy(update={"note": note})
