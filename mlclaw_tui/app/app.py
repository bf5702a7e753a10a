"""The terminal app: it hands the screens what they show and does what they ask."""

import gc
import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.dom import DOMNode
from textual.worker import Worker, WorkerState, get_current_worker

from contracts.errors import MLClawError
from mlclaw_tui.app.ascii_filter import AsciiFilter
from mlclaw_tui.app.core import Core
from mlclaw_tui.app.palette import Commands
from mlclaw_tui.app.talk import Talk
from mlclaw_tui.app.themes import DEFAULT, THEMES
from mlclaw_tui.app.views import Views
from screens.completion import Completer
from screens.glyphs import ASCII, UNICODE
from screens.help import HelpScreen
from screens.jobs import JobsPane
from screens.jobs_model import Job, strip_line
from screens.jump import JumpScreen
from screens.main import MainScreen
from screens.runs import RunsPane
from screens.settings import SettingsScreen
from screens.widgets.diff_view import DiffView
from screens.widgets.job_list import JobList
from screens.widgets.prompt import PromptArea
from screens.widgets.proposal_card import ProposalCard
from screens.widgets.run_table import RunTable
from screens.widgets.status_line import Situation

JOBS_EVERY_S = 2.0
FRAME_S = 0.1
"""How often what happened is drawn, all of it at once."""
QUIT_AGAIN_S = 2.0


