"""Fill the arguments of a skill from what its clause mentions; each filler takes one kind of argument."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from mlclaw_tui.agent.rules.clauses import Part
from mlclaw_tui.agent.rules.domain import EXPORT_FORMATS, PRECISIONS
from mlclaw_tui.agent.rules.intents import Clause
from mlclaw_tui.agent.rules.literals import snake_case
from mlclaw_tui.agent.rules.numbers import number
from mlclaw_tui.agent.rules.reading import PLACEHOLDER, Kind, Mention, Param, Reading, Runs, Scalar, Url
from mlclaw_tui.agent.rules.runs import canonical
from mlclaw_tui.agent.rules.wordlists import wordlist

Args = dict[str, JsonValue]
_IN_RUN_PLACE = re.compile(
    r"(?:^|\s)(?:compare|diff|evaluate|score|test|rerun|reproduce|replicate|repeat|redo|retry|"
    r"stop|kill|cancel|abort|deploy|export|ship|status of|logs? of|logs? for|logs|status|"
    r"report on|vs|and|or|with|than|over|to|against|between|of|for|from|run|runs|plot|baseline|"
    r"diagnose|rank|since|beat|is|does|did|how is|,|restart|tail|quantize|validate|assess|convert|"
    r"on|in|use|using|revert to|back to) "
    r"(?:the |my |our )?(?P<id>(?:<(?:id|quoted|slashed|dataset|host):\d+>|baseline|control|reference|main)(?!\S))"
)


_VERSUS = re.compile(
    r"(?:^|\s)(?P<id>(?:<(?:id|quoted|slashed):\d+>|baseline|control|reference|main))(?= (?:vs|against|and|or|beats?) )"
)


@dataclass(slots=True)
class Filling:
    """The arguments that a clause led to, and what is in doubt about them."""

    clause: Clause
    args: Args = field(default_factory=dict)
    question: str | None = None
    """What has to be asked before this can become a call."""

    @property
    def reading(self) -> Reading:
        return self.clause.reading

    @property
    def text(self) -> str:
        """What the clause says."""
        return self.clause.text

    def mentions(self, *kinds: Kind) -> Iterator[tuple[str, Mention]]:
        """Yield the mentions of some kinds that no argument has taken yet, in order, with their placeholders."""
        for found in PLACEHOLDER.finditer(self.text):
            mention = self.reading.mention(found[0])
            if mention and found[1] in kinds and found[0] not in self.clause.used:
                yield found[0], mention

    def take(self, *kinds: Kind) -> Mention | None:
        """Take the first mention of some kinds."""
        for placeholder, mention in self.mentions(*kinds):
            self.clause.used.add(placeholder)
            return mention
        return None

    def take_after(self, before: str, *kinds: Kind) -> Mention | None:
        """Take the first mention that stands right after words that match a pattern."""
        pattern = re.compile(rf"(?:^|\s)(?:{before}) (?P<what><(?:{'|'.join(kinds)}):\d+>)")
        for found in pattern.finditer(self.text):
            mention = self.reading.mention(found["what"])
            if mention and found["what"] not in self.clause.used:
                self.clause.used.add(found["what"])
                return mention
        return None

    def set(self, name: str, value: JsonValue | None) -> None:
        """Keep an argument that was said."""
        if value is not None:
            self.args[name] = value


def run_names(filling: Filling, *, bare: bool = False) -> list[str]:
    """Take every run that a clause names, in order, the newest N as `last`, `last~1`, …

    Args:
        filling: The clause.
        bare: Whether plain whole numbers are runs as well: `compare 3 and 5`.
    """
    excluded = _named_in(filling, filling.clause.negated)
    names: list[str] = []
    aliases = {found["id"] for found in _alias_places(filling)}
    for part in filling.clause.parts:
        words = part.text.split()
        said = [
            name
            for position, word in enumerate(words)
            for name in (_names_of(filling, word, aliases) or (_bare_number(filling, words, position) if bare else []))
        ]
        names = names[:-1] + said if part.corrects and said else names + said
    return [name for name in dict.fromkeys(names) if name not in excluded]


def _bare_number(filling: Filling, words: list[str], position: int) -> list[str]:
    following = words[position + 1] if position + 1 < len(words) else ""
    if not re.fullmatch(r"\d{1,9}", words[position]) or following in ("%", "percent", "points", "point", "times"):
        return []
    filling.clause.used.add(f"number {words[position]}")
    return [canonical(words[position])]


def _alias_places(filling: Filling) -> Iterator[re.Match[str]]:
    yield from _VERSUS.finditer(filling.text)
    position = 0
    while True:
        found = _IN_RUN_PLACE.search(filling.text, position)
        if found is None:
            return
        yield found
        position = found.end() - len(found["id"])


def _names_of(filling: Filling, word: str, aliases: set[str]) -> list[str]:
    mention = filling.reading.mention(word)
    if word in filling.clause.used:
        return []
    if mention is not None and isinstance(mention.value, Runs):
        filling.clause.used.add(word)
        newest = mention.value.newest or 0
        return [*mention.value.names, *(f"last~{back}" if back else "last" for back in range(min(newest, 50)))]
    if word in aliases and mention is None:
        return [word]
    if word in aliases and mention is not None and mention.kind in ("id", "quoted", "slashed"):
        filling.clause.used.add(word)
        return [mention.said.strip("\"'`")]
    return []


def _named_in(filling: Filling, text: str) -> set[str]:
    names: set[str] = set()
    for found in PLACEHOLDER.finditer(text):
        mention = filling.reading.mention(found[0])
        if mention and isinstance(mention.value, Runs):
            names.update(mention.value.names)
    names.update(canonical(word) for word in text.split() if re.fullmatch(r"\d{1,9}", word))
    return names


def params(filling: Filling, parts: Sequence[Part] | None = None) -> dict[str, list[Scalar]]:
    """Take every param of a clause, or of some of its parts, with its values; one that corrects replaces the one before."""
    found: dict[str, list[Scalar]] = {}
    for part in filling.clause.parts if parts is None else parts:
        for match in PLACEHOLDER.finditer(part.text):
            mention = filling.reading.mention(match[0])
            if mention is None or not isinstance(mention.value, Param) or match[0] in filling.clause.used:
                continue
            filling.clause.used.add(match[0])
            _keep(filling, found, mention.value, corrects=part.corrects)
        if part.corrects:
            _correct(filling, found, part.text)
    _unnamed(filling, found, " , ".join(part.text for part in parts) if parts is not None else filling.text)
    return found


def _keep(filling: Filling, found: dict[str, list[Scalar]], param: Param, *, corrects: bool) -> None:
    if param.shape == "relative":
        filling.question = f"What value should {param.name} have?"
    elif param.shape == "change":
        found[param.name] = [param.values[-1]]
    elif param.values:
        found[param.name] = (
            list(param.values) if corrects or param.name not in found else [*found[param.name], *param.values]
        )


def _correct(filling: Filling, found: dict[str, list[Scalar]], text: str) -> None:
    """Let a bare number replace the value that was said last: `lr 0.1, no, 0.01`."""
    for word in text.split():
        value = number(word)
        if value is not None and found:
            found[next(reversed(found))] = [value]
            filling.clause.used.add(f"number {word}")


_UNNAMED = re.compile(
    r"(?:^|\s)(?:with|using|and|,|plus|at|set|use|having|of) (?:a |an |the |my "
    r")?(?P<name>(?:(?:[a-z][a-z]+|<id:\d+>|<quoted:\d+>) ){1,3}?)(?:= |: |of |to |at "
    r")*(?P<value>[-+]?[\d.][\d.e+-]*)(?!\S)(?! (?:%|percent|times|runs))"
)
_COUNTED = re.compile(
    r"(?:^|\s)(?:with|using|and|,|plus|use) (?P<value>\d[\d.]*) (?P<name>[a-z]{3,}(?: "
    r"[a-z]{3,})?)(?=$| [,.]| (?:and|on|for|with))"
)


def _unnamed(filling: Filling, found: dict[str, list[Scalar]], text: str) -> None:
    """Take params whose names nobody listed: `with foo rate 0.3`, `and 12 blocks`."""
    for pattern in (_UNNAMED, _COUNTED):
        for match in pattern.finditer(text):
            words = [filling.reading.said(word) for word in match["name"].split()]
            value = number(match["value"])
            if value is None or set(words) & wordlist("no param") or match.group(0) in filling.clause.used:
                continue
            name = snake_case("_".join(words))
            found.setdefault(name, [value])
            filling.clause.used.update({f"number {match['value']}", *match["name"].split()})


def host(filling: Filling) -> str | None:
    """Take the machine that a clause names."""
    mention = filling.take_after(r"(?:on|onto|at|using|via|over|to)(?: (?:the|my|our))?", "host") or filling.take(
        "host"
    )
    return str(mention.value) if mention else None


def place(filling: Filling, *kinds: Kind) -> str | None:
    """Take the path or file that a clause names."""
    mention = filling.take(*(kinds or ("path", "file", "slashed", "quoted")))
    return str(mention.value) if mention else None


def url(filling: Filling) -> Url | None:
    """Take the repository's address that a clause names."""
    mention = filling.take("url")
    return mention.value if mention and isinstance(mention.value, Url) else None


def metric(filling: Filling) -> str | None:
    """Take the metric that a clause names."""
    mention = filling.take("metric")
    return str(mention.value) if mention else None


def word_of(filling: Filling, table: Callable[[str], str | None]) -> list[str]:
    """Return what a table says of each word of a clause that it knows."""
    values = (table(word) for word in filling.text.split())
    return list(dict.fromkeys(value for value in values if value))


def export_formats(filling: Filling) -> list[str]:
    """Return the model formats that a clause names."""
    return word_of(filling, EXPORT_FORMATS.get)


def precisions(filling: Filling) -> list[str]:
    """Return the precisions that a clause names."""
    return word_of(filling, lambda word: word if word in PRECISIONS else None)


def unclaimed(filling: Filling) -> str | None:
    """Return something exact that the clause says and no argument has taken: a number, a path, a quoted word."""
    for found, mention in filling.mentions(
        "url", "path", "file", "slashed", "quoted", "pin", "package", "space", "id", "value"
    ):
        del found
        return mention.said
    words = filling.text.split()
    for word in words:
        if number(word) is not None and f"number {word}" not in filling.clause.used:
            return word
    return None
