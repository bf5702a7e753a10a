"""What must never become a plan: destruction, secrets, changes of code, talk about other things (`forbidden.txt`)."""

import re
from collections.abc import Sequence
from functools import cache

from mlclaw_tui.agent.rules.reading import Reading, without_numbers
from mlclaw_tui.agent.rules.tables import one_of, read_table

DESTRUCTIVE = "I do not delete, overwrite or shut down anything: {said!r} is not something that I turn into a plan."
OUTSIDE = "{said!r} is outside of what I do. Say `help` to see what that is."
ADVICE = "I cannot advise on {said!r}; I can compare runs, or diagnose why one is worse."

_REASONS = (
    ("destroys first", DESTRUCTIVE),
    ("destroys", DESTRUCTIVE),
    ("overrules", OUTSIDE),
    ("gives away", OUTSIDE),
    ("is not done first", OUTSIDE),
    ("speaks of other things", OUTSIDE),
    ("asks for advice", ADVICE),
)
_PRIVATE_FILES = re.compile(
    r"/etc/(?:passwd|shadow|sudoers)|\bid_(?:rsa|ed25519|ecdsa)\b|\.ssh/|\.aws/|\.netrc|\.env\b|\.gnupg"
)
_NAME = re.compile(r"<(?:host|id):\d+>")
"""What may be no name at all: `is there life on mars`, `mkfs.ext4`."""
_NEW_PROJECT = re.compile(r"^(?:create|make|start|set up|new|add|a new|initialize)(?!\S).*(?<!\S)project(?!\S)")


def forbidden(reading: Reading, typed: str, heads: Sequence[str]) -> str | None:
    """Return why a request may not become a plan; None where nothing speaks against it.

    Args:
        reading: The request.
        typed: Its text as it was typed.
        heads: What each part asks for, with placeholders.
    """
    if _PRIVATE_FILES.search(typed):
        return OUTSIDE
    said = [_NAME.sub(lambda found: reading.said(found[0]).lower(), head) for head in heads]
    return next(filter(None, map(_reason, (*heads, *said))), None)


def _reason(head: str) -> str | None:
    plain = without_numbers(head)
    table = _table()
    for section, reason in _REASONS:
        if table[section].search(plain) and not (section.startswith("speaks") and _NEW_PROJECT.match(plain)):
            return reason
    if table["speaks of living beings"].search(plain) and not table["speaks of the field"].search(plain):
        return OUTSIDE
    return None


@cache
def _table() -> dict[str, re.Pattern[str]]:
    return {section: one_of(patterns) for section, patterns in read_table("forbidden.txt").items()}
