"""What the screens show, looked up: the same workspace and agent as a batch run, as plain data."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from contracts.events import Event
from contracts.plan import Proposal
from mlclaw_tui.agent.agent import Agent, Decide, Outcome
from mlclaw_tui.agent.wording import proposal_text
from mlclaw_tui.agent.workspace import Workspace
from mlclaw_tui.app.talk_record import TalkRecord
from mlclaw_tui.compose import agent_for, workspace_for
from mlclaw_tui.demo import bring_example, demo_requests
from mlclaw_tui.settings import Settings, save, sections
from screens.completion import SkillWord
from screens.settings import Setting
from store.files import write_atomic
from store.folders import Home
from store.store import Store

LOOK_WAIT_S = 1.0
"""How long a look for the screen waits for the store; it comes again soon."""
FILES_SHOWN = 3
HISTORY_KEPT = 500


@dataclass(slots=True)
class Core:
    """One home as the app sees it."""

    home: Home
    settings: Settings
    project: str | None
    who: str
    settings_file: Path
    workspace: Workspace = field(init=False)
    looks: Store = field(init=False)
    """The store as the screens read it: it waits less long than the agent."""
    talk: TalkRecord = field(init=False)
    _agent: Agent = field(init=False)
    _emit: Callable[[Event], None] = field(init=False, default=lambda _: None)

    def __post_init__(self) -> None:
        self.workspace = workspace_for(self.home.path, self.settings, self._told, project=self.project, who=self.who)
        self.looks = Store(self.home, who=self.who, wait_s=LOOK_WAIT_S)
        self.talk = TalkRecord(self.home.path / "app" / "talk.jsonl")
        self._agent = agent_for(self.workspace)

    def tell(self, emit: Callable[[Event], None]) -> None:
        """Send the events of skills there."""
        self._emit = emit

    def _told(self, event: Event) -> None:
        self._emit(event)

    def answer(self, request: str, decide: Decide) -> Outcome:
        """Answer a request; blocks, so not on the event loop."""
        return self._agent.answer(request, decide)

    def preview(self, proposal: Proposal) -> str:
        """Return all of a proposal as text."""
        return proposal_text(proposal, question=False)

    @property
    def current_project(self) -> str:
        """The project that a request without any name is about."""
        return self.workspace.project.name

    @property
    def is_fresh(self) -> bool:
        """Whether this home has no project yet."""
        return not self.home.projects()

    def skill_words(self) -> list[SkillWord]:
        """Return the skills with their arguments, as the prompt completes them."""
        from skills.arguments import ARGUMENTS  # noqa: PLC0415 - skills load when they are asked for

        words = []
        for name, skill in self.workspace.skills.items():
            fields = ARGUMENTS[name].model_fields
            arguments = tuple((field_name, one.description or "") for field_name, one in fields.items())
            words.append(SkillWord(name, skill.summary, skill.example, arguments))
        return sorted(words, key=lambda word: word.name)

    def names(self) -> tuple[list[str], list[tuple[str, str]]]:
        """Return the params of the code, and the runs with a word on each, newest first."""
        known = self.workspace.conversation()
        with self.looks.session() as session:
            summaries = session.summaries(self.current_project, newest=200)
        runs = [(each.run_id, " ".join(filter(None, [each.name, each.stage, each.status]))) for each in summaries]
        return list(known.params), runs

    def files(self, start: str) -> list[str]:
        """Return some paths that begin so, folders with a slash at their end."""
        if not start:
            return []
        path = Path(start).expanduser()
        folder, name = (path, "") if start.endswith("/") else (path.parent, path.name)
        try:
            found = sorted(each for each in folder.iterdir() if each.name.startswith(name))[:FILES_SHOWN]
            return [f"{each}/" if each.is_dir() else str(each) for each in found]
        except OSError:
            return []

    def shown_columns(self, project: str) -> list[str]:
        """Return which columns of the history the user chose for a project; none where they chose nothing."""
        path = self._columns_of(project)
        try:
            return [str(name) for name in json.loads(path.read_text("utf-8"))]
        except (OSError, ValueError):
            return []

    def keep_columns(self, project: str, names: Sequence[str]) -> None:
        """Keep which columns of the history are shown.

        Raises:
            Broken: The disk is full or read-only.
        """
        write_atomic(self._columns_of(project), json.dumps(list(names)) + "\n")

    def _columns_of(self, project: str) -> Path:
        return self.home.path / "app" / f"columns-{project}.json"

    def example_requests(self) -> list[str]:
        """Bring the bundled example to this home and return the requests that go through it."""
        return demo_requests(bring_example(self.home.path / "demo", self.workspace))

    def stop(self, project: str, run_id: str) -> str:
        """Stop a job whose name the user typed, and return what came of it.

        Raises:
            MLClawError: It does not run, or could not be stopped.
        """
        from skills.arguments import Stop  # noqa: PLC0415 - skills load when they are needed

        context = replace(self.workspace.context(), project=self.home.project(project))
        return self.workspace.skills["stop"].run(Stop(run=run_id), context).text

    def setting_lines(self) -> list[Setting]:
        """Return every setting with its value and its documentation."""
        found = []
        for section, kind in sections().items():
            values = getattr(self.settings, section)
            for key, one in kind.model_fields.items():
                value = getattr(values, key)
                text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
                found.append(Setting(section, key, text, one.description or ""))
        return found

    def save_setting(self, section: str, key: str, text: str) -> None:
        """Write one setting; what is under way keeps the one before.

        Raises:
            BadFile: The value does not fit; nothing was written.
        """
        self.settings = save(self.settings_file, section, key, text)

    def machine(self) -> str:
        """Return how busy this machine is, in a few words."""
        return f"cpu {psutil.cpu_percent():.0f}% mem {psutil.virtual_memory().percent:.0f}%"

    def history(self) -> list[str]:
        """Return what was typed before, oldest first."""
        return [each.request for each in self.talk.earlier(HISTORY_KEPT)]

    def unfinished(self, running: Sequence[str]) -> list[str]:
        """Return what an earlier talk left, a line each."""
        left = [each for each in self.talk.earlier(20) if not each.is_elsewhere]
        cut = [each.request for each in left if each.status == "running"]
        return [
            *(f"{run} goes on" for run in running),
            *(f"was cut off: {request}   (say it again to continue)" for request in cut),
        ]


def core_for(home: Path, settings: Settings, project: str | None, settings_file: Path) -> Core:
    """Return the core of a home, nothing opened yet."""
    return Core(Home(home), settings, project, f"the mlclaw app, process {os.getpid()}", settings_file)
