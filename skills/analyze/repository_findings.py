"""What somebody should know about a repository as a whole."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from contracts.repo import EntryPoint, Finding
from skills.analyze.plain import plain
from skills.analyze.tree import Tree
from skills.analyze.vendored import vendored_folders

_SHOWN = 8


def repository_findings(tree: Tree, entries: Sequence[EntryPoint], others: Sequence[str]) -> Iterator[Finding]:
    """Yield findings about notebooks, projects within the repository, and programs for something else.

    Args:
        tree: Its files.
        entries: Its programs.
        others: Paths of what can be started and is for something else.
    """
    notebooks = [path for path in tree.sizes if path.endswith(".ipynb")]
    if notebooks and not any(entry.kind == "train" for entry in entries):
        says = (
            f"The work is in notebooks ({_listed(notebooks)}), which are not run from here. "
            "`jupyter nbconvert --to script NOTEBOOK.ipynb` makes a script of one."
        )
        yield Finding(level="warning", says=says)
    projects = sorted({entry.cwd for entry in entries if entry.cwd != "."})
    if len(projects) > 1:
        says = f"It holds several projects: {_listed(projects)}. Name the sub-folder to read one of them alone."
        yield Finding(level="info", says=says)
    foreign = sorted(vendored_folders(tree))
    if foreign:
        yield Finding(level="info", says=f"Code of other projects lies in {_listed(foreign)}; it comes last.")
    if others:
        yield Finding(level="info", says=f"Can be started too, for what is not clear: {_listed(sorted(set(others)))}.")


def _listed(paths: Sequence[str]) -> str:
    names = ", ".join(f"`{plain(str(PurePosixPath(path)))}`" for path in paths[:_SHOWN])
    return f"{names} and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else names
