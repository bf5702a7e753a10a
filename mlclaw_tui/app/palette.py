"""The command palette: views, requests, runs, themes, settings."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.theme import Theme

from screens.completion import Completer
from screens.text import safe_line
from screens.widgets.status_line import VIEWS

RUNS_OFFERED = 50
Command = tuple[str, str, Callable[[], Any]]


class Commanded(Protocol):
    """What the palette asks of the app."""

    completer: Completer

    @property
    def available_themes(self) -> dict[str, Theme]: ...
    def go_to(self, view: str) -> None: ...
    def review(self) -> None: ...
    def action_settings(self) -> None: ...
    async def action_earlier(self) -> None: ...
    def action_show_help(self) -> None: ...
    async def action_quit(self) -> None: ...
    def choose_theme(self, theme: str) -> None: ...
    def type_in(self, text: str) -> None: ...


class Commands(Provider):
    """What can be done from anywhere."""

    async def discover(self) -> Hits:
        """Offer what is there before anything is typed."""
        for name, says, do in self._commands():
            yield DiscoveryHit(Content(name), do, text=name, help=says)

    async def search(self, query: str) -> Hits:
        """Offer what fits."""
        matcher = self.matcher(query)
        for name, says, do in [*self._commands(), *self._more()]:
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, Content(name), do, text=name, help=says)

    @property
    def _app(self) -> Commanded:
        return cast("Commanded", self.app)

    def _commands(self) -> Iterator[Command]:
        app = self._app
        for number, view in enumerate(VIEWS, 2):
            yield f"view {view}", f"F{number}", partial(app.go_to, view)
        yield "answer the proposal", "F8", app.review
        yield "settings", "each with its documentation", app.action_settings
        yield "load earlier turns", "of this talk", app.action_earlier
        yield "help", "F1", app.action_show_help
        yield "quit", "ctrl+q; jobs go on", app.action_quit
        for theme in sorted(app.available_themes):
            yield f"theme {theme}", "kept in the settings", partial(app.choose_theme, theme)

    def _more(self) -> Iterator[Command]:
        app = self._app
        for skill in app.completer.skills:
            yield f"/{skill.name}", skill.summary, partial(app.type_in, f"/{skill.name} ")
        for run, says in app.completer.runs[:RUNS_OFFERED]:
            yield f"run {safe_line(run)}", safe_line(says), partial(app.type_in, f"how is {run} doing?")
