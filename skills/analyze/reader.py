"""Read a repository whole: its programs, what they need, and what a user should know before running them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from contracts.repo import Finding, RepoContract
from skills.analyze.completion import Completion
from skills.analyze.declarations import Declarations
from skills.analyze.dependencies import about_indexes, read_dependencies
from skills.analyze.documented import documented_commands
from skills.analyze.entries import Program, Programs, find_programs
from skills.analyze.findings import grouped, remarks_on
from skills.analyze.joins import join_findings
from skills.analyze.modules import Modules, parse_modules
from skills.analyze.ranking import equally_good, ranked, without_doubtful
from skills.analyze.repository_findings import repository_findings
from skills.analyze.startable import Startable
from skills.analyze.tree import Tree, read_tree, tree_digest

_MOST_FINDINGS = 200
_LEVELS = ("error", "warning", "info")
__all__ = ["head_commit", "read_repository", "tree_digest"]


def read_repository(root: Path, *, source: str, now: datetime, chosen: str | None = None) -> RepoContract:
    """Return how a repository is run.

    Pure reading: nothing of it is imported or executed, nothing is written.

    Args:
        root: Absolute folder to read.
        source: URL or folder that the user gave.
        now: Put into the contract.
        chosen: Name of the entry that the user picked.
    """
    tree = read_tree(root)
    modules = parse_modules(tree)
    declared = read_dependencies(tree)
    found = find_programs(modules, Startable(modules, tuple(documented_commands(tree)), tuple(declared.installed)))
    completion = Completion(modules)
    programs, others = _judged(found, completion)
    return RepoContract(
        source=source,
        root=str(root),
        commit=head_commit(root),
        tree_digest=tree.digest,
        entries=tuple(program.entry for program in programs),
        chosen=chosen,
        choose_from=equally_good(programs),
        dependencies=tuple(declared.files),
        python_requires=declared.python_requires,
        packages_at=modules.used_roots,
        findings=_bounded(
            [
                *_of_files(tree, modules, declared),
                *found.findings,
                *_of_programs(programs),
                *join_findings([program.entry for program in programs], completion.examples),
                *repository_findings(tree, [program.entry for program in programs], others),
            ]
        ),
        files_read=len(modules.by_path),
        read_at=now,
    )


def _judged(found: Programs, completion: Completion) -> tuple[list[Program], list[str]]:
    """Return the programs whose kind is believed, completed and ranked, and the paths of the others."""
    believed, doubtful = without_doubtful(ranked(found.programs))
    programs = [completion.completed(program) for program in believed]
    trains = [program.entry for program in programs if program.entry.kind == "train"]
    probes = [*doubtful, *found.others]
    programs += [program for probe in probes if (program := completion.by_joins(probe, trains)) is not None]
    known = {program.entry.path for program in programs}
    return ranked(programs), [probe.entry.path for probe in probes if probe.entry.path not in known]


def _of_files(tree: Tree, modules: Modules, declared: Declarations) -> list[Finding]:
    return [*tree.findings, *modules.findings, *declared.findings, *about_indexes(declared)]


def _of_programs(programs: Sequence[Program]) -> list[Finding]:
    return grouped(
        (program.entry.name, remark) for program in programs for remark in remarks_on(program.entry, program.closure)
    )


def _bounded(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings without repetition, the grave ones first where there are too many."""
    unique = list({(finding.says, str(finding.place)): finding for finding in findings}.values())
    if len(unique) > _MOST_FINDINGS:
        unique.sort(key=lambda finding: _LEVELS.index(finding.level))
    return tuple(unique[:_MOST_FINDINGS])


def head_commit(root: Path) -> str | None:
    """Return the commit that HEAD names, read from the files of `.git`; None where there is none."""
    folder = next((parent / ".git" for parent in (root, *root.parents) if (parent / ".git").exists()), None)
    if folder is None:
        return None
    try:
        if folder.is_file():
            folder = (folder.parent / folder.read_text().partition("gitdir:")[2].strip()).resolve()
        head = (folder / "HEAD").read_text().strip()
        name = head.removeprefix("ref: ")
        if name == head:
            return head if _is_hash(head) else None
        common = folder / "commondir"
        base = (folder / common.read_text().strip()).resolve() if common.is_file() else folder
        for place in (folder, base):
            if (place / name).is_file():
                return (place / name).read_text().strip()
        packed = base / "packed-refs"
        lines = packed.read_text().splitlines() if packed.is_file() else []
        return next((line.split()[0] for line in lines if line.endswith(f" {name}")), None)
    except (OSError, UnicodeDecodeError):
        return None


def _is_hash(text: str) -> bool:
    return len(text) in {40, 64} and all(character in "0123456789abcdef" for character in text)
