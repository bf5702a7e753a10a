"""What was typed before: up and down through it, and a search."""

from collections.abc import Iterable

KEPT = 1000


class History:
    """The requests of earlier talks and this one, oldest first."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._entries = list(entries)[-KEPT:]
        self._place: int | None = None
        self._draft = ""

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entry: str) -> None:
        """Append a request; the same twice in a row counts once."""
        self._place = None
        if not self._entries or self._entries[-1] != entry:
            self._entries = [*self._entries[-KEPT + 1 :], entry]

    def back(self, draft: str) -> str | None:
        """Return the entry before; None at the oldest. The draft is kept for the way forward."""
        if self._place is None:
            self._place, self._draft = len(self._entries), draft
        if self._place == 0:
            return None
        self._place -= 1
        return self._entries[self._place]

    def forward(self) -> str | None:
        """Return the entry after, at the end the draft; None where there is nothing further."""
        if self._place is None:
            return None
        self._place += 1
        if self._place >= len(self._entries):
            self._place = None
            return self._draft
        return self._entries[self._place]

    def search(self, words: str, most: int = 20) -> list[str]:
        """Return the entries that hold all the words, newest first, each once."""
        wanted = words.lower().split()
        found = (entry for entry in reversed(self._entries) if all(word in entry.lower() for word in wanted))
        return list(dict.fromkeys(found))[:most]
