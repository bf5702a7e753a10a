"""Where requests are typed: several lines, history, completion, and large pastes folded."""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from screens.completion import Choice, Completer
from screens.history import History
from screens.text import fit, safe, safe_line

FOLD_FROM = 4000
"""Characters of a paste from which it is shown as one word and kept aside."""


class PromptArea(TextArea):
    """The text itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "send", id="prompt.send", show=False),
        Binding("ctrl+j", "newline", "newline", id="prompt.newline", tooltip="Begin a new line"),
        Binding("ctrl+r", "search", "search", id="prompt.search", tooltip="Search what was typed before"),
        Binding("ctrl+g", "edit", "editor", id="prompt.editor", tooltip="Write it in $EDITOR", show=False),
    ]

    class Sent(Message):
        """A request was sent."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The user left the prompt."""

    class EditorWanted(Message):
        """The user wants to write in their editor."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Moved(Message):
        """The text or the cursor changed; completions may be others."""

    def __init__(self, history: History, completer: Completer) -> None:
        """Take what was typed before and what can be typed next."""
        super().__init__(
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            id="prompt-area",
            highlight_cursor_line=False,
            placeholder="ask, or / for commands, @ for runs and files",
        )
        self.cursor_blink = False
        self.typed = history
        self.completer = completer
        self.choices: list[Choice] = []
        self.chosen = 0
        self.searching: str | None = None
        self._folded: list[str] = []

    def full_text(self) -> str:
        """Return the text with what was folded."""
        text = self.text
        for number, pasted in enumerate(self._folded, 1):
            text = text.replace(_fold_mark(number, pasted), pasted)
        return text

    def set_text(self, text: str) -> None:
        """Put a text in place of what is there, the cursor at its end."""
        self.load_text(text)
        self.move_cursor(self.document.end)

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        if len(text) >= FOLD_FROM:
            self._folded.append(text)
            text = _fold_mark(len(self._folded), text)
        self.insert(safe(text))

    async def _on_key(self, event: events.Key) -> None:
        handled = self._completion_key(event.key) or self._history_key(event.key)
        if handled or event.key == "enter":
            event.prevent_default()
            event.stop()
            if not handled:
                self.action_submit()
            return
        await super()._on_key(event)

    def _completion_key(self, key: str) -> bool:
        if not self.choices:
            if key == "escape":
                self.post_message(self.Left())
                return True
            return False
        if key in ("up", "down"):
            self.chosen = (self.chosen + (1 if key == "down" else -1)) % len(self.choices)
        elif key == "tab" or (key == "enter" and self.searching is not None):
            self._take(self.choices[self.chosen])
        elif key == "escape":
            self.choices, self.searching = [], None
        else:
            return False
        self.post_message(self.Moved())
        return True

    def _history_key(self, key: str) -> bool:
        row = self.cursor_location[0]
        found: str | None = None
        if key == "up" and row == 0:
            found = self.typed.back(self.text)
        elif key == "down" and row == self.document.line_count - 1:
            found = self.typed.forward()
        else:
            return False
        if found is not None:
            self.set_text(found)
        return True

    def _take(self, choice: Choice) -> None:
        end = self.cursor_location
        if self.searching is not None:
            self.set_text(choice.text)
        else:
            self.replace(choice.text, (end[0], end[1] - choice.replaces), end)
        self.choices, self.searching = [], None

    def look(self) -> None:
        """Look what can be typed next."""
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        if self.searching is not None:
            self.choices = [Choice(each, each, "", 0) for each in self.typed.search(self.text, 8)]
        elif row == 0:
            self.choices = self.completer.choices(before)
        else:
            self.choices = [each for each in self.completer.choices(before) if "@" in before]
        self.chosen = min(self.chosen, max(0, len(self.choices) - 1))

    def action_submit(self) -> None:
        text = self.full_text().strip()
        if not text:
            return
        self.typed.add(text if len(text) < FOLD_FROM else self.text)
        self._folded, self.choices, self.searching, self.chosen = [], [], None, 0
        self.load_text("")
        self.post_message(self.Sent(text))

    def action_newline(self) -> None:
        self.insert("\n")

    def action_search(self) -> None:
        self.searching = ""
        self.look()
        self.post_message(self.Moved())

    def action_edit(self) -> None:
        self.post_message(self.EditorWanted(self.full_text()))


class Prompt(Vertical):
    """The text with its completions above it."""

    DEFAULT_CSS = """
    Prompt { height: auto; max-height: 16; }
    Prompt PromptArea {
        height: auto; min-height: 3; max-height: 8; border: round $secondary; padding: 0 1; background: $background;
    }
    Prompt PromptArea:focus { border: round $primary; }
    Prompt #choices { height: auto; max-height: 9; display: none; background: $panel; padding: 0 1; }
    Prompt #choices.-open { display: block; }
    """

    def __init__(self, history: History, completer: Completer) -> None:
        """Take what was typed before and what can be typed next."""
        super().__init__(id="prompt")
        self.area = PromptArea(history, completer)
        self._choices = Static("", id="choices", markup=False)

    def compose(self):  # type: ignore[no-untyped-def]
        yield self._choices
        yield self.area

    def on_text_area_changed(self) -> None:
        self.area.look()
        self._draw()

    def on_prompt_area_moved(self) -> None:
        self._draw()

    def _draw(self) -> None:
        area, width = self.area, max(10, self.size.width - 3)
        shown = Text(no_wrap=True)
        for index, choice in enumerate(area.choices):
            style = "reverse" if index == area.chosen else ""
            label = safe_line(choice.label)
            wide = width if not choice.says else min(max(14, len(label)), width // 2)
            shown.append(fit(label, wide), style)
            shown.append(fit(f"  {safe_line(choice.says)}", width - wide) if choice.says else "", "dim")
            shown.append("\n")
        if area.searching is not None:
            shown.append("searching what was typed before: enter takes, esc leaves", "dim")
        elif area.choices:
            shown.append("tab takes, up and down choose, esc closes", "dim")
        self._choices.update(shown)
        self._choices.set_class(bool(area.choices) or area.searching is not None, "-open")


def _fold_mark(number: int, pasted: str) -> str:
    return f"[pasted text {number}: {len(pasted):,} characters]"
