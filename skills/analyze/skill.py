"""The skill that reads a repository: a folder in place, a URL through a clone of ours."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from contracts.errors import BadRequest, Broken, NotReady
from contracts.events import Progress, Warned
from contracts.plan import FileChange, Preview, Result
from contracts.project import ProjectContract
from contracts.repo import RepoContract
from skills.analyze.given import Folder, Remote, understand_repository
from skills.analyze.page import page
from skills.analyze.plain import plain
from skills.analyze.reader import head_commit, read_repository, tree_digest
from skills.arguments import Analyze
from skills.skill import Outlook, Planned, Skill, SkillContext

_GIT_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
    "GIT_LFS_SKIP_SMUDGE": "1",
}
_CLONE_TIMEOUT_S = 1800.0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the code is read, and what was given for it."""

    source: str
    root: Path
    chosen: str | None = None
    remote: Remote | None = None
    """What has to be cloned first."""


class AnalyzeSkill(Skill[Analyze]):
    """Reads code by its syntax trees; never imports it."""

    name = "analyze"
    summary = "Read a repository: how it is run, what it takes, reads, writes and prints."
    example = "read the code in ~/src/foo"
    produces = (RepoContract,)
    usual_effects = ("read", "write")
    arguments = Analyze

    def plan(self, args: Analyze, outlook: Outlook, context: SkillContext) -> Planned:
        place = _place(args, outlook.project.read(ProjectContract), context)
        if place.remote:
            return _plan_clone(args, place.remote, context)
        contract = _read(place, args, context, outlook.project.read(RepoContract))
        files = [_change(context, RepoContract.FILE)]
        if _project_changes(context, place):
            files.append(_change(context, ProjectContract.FILE))
        says = f"Read {contract.files_read} Python files of {str(place.root)!r} and keep what they say."
        unchanged = outlook.project.read(RepoContract) == contract and len(files) == 1
        return Planned(
            Preview(says=says, files=() if unchanged else tuple(files)),
            ("read",) if unchanged else ("read", "write"),
            inputs={"tree": contract.tree_digest},
            makes={RepoContract: contract},
        )

    def run(self, args: Analyze, context: SkillContext) -> Result:
        before = context.project.read(ProjectContract)
        place = _place(args, before, context)
        if place.remote:
            _clone(args, place.remote, context)
        contract = _read(place, args, context, context.project.read(RepoContract))
        for finding in contract.findings:
            if finding.level == "error":
                context.emit(Warned(skill=self.name, text=_said(str(finding.place or ""), finding.says)))
        if _project_changes(context, place):
            context.project.write(_project(context, place, before))
        if context.project.read(RepoContract) != contract:
            context.project.write(contract)
        return Result(skill=self.name, data=contract.to_data(), text=page(contract))


def _place(args: Analyze, project: ProjectContract | None, context: SkillContext) -> _Place:
    if args.repo is None:
        if project is None or project.source is None:
            raise NotReady(
                "No repository was named, and the project has none yet. "
                "Give a folder or a URL, as in `read the code in ~/src/foo`."
            )
        given: Folder | Remote = understand_repository(project.source)
        source = project.source
        if isinstance(given, Folder):
            return _Place(source, Path(project.root) if project.root else given.path)
    else:
        given = understand_repository(args.repo)
        source = given.url if isinstance(given, Remote) else str(given.path)
    if isinstance(given, Folder):
        if args.ref:
            raise BadRequest(
                f"A ref ({args.ref!r}) was given with a folder. Your checkout is read as it is and never switched. "
                "Check the ref out yourself, or give the repository's URL."
            )
        return _Place(source, given.path, given.entry)
    root = context.project.code / given.subfolder if given.subfolder else context.project.code
    is_here = project is not None and project.source == source and (context.project.code / ".git").is_dir()
    return _Place(source, root, None, None if is_here and not (args.ref or given.ref) else given)


def _read(place: _Place, args: Analyze, context: SkillContext, before: RepoContract | None) -> RepoContract:
    """Return the contract of the folder; the one on disk where the files are as they were."""
    chosen = args.entry or place.chosen
    if before and before.root == str(place.root) and before.source == place.source:
        same_choice = chosen is None or chosen == before.chosen
        is_same = before.commit == head_commit(place.root) and before.tree_digest == tree_digest(place.root)
        if same_choice and is_same:
            return before
        chosen = chosen or before.chosen
    contract = read_repository(place.root, source=place.source, now=context.clock(), chosen=chosen)
    if not contract.files_read:
        raise BadRequest(_without_python(place.root, contract))
    return _checked_choice(contract, explicit=args.entry or place.chosen)


