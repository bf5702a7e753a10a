"""Other projects' code inside a repository: copied in, or a git submodule."""

import re

from skills.analyze.plain import words
from skills.analyze.tree import Tree

_FOLDERS = words(
    "third_party thirdparty third-party vendor vendored external externals extern externs submodules _vendor 3rdparty "
    "contrib_external"
)


def vendored_folders(tree: Tree) -> frozenset[str]:
    """Return the folders that hold other projects: by the usual names, and the submodules that `.gitmodules` names."""
    found = {folder for folder in tree.folders if folder.rpartition("/")[2].lower() in _FOLDERS}
    modules = tree.text(".gitmodules") if ".gitmodules" in tree.sizes else ""
    found |= {path.strip().strip("/") for path in re.findall(r"^\s*path\s*=\s*(.+)$", modules, re.MULTILINE)}
    return frozenset(found)


def is_vendored(path: str, folders: frozenset[str]) -> bool:
    """Whether a file belongs to another project."""
    return any(path.startswith(f"{folder}/") for folder in folders)
