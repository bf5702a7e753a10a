"""Read when it was still good: `7d`, `2 weeks`, `last week`, `yesterday`, `2026-11-01`."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from contracts.errors import BadRequest

_DAYS = {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6}
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "mo": 30 * 86400, "y": 365 * 86400}
_DURATION = re.compile(
    r"(?P<count>\d+(?:\.\d+)?|an?|one)\s*(?P<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|"
    r"mo|months?|y|yrs?|years?)"
)
_SPANS = {"week": 7, "month": 30, "year": 365, "weekend": 7}
_BEFORE_A_DURATION = re.compile(r"^(?:since|in|from|over|within|during|the|last|past|previous)\s+(?=\S+\s*\S*)")
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%Y-%m", "%d %B %Y", "%B %d %Y", "%d %b %Y", "%b %d %Y")
_YEARLESS = ("%B %d", "%b %d", "%d %B", "%d %b", "%m-%d", "%m/%d")


def moment_of(since: str, now: datetime) -> datetime | None:
    """Return the moment that words name, UTC; None where they name none, as an alias does.

    Args:
        since: As the user said it.
        now: What spans and weekdays count back from.

    Raises:
        BadRequest: It goes back further than the calendar.
    """
    words = re.sub(r"[\s,]+", " ", since.strip().lower()).removeprefix("since ").removeprefix("the ")
    try:
        return _day(words, now) or _span(words, now) or _date(words, now)
    except OverflowError:
        raise BadRequest(
            f"{since!r} goes back further than the calendar. Say a date like `2026-11-01`, or `7d`."
        ) from None


def _day(words: str, now: datetime) -> datetime | None:
    midnight = datetime.combine(now.date(), time(), UTC)
    first = words.split(" ", maxsplit=1)[0]
    if first in ("today", "tonight") or words in ("this morning", "this afternoon", "this evening"):
        return midnight
    if first == "yesterday" or words in ("last night", "last evening"):
        return midnight - timedelta(days=1)
    if words.startswith("this ") and words[5:] in _SPANS:
        back = {"week": now.weekday(), "month": now.day - 1, "year": now.timetuple().tm_yday - 1}
        return midnight - timedelta(days=back.get(words[5:], now.weekday()))
    name = words.removeprefix("last ").removeprefix("on ").removeprefix("this ")
    if name in _DAYS:
        return midnight - timedelta(days=(now.weekday() - _DAYS[name]) % 7 or 7)
    return None


def _span(words: str, now: datetime) -> datetime | None:
    named = re.fullmatch(r"(?:last|past|previous) (week|weekend|month|year)", words)
    if named:
        return now - timedelta(days=_SPANS[named[1]])
    while shorter := _BEFORE_A_DURATION.sub("", words, count=1):
        if shorter == words:
            break
        words = shorter
    found = _DURATION.fullmatch(words.removesuffix(" ago"))
    if not found:
        return None
    count = 1.0 if found["count"] in ("a", "an", "one") else float(found["count"])
    return now - timedelta(seconds=count * _SECONDS[_unit(found["unit"])])


def _unit(word: str) -> str:
    return word if word in _SECONDS else "mo" if word.startswith("mo") else word[0]


def _date(words: str, now: datetime) -> datetime | None:
    try:
        moment = datetime.fromisoformat(words.upper())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        pass
    spelled = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", words)
    dated = _parsed(spelled, _DATES)
    if dated:
        return dated
    yearless = _parsed(f"{now.year} {spelled}", [f"%Y {form}" for form in _YEARLESS])
    if yearless and yearless > now:
        yearless = _parsed(f"{now.year - 1} {spelled}", [f"%Y {form}" for form in _YEARLESS])
    return yearless


def _parsed(words: str, forms: Sequence[str]) -> datetime | None:
    for form in forms:
        try:
            return datetime.strptime(words, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
