"""Fill the arguments that several skills share: runs, params, hosts, addresses."""

import re
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from mlclaw_tui.agent.rules.clauses import Part
from mlclaw_tui.agent.rules.filling import Args, Filling, plain_name
from mlclaw_tui.agent.rules.literals import snake_case
from mlclaw_tui.agent.rules.numbers import number
from mlclaw_tui.agent.rules.reading import PLACEHOLDER, Param, Runs, Scalar, Url
from mlclaw_tui.agent.rules.runs import canonical
from mlclaw_tui.agent.rules.vocabulary import wordlist

_ALIAS = r"(?P<id>(?:<(?:id|quoted|slashed):\d+>|baseline|control|reference|main)(?!\S))"
_IN_RUN_PLACE = re.compile(
    r"(?:^|\s)(?:compare|diff|evaluate|score|test|rerun|reproduce|replicate|repeat|redo|retry|restart|stop|kill|cancel|"
    r"abort|deploy|export|ship|status|logs?|tail|quantize|validate|assess|convert|plot|diagnose|rank|baseline|run|runs|"
    r"vs|and|or|,|with|than|over|to|against|between|of|for|from|since|beat|is|does|did|on|in|use|using|revert to|"
    r"back to) "
    rf"(?:the |my |our )?{_ALIAS}"
)
_VERSUS = re.compile(rf"(?:^|\s){_ALIAS}(?= (?:vs|against|and|or|beats?) )")
_UNNAMED_PARAM = re.compile(
    r"(?:^|\s)(?:with|using|and|,|plus|at|set|use|having|of) (?:a |an |the |my )?"
    r"(?P<name>(?:(?:[a-z][a-z]+|<id:\d+>|<quoted:\d+>) ){1,3}?)(?:= |: |of |to |at )*"
    r"(?P<value>[-+]?[\d.][\d.e+-]*)(?!\S)(?! (?:%|percent|times|runs))"
)
_COUNTED_PARAM = re.compile(
    r"(?:^|\s)(?:with|using|and|,|plus|use) (?P<value>\d[\d.]*) (?P<name>[a-z]{3,}(?: [a-z]{3,})?)"
    r"(?=$| [,.]| (?:and|on|for|with))"
)
_AFTER_VERB = re.compile(
    r"^[a-z]+ (?:number |no |id )?(?P<first>\d{1,9})(?: ?(?:,|and|, and) (?P<second>\d{1,9}))?(?!\S)"
    r"(?! (?:%|times|lines))"
)
_REF_PLACE = (
    r"(?:(?:on|at|from|use|using|of|with|the|its|checkout|check out|in) )*"
    r"(?:branch|tag|commit|ref|revision|release|version)(?: (?:called|named|=|:|is|the))*"
)
_REF_WORD = re.compile(
    r"(?:^|\s)(?:branch|tag|commit|ref|revision|release|version) (?!of|from|at|the|on|is|and|then|with|for|a|this|that)"
    r"(?P<ref>[\w.-]+)|(?:^|\s)(?:the|on|use|from) (?P<before>[\w.-]+) branch"
)


def run_names(filling: Filling, *, bare: bool = False) -> list[str]:
    """Take every run that a clause names, in order; the newest N are `last`, `last~1` and so on.

    Args:
        filling: The clause.
        bare: Whether plain whole numbers are runs as well: `compare 3 and 5`.
    """
    excluded = set(_named_in(filling, filling.clause.negated))
    aliases = {found["id"] for found in _alias_places(filling.text)}
    names: list[str] = []
    for part in filling.clause.parts:
        words = part.text.split()
        said = [
            name
            for position, word in enumerate(words)
            for name in (_names_of(filling, word, aliases) or (_bare_number(filling, words, position) if bare else []))
        ]
        names = names[:-1] + said if part.corrects and said else names + said
    return [name for name in dict.fromkeys(names) if name not in excluded]


def runs_after_verb(filling: Filling) -> list[str]:
    """Take the bare numbers after the verb: `evaluate 42`."""
    found = _AFTER_VERB.match(filling.head)
    numbers = [each for each in (found["first"], found["second"]) if each] if found else []
    for each in numbers:
        filling.use_number(each)
    return [canonical(each) for each in numbers]


def runs_of(filling: Filling) -> list[str]:
    """Take the runs that a clause names, by name, by a bare number after the verb, or as "it"."""
    return run_names(filling) or runs_after_verb(filling) or filling.pronoun_run()


