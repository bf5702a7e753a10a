"""Machines and public data sets that a request mentions."""

import re
from collections.abc import Sequence

from mlclaw_tui.agent.rules.lexicon import known_words
from mlclaw_tui.agent.rules.reading import PLACEHOLDER, Reading
from mlclaw_tui.agent.rules.vocabulary import machine_like, named_data_set, wordlist

_DEVICE = re.compile(
    r"(?<!\S)(?:(?:nvidia|the|my|our|a) )*(?P<device>(?:jetson(?: (?:agx|orin|xavier|nano|nx|"
    r"tx2))*(?: (?:nano|nx|agx))?)|raspberry pi(?: \d)?|"
    r"(?:orin|xavier|nano)(?: (?:nano|nx|agx))?(?= |$))(?: (?:board|device|devkit|kit|box|module|dev kit))?(?!\S)"
)
_NAMED = re.compile(
    r"(?<!\S)(?P<before>(?:host|machine|server|node|computer|hostname|cluster|target|workstation|"
    r"instance|device)(?: (?:called|named|=|:))?) (?P<name><(?:id|quoted|host):\d+>)(?!\S)"
)
_CALLED = re.compile(
    r"(?<!\S)(?:host|machine|server|node|computer|box|workstation|instance) (?:called|named) "
    r"(?P<name>[a-z][a-z0-9]+)(?!\S)"
)
_AT = re.compile(
    r"(?<!\S)(?P<before>on|onto|to|at|from|via|over on|over at|is|are|use|using) "
    r"(?P<the>(?:(?:the|my|our|a|an|your|that) "
    r")*)(?P<name>[a-z]+)(?P<rest> (?:machine|node|server|box|host|board))?(?!\S)"
)
_LOCALLY = re.compile(r"(?<!\S)(?:locally|on (?:this|my own|my) (?:machine|computer|pc|mac|macbook)|on here)(?!\S)")
_WORD_AT = re.compile(
    r"(?<!\S)(?P<before>on|onto) (?P<name>[a-z]{3,})(?=$| [,.;?]| (?:with|for|using|and|then|at|"
    r"in|by|please|overnight|tonight|now|today|to|as|after))"
)


def take_hosts(reading: Reading, known: Sequence[str]) -> None:
    """Replace machines and public data sets by placeholders.

    Args:
        reading: The text so far.
        known: Names of machines; they are recognised wherever they stand.
    """
    _take_known_words(reading, {name.lower(): name for name in known})
    reading.replace(_NAMED, lambda found: _named(reading, found))
    reading.replace(
        _CALLED, lambda found: reading.mark("host", reading.spelled.get(found["name"], found["name"]), found["name"])
    )
    reading.replace(_DEVICE, lambda found: reading.mark("host", found["device"].replace(" ", "-"), found[0]))
    reading.replace(_AT, lambda found: _at(reading, found))
    reading.replace(_LOCALLY, lambda found: f"on {reading.mark('host', 'local', found[0])}")
    words = [word for word in reading.text.split() if not word.startswith("<") and named_data_set().fullmatch(word)]
    for word in dict.fromkeys(words):
        pattern = re.compile(
            rf"(?<!\S)(?P<before>(?:on|with|using|the|for) ){re.escape(word)}(?: dataset| data)?(?!\S)"
        )
        reading.replace(pattern, lambda found, word=word: f"{found['before']}{reading.mark('dataset', word, found[0])}")  # type: ignore[misc]
    reading.replace(_WORD_AT, lambda found: _word_at(reading, found))


def take_host_names(reading: Reading, known: Sequence[str]) -> None:
    """Replace names with digits or hyphens that are, or look like, a machine's or a public data set's.

    Args:
        reading: The text so far, its literals taken out.
        known: Names of machines.
    """
    names = {name.lower(): name for name in known}
    reading.replace(PLACEHOLDER, lambda found: _from_literal(reading, found[0], names))


def _from_literal(reading: Reading, placeholder: str, names: dict[str, str]) -> str:
    mention = reading.mention(placeholder)
    if mention is None or mention.kind not in ("id", "slashed"):
        return placeholder
    if mention.said.lower() in names:
        return reading.mark("host", names[mention.said.lower()], mention.said)
    if named_data_set().fullmatch(mention.said):
        return reading.mark("dataset", mention.said, mention.said)
    if mention.kind == "id" and machine_like().fullmatch(mention.said):
        return reading.mark("host", mention.said, mention.said)
    return placeholder


def _take_known_words(reading: Reading, names: dict[str, str]) -> None:
    plain = [name for name in names if re.fullmatch(r"[a-z]{3,}", name) and name not in known_words()]
    if plain:
        pattern = re.compile(rf"(?<!\S)(?P<name>{'|'.join(map(re.escape, plain[:500]))})(?!\S)")
        reading.replace(pattern, lambda found: reading.mark("host", names[found["name"]], found["name"]))


def _named(reading: Reading, found: re.Match[str]) -> str:
    mention = reading.mention(found["name"])
    said = mention.said.strip("\"'`") if mention else found["name"]
    return reading.mark("host", said, said)


def _at(reading: Reading, found: re.Match[str]) -> str:
    name = found["name"]
    if name not in wordlist("host words"):
        return found[0]
    if (
        found["before"] in ("is", "are", "use", "using", "from", "at")
        and not found["the"]
        and name in ("local", "edge")
    ):
        return found[0]
    return f"{found['before']} {reading.mark('host', name, found[0])}"


def _word_at(reading: Reading, found: re.Match[str]) -> str:
    """`on atlas`: an unknown word in the place of a machine's name."""
    name = found["name"]
    if name in wordlist("no host") or name in known_words():
        return found[0]
    return f"{found['before']} {reading.mark('host', reading.spelled.get(name, name), name)}"
