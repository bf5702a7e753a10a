"""What a watch waits for (`conditions.txt`): which condition, on which metric, how often, and how it tells."""

import re
from functools import cache

from mlclaw_tui.agent.rules.filling import Args, Filling, only_said
from mlclaw_tui.agent.rules.numbers import number
from mlclaw_tui.agent.rules.reading import Url
from mlclaw_tui.agent.rules.tables import one_of, read_table

_CONDITIONS = ("gpu memory", "nan", "plateau", "diverged", "stalled", "failed", "finished")
_WAYS = ("desktop", "bell", "slack")
_PERCENT = re.compile(r"(?P<value>[\d.]+) (?:%|percent)")


def says_condition(text: str) -> bool:
    """Whether text says what to wait for."""
    return _threshold(text) is not None or _condition(text) is not None


def condition_of(filling: Filling) -> Args | None:
    """Return the arguments of a watch but its run; None where no condition is said."""
    metric, threshold = filling.take_text("metric"), _threshold(filling.text)
    name = _condition(filling.text)
    if metric and threshold is not None and name != "gpu memory":
        name = "threshold"
    if name is None:
        return None
    return only_said(
        condition=name.replace(" ", "_"),
        metric=metric,
        threshold=threshold if name in ("threshold", "gpu memory") else None,
        every=filling.take_text("every"),
        notify=_way(filling),
    )


def _condition(text: str) -> str | None:
    return next((name for name in _CONDITIONS if _table()[name].search(text)), None)


def _threshold(text: str) -> int | float | None:
    found = _compared().search(text) or _PERCENT.search(text)
    return number(found["value"]) if found else None


def _way(filling: Filling) -> str | None:
    """Take how it should tell: an address, or a way by name."""
    mention = filling.take("email", "url")
    if mention is not None:
        return mention.value.address if isinstance(mention.value, Url) else str(mention.value)
    if any(mention.value == "desktop" for _, mention in filling.mentions("host")):
        return "desktop"
    return next((way for way in _WAYS if _table()[f"notify {way}"].search(filling.text)), None)


@cache
def _table() -> dict[str, re.Pattern[str]]:
    return {name: one_of(patterns) for name, patterns in read_table("conditions.txt").items()}


@cache
def _compared() -> re.Pattern[str]:
    return re.compile(rf"(?:{_table()['compares'].pattern}) (?:the |a )?(?P<value>[-+]?[\d.][\d.e+-]*)(?!\S)")