class MLClawApp(App[None]):
    """One talk with one home on a full screen."""

    TITLE = "MLClaw"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {Commands}
    PAUSE_GC_ON_SCROLL = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", id="quit", priority=True, tooltip="Leave; jobs go on"),
        Binding("ctrl+c", "interrupt", "interrupt", id="interrupt", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", "suspend", id="suspend", show=False, priority=True),
        Binding("ctrl+p", "command_palette", "palette", id="palette", priority=True),
        Binding("ctrl+o", "jump", "jump", id="jump", show=False, priority=True),
        Binding("f7", "example", "example", id="example", show=False, priority=True),
    ]

    def __init__(
        self, core: Core, *, ascii_only: bool = False, read_only: bool = False, is_own_process: bool = False
    ) -> None:
        """Take what it works on; nothing is opened.

        Args:
            core: The home, its store and its agent.
            ascii_only: Whether only ASCII signs may be drawn.
            read_only: Whether everything with an effect is refused.
            is_own_process: Whether the process is the app's alone, so that its memory can be settled.
        """
        super().__init__()
        self._core = core
        self._glyphs = ASCII if ascii_only else UNICODE
        self._ascii_only = ascii_only
        self._read_only = read_only
        self._is_own_process = is_own_process
        self.completer = Completer(files=core.files)
        self._example: list[str] | None = None
        self._asked_to_quit = 0.0
        self._machine = ""
        self._notice = ""
        self._jobs = 0
        if ascii_only:
            self._filters.append(AsciiFilter())
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = core.settings.ui.theme if core.settings.ui.theme in self.available_themes else DEFAULT
        self.set_keymap(core.settings.keys)

    async def on_mount(self) -> None:
        self._talk = Talk(self, self._core, self.completer, self._glyphs, read_only=self._read_only)
        views = self._views = Views(self, self._core, self._glyphs)
        panes = (views.jobs, views.runs, views.diff, views.charts)
        self._main = MainScreen(self._talk.pane, panes, ascii_only=self._ascii_only)
        await self.push_screen(self._main)
        self.set_interval(FRAME_S, self._talk.draw_what_happened)
        self.set_interval(JOBS_EVERY_S, self._look_again)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._talk.bring_back()
        self._look_again()
        self._look_at_names()
        if self._is_own_process:
            self.set_timer(1.0, _settle_memory)

    def on_unmount(self) -> None:
        self._talk.close()

    async def ask(self, request: str) -> None:
        """Put a request at the end of the talk."""
        await self._talk.ask(request)

    def turn_ended(self) -> None:
        """Look again at what a request may have changed."""
        self._look_at_names()
        self._views.look_at_jobs()
        self._views.look_at_runs()

    def back_to_prompt(self) -> None:
        """Give the focus to the prompt."""
        self._main.action_prompt()

    @on(PromptArea.Sent)
    async def _sent(self, message: PromptArea.Sent) -> None:
        if message.text.lower() in ("quit", "exit", ":q"):
            await self.action_quit()
            return
        await self.ask(message.text)

    @on(PromptArea.EditorWanted)
    def _write_in_editor(self, message: PromptArea.EditorWanted) -> None:
        from mlclaw_tui.app.editor import edited  # noqa: PLC0415 - rarely asked for

        with self.suspend():
            text = edited(message.text)
        if text is not None:
            self._main.chat.prompt.area.set_text(text)

    # Proposals

    @on(ProposalCard.Answered)
    def _proposal_answered(self, message: ProposalCard.Answered) -> None:
        self._talk.answer(message)

    # What is looked up

    def look(self, group: str, find: Callable[[], Any], show: Callable[[Any], None]) -> None:
        """Find something in a thread and show it, unless a newer look of the group began."""

        def do() -> None:
            worker = get_current_worker()
            try:
                found = find()
            except MLClawError as error:
                if not worker.is_cancelled:
                    self.call_from_thread(self.say, str(error))
                return
            if not worker.is_cancelled:
                self.call_from_thread(show, found)

        self.run_worker(do, thread=True, group=group, exclusive=True, exit_on_error=False)

    @on(Worker.StateChanged)
    def _look_failed(self, message: Worker.StateChanged) -> None:
        if message.state is WorkerState.ERROR:
            self.say(f"a defect of ours: {message.worker.error!r}")

    def say(self, text: str) -> None:
        """Say something in the first line."""
        self._notice = text
        self.show_situation()

    def _look_at_names(self) -> None:
        self.look("names", lambda: (self._core.skill_words(), *self._core.names()), self._take_names)

    def _take_names(self, found: object) -> None:
        if isinstance(found, tuple):
            self.completer.skills, self.completer.params, self.completer.runs = found

    def go_to(self, view: str) -> None:
        """Show another view."""
        self._main.action_view(view)

    def jobs_changed(self, jobs: Sequence[Job], *, first: bool) -> None:
        """Take in the jobs as they are now: the first line, the strip, and at first what goes on unfinished."""
        running = [job for job in jobs if job.goes_on]
        self._jobs = len(running)
        self._main.show_strip(strip_line(list(jobs), self._glyphs))
        if first:
            self._main.chat.show_unfinished(self._core.unfinished([job.run_id for job in running]))
        self.show_situation()

    def _look_again(self) -> None:
        self._machine = self._core.machine()
        self._views.look_at_jobs()
        self.show_situation()

    # What the views ask

    @on(JobsPane.StopConfirmed)
    def _stop(self, message: JobsPane.StopConfirmed) -> None:
        if self._read_only:
            self.say("Opened with --readonly: nothing can be stopped.")
            return
        job = message.job
        self.look("stop", lambda: self._core.stop(job.project, job.run_id), self._said)

    @on(JobList.ChartWanted)
    def _chart_job(self, message: JobList.ChartWanted) -> None:
        self._views.draw(message.job.project, [message.job.run_id])

    @on(RunsPane.ColumnsWanted)
    def _columns_wanted(self, message: RunsPane.ColumnsWanted) -> None:
        self._views.load_columns(message.names)

    @on(RunsPane.ColumnsChosen)
    def _columns_chosen(self, message: RunsPane.ColumnsChosen) -> None:
        self._views.choose_columns(message.names)

    @on(RunTable.PageWanted)
    def _page_wanted(self, message: RunTable.PageWanted) -> None:
        self._views.load_page(message.runs)

    @on(RunsPane.Wanted)
    async def _runs_wanted(self, message: RunsPane.Wanted) -> None:
        match message.what:
            case "compare" | "diff":
                problem = self._views.compare(message.runs)
                if problem:
                    self.notify(problem, timeout=3)
            case "charts" | "open":
                self._views.draw(self._core.current_project, message.runs)
            case "export":
                self._main.action_view("chat")
                await self.ask(f"/report runs={','.join(message.runs)}")
            case "refresh":
                self._views.look_at_runs()

    @on(DiffView.ExportWanted)
    async def _export(self, message: DiffView.ExportWanted) -> None:
        self._main.action_view("chat")
        await self.ask(f"/report runs={','.join(message.runs)}")

    def _said(self, text: object) -> None:
        self.notify(str(text), timeout=5, markup=False)
        self._views.look_at_jobs()

    def show_situation(self) -> None:
        """Draw the first line."""
        self._main.show_situation(
            Situation(
                view=self._main.view,
                jobs=self._jobs,
                waiting=self._talk.waiting,
                queued=self._talk.queued,
                project=self._core.current_project,
                machine=self._machine,
                read_only=self._read_only,
                notice=self._notice,
            )
        )

    @on(MainScreen.ViewChanged)
    def _view_changed(self) -> None:
        self.show_situation()

    # Keys

    @on(MainScreen.HelpWanted)
    def _help(self) -> None:
        keys: dict[str, str] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if active.enabled and binding.description and not binding.system:
                says = binding.tooltip or binding.description
                keys[says] = f"{keys[says]}, {binding.key}" if says in keys else binding.key
        about = self.focused.__class__.__name__ if self.focused else "the screen"
        self.push_screen(HelpScreen(f"Keys of {_FOCUS.get(about, about)}", [(key, says) for says, key in keys.items()]))

    def review(self) -> None:
        """Enter the proposal that waits longest."""
        self._main.action_review()

    def action_show_help(self) -> None:
        """Show the keys."""
        self._help()

    async def action_earlier(self) -> None:
        """Bring back older turns of the talk."""
        await self._main.chat.load_earlier()

    def type_in(self, text: str) -> None:
        """Put a text into the prompt."""
        self._main.action_view("chat")
        self._main.chat.prompt.area.set_text(text)

    def choose_theme(self, theme: str) -> None:
        """Show another theme and keep it."""
        self.theme = theme
        self._save("ui", "theme", theme)

    def action_settings(self) -> None:
        """Show the settings with their documentation."""
        self.push_screen(SettingsScreen(self._core.setting_lines(), str(self._core.settings_file)))

    @on(SettingsScreen.Changed)
    def _setting_changed(self, message: SettingsScreen.Changed) -> None:
        self._save(message.section, message.key, message.text)
        if isinstance(self.screen, SettingsScreen):
            self.screen.show(self._core.setting_lines())
        if self._core.settings.ui.theme in self.available_themes:
            self.theme = self._core.settings.ui.theme

    def _save(self, section: str, key: str, text: str) -> None:
        try:
            self._core.save_setting(section, key, text)
        except MLClawError as error:
            self.notify(str(error), timeout=6, severity="error", markup=False)

    def action_jump(self) -> None:
        """Offer a letter for each pane that is seen."""
        if self.screen is not self._main:
            return
        seen = [(name, where) for name, where in _PANES if self._main.query_one(where).region.area]

        def go(where: str | None) -> None:
            if where is not None:
                self._main.set_focus(self._main.query_one(where))

        self.push_screen(JumpScreen(seen), go)

    def handle_bindings_clash(self, clashed_bindings: set[Binding], node: DOMNode) -> None:  # noqa: ARG002
        """Say which keys of `[keys]` mean two things."""
        ids = ", ".join(sorted(binding.id or binding.key for binding in clashed_bindings))
        self._notice = f"[keys]: {ids} share a key with others"

    async def action_interrupt(self) -> None:
        """Copy a selection; else interrupt what is going on; else ask to press again to leave."""
        area = self._main.chat.prompt.area
        selected = area.selected_text or self.screen.get_selected_text()
        if selected:
            self.copy_to_clipboard(selected)
        elif self._talk.is_busy:
            self._talk.interrupt()
            self.notify("Interrupted. A run that had started goes on.", timeout=3)
        elif time.monotonic() - self._asked_to_quit < QUIT_AGAIN_S:
            await self.action_quit()
        else:
            self._asked_to_quit = time.monotonic()
            self.notify("Press ctrl+c again to leave; jobs go on.", timeout=QUIT_AGAIN_S)

    def action_example(self) -> None:
        """Say the next request of the bundled example."""
        if self._talk.is_busy:
            self.notify("One thing at a time: the request before it is not done yet.", timeout=3)
            return
        if self._example is None:
            self.look("example", self._core.example_requests, self._take_example)
        else:
            self.run_worker(self._next_of_example(), group="draw")

    def _take_example(self, found: object) -> None:
        self._example = list(found) if isinstance(found, list) else []
        self.run_worker(self._next_of_example(), group="draw")

    async def _next_of_example(self) -> None:
        if self._example:
            await self.ask(self._example.pop(0))
        else:
            self.notify("That was all of the example.", timeout=3)


_FOCUS = {"PromptArea": "the prompt", "VerticalScroll": "the talk", "StepCard": "a step", "ProposalCard": "a proposal"}


_PANES = (
    ("the prompt", "#prompt-area"),
    ("the talk", "#transcript"),
    ("jobs", "#job-list"),
    ("the log", "#log"),
    ("runs", "#run-table"),
    ("diff", "#diff-view"),
    ("charts", "#plot"),
)


def _settle_memory() -> None:
    """After the first idle: what is there stays, so the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
