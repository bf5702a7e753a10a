"""Times that a request mentions: since when, how often, for how long."""

import re

from mlclaw_tui.agent.rules.reading import Reading

_UNITS = {
    "s": r"(?:s|secs?|seconds?)",
    "m": r"(?:m|mins?|minutes?)",
    "h": r"(?:h|hrs?|hours?)",
    "d": r"(?:d|days?)",
    "w": r"(?:w|wks?|weeks?)",
    "mo": r"(?:months?|mo)",
    "y": r"(?:years?|yrs?)",
}
_UNIT = rf"(?:{'|'.join(_UNITS.values())})"
_COUNT = r"\d+(?:\.\d+)?"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NAMED = (
    rf"(?:yesterday(?: (?:morning|evening|afternoon|night))?|today|(?:last|this|past|previous) "
    rf"(?:week|weekend|month|year|night|{_DAY}|morning|"
    rf"evening|afternoon)|this morning|tonight|(?:on )?{_DAY}|<date:\d+>)"
)
_SINCE = re.compile(rf"(?<!\S)(?:(?:ever )?since|from|as of|starting) (?:the )?(?P<named>{_NAMED})(?!\S)")
_SINCE_AGO = re.compile(
    rf"(?<!\S)(?:(?:ever )?since |from |about )?(?P<count>{_COUNT}|a|an|one) (?P<unit>{_UNIT}) ago(?!\S)"
)
_WITHIN = re.compile(
    rf"(?<!\S)(?:(?:in|over|during|for|within|of|since|from) )?(?:the |these )?(?:last|past|"
    rf"previous) (?P<count>{_COUNT}|couple of|few)?\s?(?P<unit>{_UNIT})(?!\S)"
)
_SINCE_COUNT = re.compile(rf"(?<!\S)(?:since|within|in) (?P<count>{_COUNT}) (?P<unit>{_UNIT})(?!\S)")
_NAMED_ALONE = re.compile(
    rf"(?<!\S)(?:(?:on|during|from|compared (?:to|with)|before|over) )?(?:the )?(?P<named>{_NAMED})(?!\S)"
)
_EVERY = re.compile(
    rf"(?<!\S)(?:every|each|once (?:every|per|an|a)|at intervals of|in intervals of) "
    rf"(?:(?P<count>{_COUNT}|other|few|half an|half a) )?(?P<unit>{_UNIT})(?!\S)"
)
_EVERY_WORD = re.compile(r"(?<!\S)(?P<word>hourly|daily|weekly)(?!\S)")
_LASTING = re.compile(
    rf"(?<!\S)(?:for|after|longer than|more than|at least|of) (?P<count>{_COUNT}|an|a|half an|half "
    rf"a) (?P<unit>{_UNIT})(?!\S)"
)
_SHORT = {"hourly": "1h", "daily": "1d", "weekly": "7d"}


def take_times(reading: Reading) -> None:
    """Replace times by placeholders."""
    reading.replace(_EVERY, lambda found: reading.mark("every", _duration(found), found[0]))
    reading.replace(_EVERY_WORD, lambda found: reading.mark("every", _SHORT[found["word"]], found[0]))
    for pattern in (_SINCE_AGO, _WITHIN, _SINCE_COUNT):
        reading.replace(pattern, lambda found: _ago(reading, found))
    for pattern in (_SINCE, _NAMED_ALONE):
        reading.replace(pattern, lambda found: reading.mark("since", _name(reading, found["named"]), found[0]))
    reading.replace(_LASTING, lambda found: reading.mark("lasting", _duration(found), found[0]))


def _ago(reading: Reading, found: re.Match[str]) -> str:
    count = found["count"]
    if count is None and found.re is _WITHIN:
        unit = _unit(found["unit"])
        name = {"d": "1d", "w": "last week", "mo": "last month", "y": "last year", "h": "1h", "m": "1m", "s": "1s"}[
            unit
        ]
        return reading.mark("since", name, found[0])
    return reading.mark("since", _duration(found), found[0])


def _duration(found: re.Match[str]) -> str:
    """Return a duration in its short form; weeks and longer in days, half hours in minutes."""
    unit, said = _unit(found["unit"]), found["count"] or "1"
    count = {
        "a": 1.0,
        "an": 1.0,
        "one": 1.0,
        "other": 2.0,
        "few": 3.0,
        "couple of": 2.0,
        "half an": 0.5,
        "half a": 0.5,
    }.get(said)
    count = float(said) if count is None else count
    days = {"w": 7, "mo": 30, "y": 365}
    if unit in days:
        unit, count = "d", count * days[unit]
    smaller = {"h": ("m", 60), "m": ("s", 60), "d": ("h", 24)}
    while not count.is_integer() and unit in smaller:
        unit, factor = smaller[unit][0], smaller[unit][1]
        count *= factor
    return f"{count:g}{unit}"


def _unit(word: str) -> str:
    return next(unit for unit, pattern in _UNITS.items() if re.fullmatch(pattern, word))


def _name(reading: Reading, named: str) -> str:
    mention = reading.mention(named)
    if mention is not None:
        return mention.said
    return re.sub(r"^(?:on|past|previous) ", lambda found: "" if found[0] == "on " else "last ", named)
