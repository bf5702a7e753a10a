"""The terminal app: it hands the screens what they show and does what they ask."""

import gc
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import App
from textual.binding import Binding, BindingType

from contracts.errors import MLClawError
from contracts.events import Output, Progress
from mlclaw_tui.app.core import Core
from mlclaw_tui.app.themes import DEFAULT, THEMES
from mlclaw_tui.app.turns import Turns
from mlclaw_tui.app.views import Views
from screens.chat import ChatPane
from screens.completion import Completer
from screens.confirm import AskLine
from screens.glyphs import ASCII, UNICODE
from screens.help import HelpScreen
from screens.history import History
from screens.jobs import JobsPane
from screens.jobs_model import Job, strip_line
from screens.main import MainScreen
from screens.runs import RunsPane
from screens.transcript import Happened, ProposalMade, StepEvent, Transcript, Turn, TurnBegan, TurnEnded
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
EARLIER_SHOWN = 10


class MLClawApp(App[None]):
    """One talk with one home on a full screen."""

    TITLE = "MLClaw"
    ENABLE_COMMAND_PALETTE = True
    PAUSE_GC_ON_SCROLL = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", id="quit", priority=True, tooltip="Leave; jobs go on"),
        Binding("ctrl+c", "interrupt", "interrupt", id="interrupt", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", "suspend", id="suspend", show=False, priority=True),
        Binding("ctrl+p", "command_palette", "palette", id="palette", priority=True),
        Binding("f7", "example", "example", id="example", show=False, priority=True),
    ]

    def __init__(self, core: Core, *, ascii_only: bool = False, read_only: bool = False) -> None:
        """Take what it works on; nothing is opened.

        Args:
            core: The home, its store and its agent.
            ascii_only: Whether only ASCII signs may be drawn.
            read_only: Whether everything with an effect is refused.
        """
        super().__init__()
        self._core = core
        self._glyphs = ASCII if ascii_only else UNICODE
        self._ascii_only = ascii_only
        self._read_only = read_only
        self._transcript = Transcript()
        self._history = History()
        self._completer = Completer(files=core.files)
        self._happened: deque[Happened] = deque()
        self._turns = Turns(core.answer, core.preview, self._tell, read_only=read_only)
        self._example: list[str] | None = None
        self._asked_to_quit = 0.0
        self._machine = ""
        self._notice = ""
        self._jobs = 0
        core.tell(self._turns.emit)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT

    async def on_mount(self) -> None:
        chat = ChatPane(self._transcript, self._history, self._completer, self._glyphs)
        views = self._views = Views(self, self._core, self._glyphs)
        panes = (views.jobs, views.runs, views.diff, views.charts)
        self._main = MainScreen(chat, panes, ascii_only=self._ascii_only)
        await self.push_screen(self._main)
        self.set_interval(FRAME_S, self._draw_what_happened)
        self.set_interval(JOBS_EVERY_S, self._look_again)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._bring_back()
        self._look_again()
        self._look_at_names()
        self.set_timer(1.0, _settle_memory)

    def on_unmount(self) -> None:
        self._turns.close()

    # What happens in the talk

    def _tell(self, happened: Happened) -> None:
        """Take in what happened, from whatever thread; of lines and progress only the newest is kept waiting."""
        last = self._happened[-1] if self._happened else None
        if _is_fleeting(happened) and last is not None and _is_fleeting(last) and last.turn == happened.turn:
            self._happened[-1] = happened
        else:
            self._happened.append(happened)

    async def _draw_what_happened(self) -> None:
        if not self._happened:
            return
        changed: dict[int, Turn] = {}
        while self._happened:
            happened = self._happened.popleft()
            turn = self._transcript.apply(happened)
            changed[turn.number] = turn
            self._note(turn, happened)
        with self.batch_update():
            for turn in changed.values():
                await self._main.chat.show(turn)
        self._show_situation()

    def _note(self, turn: Turn, happened: Happened) -> None:
        match happened:
            case TurnBegan():
                self._keep(turn, "running")
            case ProposalMade():
                self._keep(turn, "waiting")
                self.bell()
            case TurnEnded():
                self._keep(turn, turn.status, turn.text)
                self._look_at_names()
                self._views.look_at_jobs()
                self._views.look_at_runs()

    def _keep(self, turn: Turn, status: str, text: str = "") -> None:
        try:
            self._core.talk.note(turn.number, turn.request, status, text)
        except MLClawError as error:
            self._notice = str(error)

    async def ask(self, request: str) -> None:
        """Put a request at the end of the talk."""
        turn = self._transcript.add(request)
        await self._main.chat.show(turn)
        self._turns.ask(turn.number, request)
        self._show_situation()

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
        turn = self._transcript.turns[message.turn]
        if turn.status != "waiting" or turn.proposal is None:
            return
        if message.said == "details":
            self.push_screen(HelpScreen("All of the proposal", (), turn.preview))
        elif message.said in ("once", "always"):
            self._yes(turn, always=message.said == "always")
        elif message.said == "why":
            self.push_screen(AskLine("Why not? It is kept with the talk."), lambda why: self._no(turn, why))
        elif message.said == "edit":
            self._no(turn, "edited instead")
            self._main.chat.prompt.area.set_text(_as_commands(turn))
        else:
            self._no(turn, "")

    def _yes(self, turn: Turn, *, always: bool) -> None:
        word = _word_needed(turn)
        if word is None:
            self._decide(turn, True, "yes, always for this kind" if always else "yes", always=always)
            return
        question = f"{turn.request}\n\nThis cannot be taken back. Type {word} to do it."
        self.push_screen(
            AskLine(question, word=word), lambda said: self._decide(turn, True, f"yes ({word})") if said else None
        )

    def _no(self, turn: Turn, why: str | None) -> None:
        if why is not None:
            self._decide(turn, False, f"no: {why}" if why else "no")

    def _decide(self, turn: Turn, yes: bool, said: str, *, always: bool = False) -> None:
        if turn.status != "waiting":
            return
        self._transcript.decide(turn, yes, said)
        self._turns.decide(yes, always=always)
        self.run_worker(self._main.chat.show(turn), group="draw")
        self._show_situation()
        self._main.action_prompt()

    # What is looked up

    def look(self, group: str, find: Callable[[], Any], show: Callable[[Any], None]) -> None:
        """Find something in a thread and show it, unless a newer look of the group began."""

        def do() -> None:
            from textual.worker import get_current_worker  # noqa: PLC0415

            worker = get_current_worker()
            try:
                found = find()
            except MLClawError as error:
                if not worker.is_cancelled:
                    self.call_from_thread(self._say, str(error))
                return
            if not worker.is_cancelled:
                self.call_from_thread(show, found)

        self.run_worker(do, thread=True, group=group, exclusive=True, exit_on_error=False)

    def _say(self, text: str) -> None:
        self._notice = text
        self._show_situation()

    def _look_at_names(self) -> None:
        self.look("names", lambda: (self._core.skill_words(), *self._core.names()), self._take_names)

    def _take_names(self, found: object) -> None:
        if isinstance(found, tuple):
            self._completer.skills, self._completer.params, self._completer.runs = found

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
        self._show_situation()

    def _look_again(self) -> None:
        self._machine = self._core.machine()
        self._views.look_at_jobs()
        self._show_situation()

    # What the views ask

    @on(JobsPane.StopConfirmed)
    def _stop(self, message: JobsPane.StopConfirmed) -> None:
        if self._read_only:
            self._say("Opened with --readonly: nothing can be stopped.")
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

    def _bring_back(self) -> None:
        self.look("talk", lambda: (self._core.history(), self._core.talk.earlier(EARLIER_SHOWN)), self._take_talk)

    def _take_talk(self, found: object) -> None:
        if not isinstance(found, tuple):
            return
        typed, earlier = found
        for request in typed:
            self._history.add(request)
        self.run_worker(self._show_earlier(earlier), group="draw")

    async def _show_earlier(self, earlier: Sequence[object]) -> None:
        from mlclaw_tui.app.talk_record import Earlier  # noqa: PLC0415

        for each in earlier:
            if not isinstance(each, Earlier) or each.is_elsewhere:
                continue
            when = each.at.astimezone().strftime("%d %b %H:%M")
            if each.status == "waiting":
                await self.ask(each.request)
                continue
            status = each.status if each.status in ("done", "refused", "declined", "not_understood") else "failed"
            text = each.text if each.status != "running" else "It was cut off. Say it again to continue."
            turn = self._transcript.add_earlier(each.request, status, text, when)  # type: ignore[arg-type]
            await self._main.chat.show(turn)

    def _show_situation(self) -> None:
        waiting = sum(1 for _ in self._transcript.waiting())
        self._main.show_situation(
            Situation(
                view=self._main.view,
                jobs=self._jobs,
                waiting=waiting,
                queued=self._transcript.queued,
                project=self._core.current_project,
                machine=self._machine,
                read_only=self._read_only,
                notice=self._notice,
            )
        )

    @on(MainScreen.ViewChanged)
    def _view_changed(self) -> None:
        self._show_situation()

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

    async def action_interrupt(self) -> None:
        """Copy a selection; else interrupt what is going on; else ask to press again to leave."""
        area = self._main.chat.prompt.area
        selected = area.selected_text or self.screen.get_selected_text()
        if selected:
            self.copy_to_clipboard(selected)
        elif self._transcript.current is not None:
            self._turns.interrupt()
            self.notify("Interrupted. A run that had started goes on.", timeout=3)
        elif time.monotonic() - self._asked_to_quit < QUIT_AGAIN_S:
            await self.action_quit()
        else:
            self._asked_to_quit = time.monotonic()
            self.notify("Press ctrl+c again to leave; jobs go on.", timeout=QUIT_AGAIN_S)

    def action_example(self) -> None:
        """Say the next request of the bundled example."""
        if self._transcript.current is not None:
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


def _is_fleeting(happened: Happened) -> bool:
    return isinstance(happened, StepEvent) and isinstance(happened.event, Output | Progress)


def _word_needed(turn: Turn) -> str | None:
    """Return the word that has to be typed for a yes: what is deleted or spent cannot be taken back."""
    steps = turn.proposal.steps if turn.proposal else ()
    if any("spend" in step.effects for step in steps):
        return "spend"
    if any(change.what == "delete" for step in steps for change in step.preview.files):
        return "delete"
    return None


def _as_commands(turn: Turn) -> str:
    """Return a proposal as the commands that lead to it, for the prompt."""
    steps = turn.proposal.steps if turn.proposal else ()
    step = steps[-1] if steps else None
    if step is None:
        return turn.request
    words = [f"/{step.skill}"]
    for name, value in step.args.items():
        for key, item in value.items() if isinstance(value, dict) else [(name, value)]:
            if isinstance(item, list):
                item = ",".join(map(str, item))
            if item not in (None, "", False):
                text = str(item)
                words.append(f"{key}={text!r}" if " " in text else f"{key}={text}")
    return " ".join(words)


def _settle_memory() -> None:
    """After the first idle: what is there stays, so the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
