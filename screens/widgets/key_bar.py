"""The last line: the keys that do something now.

Our own, because Textual's footer makes a widget a key on every change.
"""

from rich.text import Text
from textual.widgets import Static

_NAMES = {"ctrl+": "^", "question_mark": "?", "slash": "/", "space": "space", "escape": "esc"}


class KeyBar(Static):
    """One line of keys, as many as fit."""

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; background: $panel; color: $foreground; }
    """

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__("", markup=False, id="keys")
        self._shown: tuple[tuple[str, str], ...] = ()

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh_keys())

    def on_resize(self) -> None:
        self._draw()

    def refresh_keys(self) -> None:
        """Look again which keys there are."""
        if not self.is_attached or not self.screen.is_current:
            return
        keys: dict[str, str] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.description and binding.system is False:
                keys.setdefault(binding.description, binding.key_display or _display(binding.key))
        shown = tuple((key, says) for says, key in keys.items())
        if shown != self._shown:
            self._shown = shown
            self._draw()

    def _draw(self) -> None:
        line = Text(no_wrap=True)
        for key, says in self._shown:
            if line.cell_len + len(key) + len(says) + 3 > self.size.width:
                break
            line.append(f" {key}", "bold")
            line.append(f" {says} ")
        self.update(line)


def _display(key: str) -> str:
    for name, sign in _NAMES.items():
        key = key.replace(name, sign)
    return key.upper() if key[:1] == "f" and key[1:].isdigit() else key
