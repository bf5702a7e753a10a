"""Runs: the history as a table, with a filter, marks and a preview."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.text import Text
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from screens.confirm import AskLine
from screens.filters import Column, Row
from screens.runs_model import RunsModel, cell, summary
from screens.text import fit, safe_line
from screens.widgets.run_table import RunTable

FILTER_AFTER_S = 0.05


class RunsPane(Vertical):
    """The table, the filter over it, the preview beside it."""

    class ColumnsWanted(Message):
        """Columns that the filter or the order needs are to be loaded."""

        def __init__(self, names: list[str]) -> None:
            super().__init__()
            self.names = names

    class ColumnsChosen(Message):
        """The user chose which columns are shown."""

        def __init__(self, names: list[str]) -> None:
            super().__init__()
            self.names = names

    class Wanted(Message):
        """The user wants something done with runs: `diff`, `compare`, `charts`, `open`, `export`, `refresh`."""

        def __init__(self, what: str, runs: list[str]) -> None:
            super().__init__()
            self.what = what
            self.runs = runs

    def __init__(self) -> None:
        """Begin without runs."""
        super().__init__(id="runs")
        self.model = RunsModel()
        self._title = Static("RUNS", markup=False, id="runs-title")
        self._filter = Input(placeholder="acc>0.9 model:vit !failed since:7d", id="filter")
        self._filter.cursor_blink = False
        self._header = Static("", markup=False, id="runs-header")
        self.table = RunTable(self.model)
        self._empty = Static(
            "No runs yet.\nSay `train` in the chat (F2), or bring a history: mlclaw import FILE", markup=False,
            id="runs-empty",
        )  # fmt: skip
        self._preview = Static("", markup=False, id="preview")

    def compose(self):  # type: ignore[no-untyped-def]
        yield self._title
        yield self._filter
        with Horizontal():
            with Vertical(id="runs-list"):
                yield self._header
                yield self._empty
                yield self.table
            with VerticalScroll(id="preview-scroll", can_focus=False):
                yield self._preview

    def on_mount(self) -> None:
        self._filter.display = False
        self._empty.display = False

    def take_rows(self, rows: list[Row], names: list[str], shown: Sequence[str] = ()) -> None:
        """Show the runs as they are now."""
        if shown:
            self.model.shown = [name for name in shown if name in names]
        self.model.take(rows, names)
        self.model.columns.clear()
        self.table.forget_values()
        self._empty.display = not rows
        self.rearrange()

    def take_columns(self, columns: Mapping[str, Column]) -> None:
        """Take in columns that were asked for."""
        self.model.columns.update(columns)
        self.rearrange()

    def rearrange(self) -> None:
        """Filter and order anew, in a worker."""
        wanted = self.model.wanted()
        if wanted:
            self.post_message(self.ColumnsWanted(wanted))
            return

        def do() -> None:
            self.model.arrange()
            self.app.call_from_thread(self._arranged)

        self.run_worker(do, thread=True, group="arrange", exclusive=True)

    def on_run_table_moved(self, message: RunTable.Moved) -> None:
        message.stop()
        self._draw()

    def on_run_table_asked(self, message: RunTable.Asked) -> None:
        message.stop()
        match message.what:
            case "filter":
                self._filter.display = True
                self._filter.focus()
            case "clear":
                self._clear()
            case "sort":
                self._ask_sort()
            case "reverse":
                self.model.descending = not self.model.descending
                self.rearrange()
            case "columns":
                names = ", ".join(self.model.names[:30])
                self.app.push_screen(
                    AskLine(f"Columns to show, of: {names}", value=" ".join(self.model.shown)), self._choose_columns
                )
            case "copy":
                self.app.copy_to_clipboard(message.run or "")
                self.notify(f"{message.run} copied", timeout=2, markup=False)
            case what:
                self.post_message(self.Wanted(what, self._runs_for(what, message.run)))

    def on_input_changed(self, message: Input.Changed) -> None:
        message.stop()
        self.model.read(message.value, datetime.now(UTC))
        self.set_timer(FILTER_AFTER_S, self.rearrange)

    def on_input_submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self._filter.display = bool(message.value)
        self.table.focus()

    def key_escape(self) -> None:
        if self._filter.has_focus:
            self._clear()

    def _clear(self) -> None:
        if not self.model.text and not self._filter.display:
            self.screen.run_worker(self.screen.run_action("screen.prompt"))
            return
        self._filter.value = ""
        self._filter.display = False
        self.model.read("", datetime.now(UTC))
        self.table.focus()
        self.rearrange()

    def _ask_sort(self) -> None:
        names = ", ".join(self.model.names[:30])
        self.app.push_screen(
            AskLine(f"Sort by, of: {names}\nNothing: newest first", value=self.model.sort or ""), self._sort
        )

    def _sort(self, name: str | None) -> None:
        if name is None:
            return
        if name and name not in self.model.names:
            self.notify(f"No run has {name!r}.", timeout=3, markup=False)
            return
        self.model.sort = name or None
        self.rearrange()

    def _choose_columns(self, said: str | None) -> None:
        if said is not None:
            self.model.shown = [name for name in said.replace(",", " ").split() if name in self.model.names]
            self.post_message(self.ColumnsChosen(self.model.shown))
            self.table.refresh()
            self._draw()

    def _runs_for(self, what: str, here: str | None) -> list[str]:
        marked = list(self.model.marked)
        if what == "diff" and self.model.baseline and here:
            return [self.model.baseline, here]
        return marked or ([here] if here else [])

    def _arranged(self) -> None:
        self.table.arranged()
        self._draw()

    def _draw(self) -> None:
        self._title.update(Text(summary(self.model, max(10, self.size.width - 1)), "bold", no_wrap=True))
        self._header.update(Text(self.table.header(), "dim", no_wrap=True))
        row = self.table.row
        self._preview.update(self._preview_of(row) if row else "")

    def _preview_of(self, row: Row) -> Text:
        values: dict[str, Any] = self.table.values_of(row.run_id)
        width = max(20, self._preview.size.width)
        shown = Text(no_wrap=True).append(fit(safe_line(row.run_id), width), "bold")
        facts = {"name": row.name, "stage": row.stage, "status": row.status, "of": row.parent or ""}
        if row.started_at:
            facts["started"] = row.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
        for name, value in facts.items():
            shown.append("\n" + fit(f"{name:9} {safe_line(value)}", width) if value else "")
        shown.append("\n")
        wide = min(24, max((len(name) for name in values), default=8))
        for name, value in values.items():
            shown.append("\n" + fit(f"{fit(safe_line(name), wide)} {cell(value)}", width))
        return shown
