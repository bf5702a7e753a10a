"""Settings: each with its value and its documentation; enter changes one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from screens.confirm import AskLine
from screens.text import safe_line


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as it is now."""

    section: str
    key: str
    value: str
    says: str


class SettingsScreen(ModalScreen[None]):
    """The list of settings over the screen."""

    CSS_PATH = "settings.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "close", id="settings.close"),
        Binding("j", "move('down')", show=False, id="settings.down"),
        Binding("k", "move('up')", show=False, id="settings.up"),
    ]

    class Changed(Message):
        """The user typed another value."""

        def __init__(self, section: str, key: str, text: str) -> None:
            super().__init__()
            self.section = section
            self.key = key
            self.text = text

    def __init__(self, settings: Sequence[Setting], place: str) -> None:
        """Show settings.

        Args:
            settings: Each as it is now.
            place: The file they are kept in.
        """
        super().__init__()
        self._settings = list(settings)
        self._place = place

    def compose(self) -> ComposeResult:
        yield Static(f"Settings   {safe_line(self._place)}", markup=False, id="title")
        yield OptionList(*(Option(_shown(setting)) for setting in self._settings), id="list", markup=False)
        yield Static("enter changes · an empty value goes back to the default · esc closes", markup=False, id="close")

    def show(self, settings: Sequence[Setting]) -> None:
        """Show the settings as they are now."""
        self._settings = list(settings)
        listed = self.query_one(OptionList)
        for number, setting in enumerate(self._settings):
            listed.replace_option_prompt_at_index(number, _shown(setting))

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        setting = self._settings[message.option_index]

        def answered(text: str | None) -> None:
            if text is not None:
                self.post_message(self.Changed(setting.section, setting.key, text))

        question = f"[{setting.section}] {setting.key}\n{setting.says}"
        self.app.push_screen(AskLine(question, value=setting.value), answered)

    def action_move(self, way: str) -> None:
        listed = self.query_one(OptionList)
        listed.action_cursor_down() if way == "down" else listed.action_cursor_up()


def _shown(setting: Setting) -> Text:
    shown = Text(f"[{setting.section}] {setting.key} = {safe_line(setting.value) or '(not set)'}")
    shown.append(f"\n    {safe_line(setting.says)}", "dim")
    return shown
