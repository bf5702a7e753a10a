"""An answer as Markdown for the terminal: line ends stay, tags are text, links show their address."""

from markdown_it import MarkdownIt
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import Markdown
from rich.theme import Theme

from screens.text import safe

_THEME = Theme(
    {
        "markdown.code": "bold",
        "markdown.code_block": "none",
        "markdown.table.header": "bold",
        "markdown.table.border": "dim",
        "markdown.item.bullet": "dim",
    }
)
"""Legible on a light ground too."""


class AnswerMarkdown(Markdown):
    """Markdown whose every line end counts and which knows no HTML."""

    def __init__(self, text: str) -> None:
        """Read the text; control characters are made visible first."""
        super().__init__("", hyperlinks=False, code_theme="ansi_dark")
        self.markup = safe(text)
        self.parsed = MarkdownIt("commonmark", {"html": False}).enable("table").parse(self.markup)
        for token in self.parsed:
            for child in token.children or ():
                if child.type == "softbreak":
                    child.type = "hardbreak"

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw it without the colours that only a dark ground takes."""
        with console.use_theme(_THEME):
            yield from super().__rich_console__(console, options)
