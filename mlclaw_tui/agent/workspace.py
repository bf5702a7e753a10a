"""What a talk is about: the home, the current project, the last run and repository that were mentioned."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import JsonValue

from contracts.errors import BadFile, Broken
from contracts.events import Event, Warned
from contracts.names import ENDED
from contracts.plan import Result, SkillCall
from contracts.project import ProjectContract
from contracts.repo import RepoContract
from contracts.run import RunContract
from mlclaw_tui.agent.conversation import Conversation
from mlclaw_tui.agent.repositories import name_for, same_source
from mlclaw_tui.skillset import SkillSet
from skills.host import Host
from skills.init import project_name
from skills.skill import SkillContext
from store.files import write_atomic
from store.folders import ProjectFolder
from store.store import Store

UNNAMED = "default"
RUNS_KNOWN = 200


@dataclass(slots=True)
class Workspace:
    """One user's talk with one home."""

    store: Store
    hosts: Mapping[str, Host]
    skills: SkillSet
    emit: Callable[[Event], None]
    clock: Callable[[], datetime]
    cwd: Path
    named: str | None = None
    """The project that the user named on the command line."""
    _project: ProjectFolder | None = None
    _repo: str | None = None
    """The repository that was last mentioned."""
    _calls: tuple[SkillCall, ...] = ()
    _run: str | None = None
    _warned: set[str] = field(default_factory=set)

    @property
    def project(self) -> ProjectFolder:
        """The project that a request without any name is about."""
        if self._project is None:
            self._project = self._find()
        return self._project

    def context(self) -> SkillContext:
        """Return what a skill may touch."""
        return SkillContext(store=self.store, project=self.project, hosts=self.hosts, emit=self.emit, clock=self.clock)

    def turn_to(self, calls: Sequence[SkillCall]) -> None:
        """Make the project that these calls name the current one, and bring its runs up to date."""
        for call in calls:
            said = call.args.get("repo") if call.skill == "analyze" else None
            if isinstance(said, str):
                self._repo = said
                self._project = self.store.home.project(self.named) if self.named else self._project_of(said)
            elif call.skill == "init" and not self.named:
                self._project = self.store.home.project(project_name(str(call.args["name"])))
        if self.project.exists:
            self._settle()

    def defaults(self) -> Mapping[str, Mapping[str, JsonValue]]:
        """Return the arguments of steps that are put in: the repository to read."""
        contract = self.project.read(ProjectContract)
        if contract is not None and contract.source:
            return {}
        if self._repo:
            return {"analyze": {"repo": self._repo}}
        here = contract is None and self._current() is None and any(self.cwd.glob("*.py"))
        return {"analyze": {"repo": str(self.cwd)}} if here else {}

    def conversation(self) -> Conversation:
        """Return what a planner may know of the talk."""
        project = self.project
        if not project.exists:
            return Conversation(last_repo=self._repo, last_calls=self._calls, hosts=tuple(self.hosts))
        repo = _readable_repo(project)
        with self.store.session() as session:
            summaries = session.summaries(project.name, newest=RUNS_KNOWN)
        names = [name for each in summaries for name in (each.run_id, each.name) if name]
        params = {
            word
            for entry in (repo.entries if repo else ())
            for each in entry.params
            for word in (each.name, *each.flags)
        }
        return Conversation(
            project=project.name,
            runs=tuple(dict.fromkeys(names)),
            last_run=self._run or (summaries[0].run_id if summaries else None),
            last_repo=self._repo or (repo.source if repo else None),
            last_calls=self._calls,
            params=tuple(sorted(params)),
            hosts=tuple(self.hosts),
        )

    def remember(self, calls: Sequence[SkillCall], results: Sequence[Result]) -> None:
        """Keep what the next request may refer to, and which project is current."""
        self._calls = tuple(calls)
        for result in results:
            run_id = result.data.get("run_id")
            self._run = run_id if isinstance(run_id, str) else self._run
            imported = result.data.get("projects") if result.skill == "import" else None
            if isinstance(imported, list) and imported and not self.named:
                self._project = self.store.home.project(str(imported[-1]))
        pointer = self.store.home.path / "current"
        if self.project.exists and any(call.skill in ("init", "analyze", "import") for call in calls):
            write_atomic(pointer, self.project.name + "\n")

    def _find(self) -> ProjectFolder:
        home = self.store.home
        if self.named:
            return home.project(project_name(self.named))
        around = [project for project in home.projects() if _holds(project, self.cwd)]
        return around[0] if around else self._current() or home.project(UNNAMED)

    def _current(self) -> ProjectFolder | None:
        try:
            name = (self.store.home.path / "current").read_text("utf-8").strip()
        except OSError:
            return None
        project = self.store.home.project(name)
        return project if name and project.exists else None

    def _project_of(self, repo: str) -> ProjectFolder:
        """Return the project that has this source already, else a new one named after it."""
        home = self.store.home
        for project in home.projects():
            contract = _readable_project(project)
            if contract and contract.source and same_source(contract.source, repo):
                return project
        name = project_name(name_for(repo))
        number = 1
        while home.project(name if number == 1 else f"{name}-{number}").exists:
            known = _readable_project(home.project(name if number == 1 else f"{name}-{number}"))
            if known is not None and known.source is None:
                break
            number += 1
        return home.project(name if number == 1 else f"{name}-{number}")

    def _settle(self) -> None:
        """Bring runs up to date whose process ended while nobody looked."""
        from skills.runs.settle import settle  # noqa: PLC0415 - most requests find every run settled

        context = self.context()
        for folder in self.project.runs():
            try:
                run = folder.read(RunContract)
                if run is not None and run.status not in ENDED:
                    settle(folder, context)
            except (BadFile, Broken) as error:
                if folder.name not in self._warned:
                    self._warned.add(folder.name)
                    self.warn(str(error))

    def warn(self, text: str) -> None:
        """Tell the user something that does not stop the request."""
        self.emit(Warned(skill="status", text=text))


def _holds(project: ProjectFolder, cwd: Path) -> bool:
    contract = _readable_project(project)
    return bool(contract and contract.root and cwd.is_relative_to(contract.root))


def _readable_project(project: ProjectFolder) -> ProjectContract | None:
    try:
        return project.read(ProjectContract)
    except BadFile:
        return None


def _readable_repo(project: ProjectFolder) -> RepoContract | None:
    try:
        return project.read(RepoContract)
    except BadFile:
        return None
