"""An answer as Markdown for the terminal: line ends stay, tags are text, links show their address."""

from markdown_it import MarkdownIt
from rich.markdown import Markdown

from screens.text import safe


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
