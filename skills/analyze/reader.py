"""Read a repository whole: its programs, what they need, and what a user should know before running them."""

import ast
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from contracts.repo import EntryPoint, Finding, RepoContract
from skills.analyze.config_files import with_config_params
from skills.analyze.dependencies import about_indexes, read_dependencies
from skills.analyze.documented import documented_commands
from skills.analyze.entries import Program, find_programs
from skills.analyze.file_uses import file_uses, with_roles
from skills.analyze.findings import grouped, remarks_on
from skills.analyze.flows import Flows
from skills.analyze.imports import outside_imports
from skills.analyze.joins import join_findings, kind_by_joins
from skills.analyze.live_params import with_liveness
from skills.analyze.metric_prints import metric_prints
from skills.analyze.module import Module
from skills.analyze.modules import Modules, parse_modules
from skills.analyze.ranking import equally_good, ranked, without_doubtful
from skills.analyze.repository_findings import repository_findings
from skills.analyze.startable import Startable
from skills.analyze.tree import read_tree, tree_digest

_MOST_FINDINGS = 200
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
    startable = Startable(modules, tuple(documented_commands(tree)), tuple(declared.installed))
    found = find_programs(modules, startable)
    believed, doubtful = without_doubtful(ranked(found.programs))
    completed = [replace(program, entry=_completed(modules, program)) for program in believed]
    trains = [program.entry for program in completed if program.entry.kind == "train"]
    probes = [*doubtful, *found.others]
    joined = [program for program in map(partial(_by_joins, modules, trains), probes) if program is not None]
    programs = ranked([*completed, *joined])
    entries = tuple(program.entry for program in programs)
    left = [program for program in probes if program.entry.path not in {entry.path for entry in entries}]
    return RepoContract(
        source=source,
        root=str(root),
        commit=head_commit(root),
        tree_digest=tree.digest,
        entries=entries,
        chosen=chosen,
        choose_from=equally_good(programs),
        dependencies=tuple(declared.files),
        python_requires=declared.python_requires,
        packages_at=modules.roots,
        findings=_bounded(
            [
                *tree.findings,
                *modules.findings,
                *declared.findings,
                *about_indexes(declared),
                *found.findings,
                *grouped(
                    (item.entry.name, remark) for item in programs for remark in remarks_on(item.entry, item.closure)
                ),
                *join_findings(entries),
                *repository_findings(tree, entries, [program.entry.path for program in left]),
            ]
        ),
        files_read=len(modules.by_path),
        read_at=now,
    )


def _bounded(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return findings without repetition, the grave ones first where there are too many."""
    unique = list({(finding.says, str(finding.place)): finding for finding in findings}.values())
    if len(unique) > _MOST_FINDINGS:
        unique.sort(key=lambda finding: ("error", "warning", "info").index(finding.level))
    return tuple(unique[:_MOST_FINDINGS])


def _by_joins(modules: Modules, trains: list[EntryPoint], program: Program) -> Program | None:
    """Return a program whose kind only the files it shares with a training tell; None where they do not."""
    entry = program.entry
    flows = Flows(program.closure, frozenset(param.name for param in entry.params), cwd=entry.cwd)
    reads, writes = file_uses(flows, "prepare")
    found = kind_by_joins(reads, writes, entry, trains)
    if found is None:
        return None
    kind, evidence = found
    judged = entry.model_copy(update={"kind": kind, "confidence": 0.5, "evidence": (evidence,)})
    return replace(program, entry=_completed(modules, replace(program, entry=judged)))


def _completed(modules: Modules, program: Program) -> EntryPoint:
    entry = program.entry
    module = modules.by_path[entry.path]
    names = frozenset(param.name for param in entry.params if param.binding != "constant")
    tops = names if entry.framework == "overrides" else frozenset()
    flows = Flows(program.closure, names, _commands(module, names), tops, entry.cwd)
    reads, writes = file_uses(flows, entry.kind)
    params = with_config_params(entry, modules.tree, reads, program.started.documented)
    return entry.model_copy(
        update={
            "imports": outside_imports(modules, module),
            "reads": reads,
            "writes": writes,
            "params": with_liveness(program, with_roles(params, entry.kind, reads, writes)),
            "metrics": metric_prints(program.closure),
        }
    )


def _commands(module: Module, names: frozenset[str]) -> frozenset[str]:
    """Return the functions whose own arguments are params of the command line, as click and typer have them."""
    functions = [node for node in module.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return frozenset(
        function.name
        for function in functions
        if function.decorator_list or {argument.arg for argument in function.args.args} >= names
    )


def _packages_at(modules: Modules) -> tuple[str, ...]:
    return modules.roots


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