def params(filling: Filling, parts: Sequence[Part] | None = None) -> dict[str, list[Scalar]]:
    """Take every param of a clause, or of some of its parts, with its values.

    A part that corrects replaces the values said before; otherwise they add up to a list.
    """
    found: dict[str, list[Scalar]] = {}
    chosen = filling.clause.parts if parts is None else parts
    for part in chosen:
        for match in PLACEHOLDER.finditer(part.text):
            mention = filling.reading.mention(match[0])
            if mention is not None and isinstance(mention.value, Param) and match[0] not in filling.clause.used:
                filling.clause.used.add(match[0])
                _keep(filling, found, mention.value, corrects=part.corrects)
        if part.corrects:
            _correct(filling, found, part.text)
    _take_unnamed(filling, found, " , ".join(part.text for part in chosen))
    return found


def one_each(values: dict[str, list[Scalar]]) -> dict[str, JsonValue]:
    """Return params with one value each: lists as text with commas."""
    return {name: each[0] if len(each) == 1 else ",".join(map(text_of, each)) for name, each in values.items()}


def text_of(value: Scalar) -> str:
    """Return a value as it would be typed."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def host(filling: Filling) -> str | None:
    """Take the machine that a clause names."""
    mention = filling.take_after(r"(?:on|onto|at|using|via|over|to)(?: (?:the|my|our))?", "host") or filling.take(
        "host"
    )
    return str(mention.value) if mention else None


def address(filling: Filling) -> Args:
    """Take the repository's address that a clause names, and its branch, tag or commit; empty where there is none."""
    mention = filling.take("url")
    if mention is None or not isinstance(mention.value, Url):
        return {}
    ref = mention.value.ref or _ref(filling)
    return {"repo": mention.value.address, **({"ref": ref} if ref else {})}


def _ref(filling: Filling) -> str | None:
    mention = filling.take_after(_REF_PLACE, "id", "slashed", "quoted", "value", "file", "path")
    if mention is not None:
        return plain_name(mention)
    found = _REF_WORD.search(filling.text)
    if found is None:
        return None
    ref: str = found["ref"] or found["before"]
    filling.use_number(ref)
    return filling.spelled(ref) if ref not in ("the", "a", "this", "that", "another") else None


def _bare_number(filling: Filling, words: list[str], position: int) -> list[str]:
    following = words[position + 1] if position + 1 < len(words) else ""
    if not re.fullmatch(r"\d{1,9}", words[position]) or following in wordlist("counts other things"):
        return []
    filling.use_number(words[position])
    return [canonical(words[position])]


def _alias_places(text: str) -> Iterator[re.Match[str]]:
    yield from _VERSUS.finditer(text)
    found = _IN_RUN_PLACE.search(text)
    while found is not None:
        yield found
        found = _IN_RUN_PLACE.search(text, found.end() - len(found["id"]))


def _names_of(filling: Filling, word: str, aliases: set[str]) -> list[str]:
    mention = filling.reading.mention(word)
    if word in filling.clause.used:
        return []
    if mention is not None and isinstance(mention.value, Runs):
        filling.clause.used.add(word)
        newest = min(mention.value.newest or 0, 50)
        return [*mention.value.names, *(f"last~{back}" if back else "last" for back in range(newest))]
    if word in aliases:
        filling.clause.used.add(word)
        return [plain_name(mention) if mention else word]
    return []


def _named_in(filling: Filling, text: str) -> Iterator[str]:
    for word in text.split():
        mention = filling.reading.mention(word)
        if mention and isinstance(mention.value, Runs):
            yield from mention.value.names
        elif re.fullmatch(r"\d{1,9}", word):
            yield canonical(word)


def _keep(filling: Filling, found: dict[str, list[Scalar]], param: Param, *, corrects: bool) -> None:
    if param.shape == "relative":
        filling.question = f"What value should {param.name} have? Say it as a number, for example `{param.name}=0.01`."
    elif param.shape == "change":
        found[param.name] = [param.values[-1]]
    elif param.values:
        before = [] if corrects else found.get(param.name, [])
        found[param.name] = [*before, *param.values]


def _correct(filling: Filling, found: dict[str, list[Scalar]], text: str) -> None:
    """Let a bare number replace the value that was said last: `lr 0.1, no, 0.01`."""
    for word in text.split():
        value = number(word)
        if value is not None and found:
            found[next(reversed(found))] = [value]
            filling.use_number(word)


def _take_unnamed(filling: Filling, found: dict[str, list[Scalar]], text: str) -> None:
    """Take params whose names nobody listed: `with foo rate 0.3`, `and 12 blocks`."""
    for pattern in (_UNNAMED_PARAM, _COUNTED_PARAM):
        for match in pattern.finditer(text):
            words = [filling.reading.said(word) for word in match["name"].split()]
            value = number(match["value"])
            if value is not None and not set(words) & wordlist("no param"):
                found.setdefault(snake_case("_".join(words)), [value])
                filling.use_number(match["value"])
                filling.clause.used.update(match["name"].split())
