"""Counted things that a request mentions: lines of a log, trials, repetitions; versions of Python and of packages."""

import re

from mlclaw_tui.agent.rules.reading import Package, Reading
from mlclaw_tui.agent.rules.vocabulary import wordlist

_LINES = re.compile(
    r"(?<!\S)(?:(?:the|its|about|roughly|final|bottom|most|just|only) )*(?:(?:last|latest|final|"
    r"most recent|newest|past|recent|bottom) )?(?P<count>\d{1,9})"
    r" (?:(?:log|output|last|most recent|recent) )*(?:lines?|rows of (?:the )?(?:log|output))(?!\S)"
    r"|(?<!\S)tail(?: the (?:logs?|output))?(?: <name:\d+> =| of| with|:)? (?P<tail>\d{1,9})(?!\S)"
    r"|(?<=logs) <name:\d+> = (?P<number>\d{1,9})(?!\S)"
)
_TRIALS = re.compile(
    r"(?<!\S)(?:(?:a )?(?:budget|total|maximum|max) of )?(?P<count>\d{1,7}) (?:\w+ )?(?:trials?|"
    r"combinations|configs|config|configurations|settings|samples"
    r"|tries|evaluations|attempts|candidates)(?!\S)"
    r"|(?<!\S)(?:trials?|max trials|budget)(?: of| =| :)? (?P<after>\d{1,7})(?!\S)"
)
_TIMES = re.compile(r"(?<!\S)(?:(?P<count>\d{1,4}) times|(?P<word>twice|thrice))(?!\S)")
_RUNS_OF = re.compile(
    r"(?<!\S)(?P<count>\d{1,3}) (?:\w+ )?(?:trainings|runs|experiments|models)(?= (?:with|using|at|on|for|:|,)|$| [.;])"
)
_PYTHON = re.compile(r"(?<!\S)python ?(?:version )?(?:= |: )?(?P<version>[23](?:\.\d{1,2}){0,2})(?!\S)(?! <script)")
_NAMES = r"[a-z][a-z0-9_-]*(?: (?:, and|,|and) (?!train|evaluate|compare|report|then|please)[a-z][a-z0-9_-]*)*"
_EXTRAS = re.compile(
    rf"(?<!\S)extras? (?:(?:=|:|groups?|called|named) )*(?P<names>(?!and |then ){_NAMES})(?=$| [,.;?]| and)"
    rf"|(?<!\S)(?:(?:the|with|all|its|an|a|it) )*(?P<before>(?!install |with |the |add |and |all ){_NAMES}) "
    r"extras?(?!\S)"
)
_SEEDS = re.compile(r"(?<!\S)(?P<count>\d{1,3}) (?:(?:different|random|various|other|several) )*seeds(?!\S)")
_PYTHON_ID = re.compile(r"<id:\d+>")
_PACKAGE = re.compile(
    r"(?<!\S)(?P<name>[a-z][a-z0-9-]*)"
    r"(?: (?:version|to|at|back to|=|v|from \S+ to|release))* (?P<version>v?\d+(?:\.\d+){0,3}\S*)(?!\S)"
)
_TO_PACKAGE = re.compile(
    r"(?<!\S)(?P<verb>roll back|rollback|downgrade|upgrade|pin|back|revert|update)(?: to)? (?P<name>[a-z][a-z0-9-]+)"
    r"(?: (?:to|version|at|back to))* (?P<version>\d+(?:\.\d+){1,3})(?!\S)"
)
_SECONDLY = re.compile(r"(?<!\S)(?:train|run|repeat|do) (?:it |this |that )?(?P<count>\d{1,3})x(?!\S)")


def take_counts(reading: Reading) -> None:
    """Replace counted things and versions by placeholders."""
    reading.replace(
        _LINES, lambda found: reading.mark("lines", int(found["count"] or found["tail"] or found["number"]), found[0])
    )
    reading.replace(
        _EXTRAS, lambda found: f"extras {reading.mark('extras', found['names'] or found['before'], found[0])}"
    )
    reading.replace(
        _SEEDS, lambda found: f"{reading.mark('times', int(found['count']), found[0])} with different seeds"
    )
    reading.replace(_PYTHON, lambda found: reading.mark("python", found["version"], found[0]))
    reading.replace(_PYTHON_ID, lambda found: _python_id(reading, found[0]))
    reading.replace(re.compile(r"<pin:\d+>"), lambda found: _pinned(reading, found[0]))
    reading.replace(_PACKAGE, lambda found: _package(reading, found))
    reading.replace(
        _TO_PACKAGE,
        lambda found: f"{found['verb']} {reading.mark('package', Package(found['name'], found['version']), found[0])}",
    )


def take_repetitions(reading: Reading) -> None:
    """Replace trials and repetitions by placeholders; params are taken before, `3 epochs` is no repetition."""
    reading.replace(_TRIALS, lambda found: reading.mark("trials", int(found["count"] or found["after"]), found[0]))
    reading.replace(_TIMES, lambda found: reading.mark("times", _times(found), found[0]))
    reading.replace(_RUNS_OF, lambda found: f"{reading.mark('times', int(found['count']), found[0])} trainings")


def _package(reading: Reading, found: re.Match[str]) -> str:
    if found["name"] not in wordlist("packages"):
        return found[0]
    return reading.mark("package", Package(found["name"], found["version"].removeprefix("v")), found[0])


def _times(found: re.Match[str]) -> int:
    return int(found["count"]) if found["count"] else {"twice": 2, "thrice": 3}[found["word"]]


def _python_id(reading: Reading, placeholder: str) -> str:
    mention = reading.mention(placeholder)
    version = re.fullmatch(r"(?:python|py)-?([23](?:\.\d{1,2})*)", mention.said, re.IGNORECASE) if mention else None
    return reading.mark("python", version[1], version[0]) if version else placeholder


def _pinned(reading: Reading, placeholder: str) -> str:
    mention = reading.mention(placeholder)
    if mention is None or not isinstance(mention.value, str):
        return placeholder
    name, _, version = mention.value.partition("==")
    return reading.mark("package", Package(name, version), mention.said)