def _checked_choice(contract: RepoContract, explicit: str | None) -> RepoContract:
    if contract.chosen is None:
        return contract
    wanted = contract.chosen.removeprefix("./")
    names = [entry.name for entry in contract.entries]
    if wanted in names or any(wanted == entry.path for entry in contract.entries):
        return contract.model_copy(update={"chosen": wanted})
    ends = [name for name in names if PurePosixPath(name).name == wanted or name.endswith(f"/{wanted}")]
    if len(ends) == 1:
        return contract.model_copy(update={"chosen": ends[0]})
    if explicit is None:
        return contract.model_copy(update={"chosen": None})
    near = ", ".join(repr(name) for name in (ends or names)[:8]) or "none"
    raise BadRequest(
        f"There is no entry point {wanted!r} in {contract.root!r}. Those that were found: {near}. Name one of them."
    )


def _without_python(root: Path, contract: RepoContract) -> str:
    errors = [finding for finding in contract.findings if finding.level == "error"]
    if errors:
        first = errors[0]
        return f"No Python file in {str(root)!r} can be parsed. The first: {first.place}: {first.says}"
    notebooks = [finding for finding in contract.findings if "notebooks" in finding.says]
    if notebooks:
        return f"There is no Python script in {str(root)!r}. {notebooks[0].says}"
    return (
        f"There is no Python code in {str(root)!r}. MLClaw reads Python repositories. "
        "Check the folder, or name the sub-folder with the scripts."
    )


def _plan_clone(args: Analyze, remote: Remote, context: SkillContext) -> Planned:
    host = urlsplit(remote.url).hostname or remote.url.partition("@")[2].partition(":")[0]
    return Planned(
        Preview(
            says=f"Clone {plain(remote.url)} and read it.",
            commands=tuple(_commands(args, remote, context)),
            files=(
                FileChange(
                    path=str(context.project.code), what="change" if context.project.code.exists() else "create"
                ),
                _change(context, RepoContract.FILE),
                _change(context, ProjectContract.FILE),
            ),
            network=(host,),
        ),
        ("write", "network"),
        makes={RepoContract: None},
    )


def _commands(args: Analyze, remote: Remote, context: SkillContext) -> list[tuple[str, ...]]:
    """Return the exact git commands; hooks and programs that a configuration names are not run."""
    ref = args.ref or remote.ref
    target = str(_arriving(context))
    base = ("git", "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never")
    if ref and ref.startswith("-"):
        raise BadRequest(f"{ref!r} is no branch, tag or commit. Give its name, as in `ref=main`.")
    if ref and re.fullmatch(r"[0-9a-f]{7,40}", ref):
        clone = (*base, "clone", "--no-checkout", "--", remote.url, target)
        return [clone, (*base, "-C", target, "checkout", "--detach", ref)]
    branch = ("--branch", ref) if ref else ()
    return [(*base, "clone", "--recurse-submodules", *branch, "--", remote.url, target)]


def _arriving(context: SkillContext) -> Path:
    """Return the folder that a clone arrives in; it becomes `code` when it is whole."""
    return context.project.path / "code.arriving"


def _clone(args: Analyze, remote: Remote, context: SkillContext) -> None:
    target = _arriving(context)
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        for command in _commands(args, remote, context):
            _git(command, remote, context)
        if remote.subfolder and not (target / remote.subfolder).is_dir():
            raise BadRequest(
                f"{remote.url!r} has no folder {remote.subfolder!r} at that ref. Nothing was kept. Check the address."
            )
        shutil.rmtree(context.project.code, ignore_errors=True)
        target.rename(context.project.code)
    finally:
        shutil.rmtree(target, ignore_errors=True)


def _git(command: tuple[str, ...], remote: Remote, context: SkillContext) -> None:
    done = context.hosts["local"].run(
        command,
        cwd=context.project.path,
        environment=_GIT_ENVIRONMENT,
        on_line=lambda line: context.emit(Progress(skill="analyze", text=plain(line))),
        timeout_s=_CLONE_TIMEOUT_S,
    )
    if done.exit_code:
        raise Broken(
            f"{remote.url!r} could not be cloned: {plain(_reason(done.output), 300)}. "
            "Check the address, the ref, the network and your access, then ask again."
        )


def _reason(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:", "ssh:", "remote: "))]
    return (telling or lines or ["git said nothing"])[-1].rstrip(".")


def _change(context: SkillContext, file: str) -> FileChange:
    path = context.project.path / file
    return FileChange(path=str(path), what="change" if path.exists() else "create")


def _project_changes(context: SkillContext, place: _Place) -> bool:
    now = context.project.read(ProjectContract)
    return now is None or (now.source, now.root) != (place.source, str(place.root))


def _project(context: SkillContext, place: _Place, before: ProjectContract | None) -> ProjectContract:
    if before is None:
        return ProjectContract(
            name=context.project.name, source=place.source, root=str(place.root), created_at=context.clock()
        )
    return before.model_copy(update={"source": place.source, "root": str(place.root)})


def _said(place: str, text: str) -> str:
    return f"{place}: {text}" if place else text
