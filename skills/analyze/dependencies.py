"""What a repository declares that it needs, read from its files without executing any of them."""

from pathlib import PurePosixPath

from contracts.repo import DependencyFile, Finding, Place, Requirement
from skills.analyze.declarations import Declarations, looks_like_requirement
from skills.analyze.lock_files import read_conda, read_lock, read_pipfile
from skills.analyze.plain import plain
from skills.analyze.project_files import read_pyproject, read_setup_cfg, read_setup_py
from skills.analyze.requirement_files import is_requirements_file, read_requirements
from skills.analyze.shell_lines import shell_commands
from skills.analyze.tree import Tree

__all__ = ["Declarations", "read_dependencies"]
_LOCKS = ("uv.lock", "poetry.lock", "pipfile.lock", "pdm.lock", "pylock.toml")
_VALUED = frozenset(
    {"-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--trusted-host", "-t", "--target"}
)


def read_dependencies(tree: Tree) -> Declarations:
    """Return what the files of a repository declare, files of one kind together, nearest the root first."""
    found = Declarations()
    for path in tree.ending(".txt", ".in", ".pip"):
        if is_requirements_file(path):
            read_requirements(tree, path, found)
    for path in tree.named("pyproject.toml"):
        read_pyproject(tree, path, found)
    for path in tree.named("setup.cfg"):
        read_setup_cfg(tree, path, found)
    for path in tree.named("setup.py"):
        read_setup_py(tree, path, found)
    for path in tree.ending(".yml", ".yaml"):
        if _is_conda(PurePosixPath(path).name.lower()):
            read_conda(tree, path, found)
    for path in tree.named("pipfile"):
        read_pipfile(tree, path, found)
    for path in tree.named(*_LOCKS):
        read_lock(tree, path, found)
    for path in _with_install_lines(tree):
        _read_install_lines(tree, path, found)
    return found


def _is_conda(name: str) -> bool:
    return name.startswith(("environment", "env.", "env_", "env-", "conda")) or name.rpartition(".")[0].endswith(
        ("environment", "_env", "-env", "conda", "conda_env")
    )


def _with_install_lines(tree: Tree) -> list[str]:
    names = [path for path in tree.sizes if "dockerfile" in PurePosixPath(path).name.lower() and tree.is_text(path)]
    return [*names, *tree.named("readme.md", "readme.rst", "readme.txt", "readme", "install.md", "installation.md")][
        :20
    ]


def _read_install_lines(tree: Tree, path: str, found: Declarations) -> None:
    """Keep what `pip install …` lines of a document or an image's recipe name."""
    text = tree.text(path)
    if "pip" not in text or "install" not in text:
        return
    requirements: list[Requirement] = []
    options: list[str] = []
    lines = [(number, _command_part(line)) for number, line in enumerate(text.splitlines(), 1)]
    for command in shell_commands(lines):
        words = list(command.words)
        if "install" not in words[:5] or not any(word.rstrip("3").endswith("pip") for word in words[:4]):
            continue
        specs, extra = _installed(words[words.index("install") + 1 :])
        place = Place(path=path, line=max(1, command.line))
        requirements += [Requirement(spec=plain(spec), proof=place) for spec in specs]
        options += [plain(option) for option in extra]
    if requirements:
        unique = {requirement.spec: requirement for requirement in reversed(requirements)}
        found.files.append(
            DependencyFile(
                path=path, kind="other", requirements=tuple(reversed(unique.values())), options=tuple(options)
            )
        )


def _command_part(line: str) -> str:
    """Return the shell text of a line: what follows `RUN`, or stands in backticks."""
    stripped = line.strip()
    for start in ("RUN ", "- ", "* "):
        stripped = stripped.removeprefix(start).strip()
    if "`" in stripped and "pip" in stripped:
        inside = [part for part in stripped.split("`")[1::2] if "install" in part]
        return inside[0] if inside else ""
    head = stripped.lstrip("$>! ").split(" ")[0]
    known = head.startswith(("pip", "python", "uv", "apt", "sudo", "conda", "cd", "git", "export", "!", "%"))
    return stripped if known or "&&" in stripped or stripped.endswith("\\") else ""


def _installed(words: list[str]) -> tuple[list[str], list[str]]:
    specs: list[str] = []
    options: list[str] = []
    skip = False
    for number, word in enumerate(words):
        following = words[number + 1] if number + 1 < len(words) else ""
        if skip:
            skip = False
        elif word in {"-r", "--requirement", "-c", "--constraint", "-e", "--editable"}:
            options.append(f"{word} {following}")
            skip = True
        elif word in _VALUED:
            skip = True
        elif word.startswith((".", "/")) or "$" in word or "<" in word.partition("=")[0][:1]:
            continue
        elif not word.startswith("-") and word not in {"pip", "setuptools", "wheel"} and looks_like_requirement(word):
            specs.append(word)
    return specs, options


def about_indexes(found: Declarations) -> list[Finding]:
    """Return a finding for every file that would send an installer to an index of its own."""
    findings = []
    for file in found.files:
        indexes = [option for option in file.options if "index-url" in option or option.startswith("-i ")]
        if indexes and file.kind == "requirements":
            says = f"It names an index of its own (`{indexes[0]}`). That is recorded and never obeyed."
            findings.append(Finding(level="warning", says=says, place=Place(path=file.path, line=1)))
    return findings
