"""Runs that a request mentions: by number, id or alias, by their place in the history, or as the best."""

import re
from collections.abc import Sequence
from functools import lru_cache

from mlclaw_tui.agent.rules.lexicon import known_words
from mlclaw_tui.agent.rules.reading import Kind, Reading, Runs

_NOUN = r"(?:runs?|trainings?|experiments?|models?|ones?|jobs?|attempts?|tries|trainings? runs?|checkpoints?|results?)"
_ONE_NOUN = r"(?:run|training|experiment|model|one|job|attempt|try|checkpoint|result)"
_OTHER_UNIT = (
    r"(?:epochs?|steps?|trials?|times|iterations?|lines?|gpus?|workers?|layers?|seeds?|folds?|"
    r"more|days?|hours?|minutes?|weeks?|percent|%|"
    r"combinations?|configs?|configurations?|models?|different|experiments|trainings|x|images|"
    r"samples|new|quick|short|batches|rounds|bits?|points?)"
)
_N = rf"(?:#\s?)?\d{{1,9}}(?!\s{_OTHER_UNIT}(?!\S))(?![\d.])"
_ID = r"(?:run_\d+|<(?:id|slashed|quoted):\d+>|baseline|control|last~\d+)"
_ONE = rf"(?:{_N}|{_ID})"
_JOIN = r"\s?(?:, and|, or|,|and|or|vs|versus|&|/|with|to|against|than)\s"
_LIST = re.compile(
    rf"(?<!\S)(?:(?:the|my|our) )?(?:runs?|experiments?|trainings?|jobs?|ids?|models?)(?: "
    rf"(?:number|no|nr|id|called|named|ids|numbers))? "
    rf"(?P<list>{_ONE}(?:{_JOIN}(?:(?:the )?(?:runs?|experiments?) )?{_ONE})*)(?!\S)"
)
_RANGE = re.compile(
    r"(?<!\S)(?:the |my )?runs (?:from )?#? ?(?P<first>\d{1,6}) (?:to|through|thru|until|till|"
    r"\.\.) #? ?(?P<last>\d{1,6})(?!\S)"
    r"|(?<!\S)(?:runs )?run_(?P<first_id>\d{1,6}) (?:through|thru|\.\.) run_(?P<last_id>\d{1,6})(?!\S)"
)
_HASH = re.compile(r"(?<!\S)# ?(?P<number>\d{1,9})(?!\S)")
_BARE_ID = re.compile(r"(?<!\S)(?P<id>run_\d+|last~\d+)(?!\S)")
_NEWEST = re.compile(
    rf"(?<!\S)(?:(?:the|my|our|these|all|of) )*(?:(?:very )?(?:last|latest|newest|most recent|"
    rf"recent|past|previous)(?: (?:most )?recent)? (?P<count>\d{{1,6}})|"
    rf"(?P<count2>\d{{1,6}}) (?:last|latest|newest|most recent|recent|past|previous))(?: "
    rf"(?:finished|completed|training|successful))?"
    rf"(?: (?P<noun>{_NOUN}))?(?! (?:{_OTHER_UNIT}|lines?|<))(?!\S)"
)
_BEFORE_LAST = re.compile(
    rf"(?<!\S)(?:(?:the|my|our) )*(?:(?:{_NOUN} )?before (?:the |my )?last(?: {_NOUN})?|(?:second|"
    rf"next)(?: to)? last(?: {_NOUN})?|"
    rf"penultimate(?: {_NOUN})?|last but one(?: {_NOUN})?|(?:previous|prior|preceding|earlier) "
    rf"(?:{_NOUN}|training run)|(?<=the )(?:previous|prior)(?=$| [,.;?]| (?:and|to|with|vs|on|by))|"
    rf"(?:one|{_NOUN}) before(?: (?:that|it|this|that one))?|one before)(?!\S)(?! to)"
)
_EARLIER = re.compile(
    rf"(?<!\S)(?:(?:the|my) )*(?:(?:{_NOUN} )?(?:from )?(?P<count>\d{{1,3}}|one) (?:runs?|"
    rf"trainings?|experiments?|ago)(?: ago| back| earlier)(?!\S)"
    rf"|{_NOUN} (?P<count2>\d{{1,3}}) ago(?!\S))"
)
_THIRD_LAST = re.compile(rf"(?<!\S)(?:(?:the|my) )*third(?: to)? last(?: {_NOUN})?(?!\S)")
_LAST = re.compile(
    rf"(?<!\S)(?:(?:the|my|our|this) )*(?:(?:very )?(?:last|latest|newest|most recent|current)(?: (?:most )?recent)?"
    rf"(?: (?:finished|completed|training|successful|trained|good))? (?:{_ONE_NOUN}|training run)|"
    rf"(?:latest|newest|most recent)(?= (?:and|with|to|vs|on|by|in|as)|$| [,.?;]))(?!\S)"
    rf"|(?<!\S)(?:(?:the|my|our) )*(?<!print )(?<!printed )(?<!prints )(?<!say )(?<!said "
    rf")(?<!happen )(?<!happened )(?<!it )(?<!did )(?<!output )last(?=$| [,.?;]| (?:and|with|to|vs|"
    rf"on|one|as|in|by|please|again))(?: one)?(?!\S)"
)
_FIRST = re.compile(
    r"(?<!\S)(?:(?:the|my|our) )*(?:very )?(?:first|oldest) (?:run|experiment|training run)(?!\S)(?! with)"
)
_BEST_NOUN = (
    r"(?:runs?|models?|ones?|checkpoints?|trial|results?|experiment|training|candidate|performer|"
    r"network|weights|of (?:them|those|these|all|the bunch)|"
    r"performing (?:run|model|one)|scoring (?:run|model|one)|trained model|so far|version|config)"
)
_BEST = re.compile(
    rf"(?<!\S)(?P<the>(?:(?:the|my|our|your|whichever) )*)(?:(?:single |overall )*(?:best|winning|"
    rf"top) {_BEST_NOUN}|best(?= (?:and|to|on|as|in|with|vs|against|for the|onto)|$| [,.;?])|"
    rf"winner|"
    rf"champion)(?!\S)"
)
_PREDICATE = re.compile(
    r"(?<!\S)(?:which|what|who|is|was|were|are|did|does|do|has|have|performed|performs|worked|"
    r"works|turned out|be|perform|work|scored|being|are they|wins?) ?$"
)
_WORD = re.compile(
    r"(?<!\S)(?:run (?=<|[a-z]{4,}(?!\S)))?(?P<word><(?:id|slashed|quoted|dataset):\d+>|[a-z]{4,})(?!\S)"
)
_LONGEST_RANGE = 50


def take_runs(reading: Reading, known: Sequence[str]) -> None:
    """Replace runs by placeholders.

    Args:
        reading: The text so far.
        known: Names of runs, newest first; recognised wherever they stand, but for names that are words of ours:
            a run called `train` must not swallow the verb.
    """
    _take_known(reading, known)
    reading.replace(_RANGE, lambda found: _mark(reading, "run", Runs(_range_names(found)), found[0]))
    reading.replace(_NEWEST, lambda found: _newest(reading, found))
    reading.replace(
        _EARLIER, lambda found: _back(reading, found, int(re.sub("one", "1", found["count"] or found["count2"])))
    )
    reading.replace(_THIRD_LAST, lambda found: _back(reading, found, 2))
    reading.replace(_BEFORE_LAST, lambda found: _back(reading, found, 1))
    reading.replace(_LAST, lambda found: _mark(reading, "run", Runs(("last",)), found[0]))
    reading.replace(_FIRST, lambda found: _mark(reading, "run", Runs((known[-1] if known else "run_0001",)), found[0]))
    reading.replace(_LIST, lambda found: _listed(reading, found))
    reading.replace(_HASH, lambda found: _mark(reading, "run", Runs((canonical(found["number"]),)), found[0]))
    reading.replace(_BARE_ID, lambda found: _mark(reading, "run", Runs((canonical(found["id"]),)), found[0]))
    reading.replace(_BEST, lambda found: _best(reading, found))


def canonical(name: str) -> str:
    """Return a run's name as skills know it: `42`, `#42`, `run42` and `run 42` are run_0042; other names stay."""
    name = name.strip()
    number = re.fullmatch(r"(?:run)?[\s_#-]*(\d{1,9})", name, re.IGNORECASE)
    if number:
        return f"run_{int(number[1]):04d}"
    place = re.fullmatch(r"(last|latest|best|previous)(?:\s?~\s?(\d+))?", name, re.IGNORECASE)
    if place is None:
        return name
    word, back = place[1].lower(), int(place[2] or 0)
    word, back = {"latest": ("last", back), "previous": ("last", 1)}.get(word, (word, back))
    return f"{word}~{back}" if back else word


def _take_known(reading: Reading, known: Sequence[str]) -> None:
    names = _by_lower_case(tuple(known))

    def write(found: re.Match[str]) -> str:
        mention = reading.mention(found["word"])
        if mention is not None and mention.kind not in ("id", "slashed", "quoted", "dataset"):
            return found[0]
        said = mention.said.strip("\"'`") if mention else found["word"]
        name = names.get(said.lower())
        if name is None or (mention is None and name.lower() in known_words()):
            return found[0]
        return reading.mark("run", Runs((name,)), said)

    if names:
        reading.replace(_WORD, write)


@lru_cache(maxsize=4)
def _by_lower_case(known: tuple[str, ...]) -> dict[str, str]:
    return {name.lower(): name for name in reversed(known) if len(name) > 1}


def _mark(reading: Reading, kind: Kind, runs: Runs, said: str) -> str:
    return reading.mark(kind, runs, said.strip())


def _newest(reading: Reading, found: re.Match[str]) -> str:
    count = int(found["count"] or found["count2"])
    if count < 1:
        return found[0]
    if count == 1:
        return _mark(reading, "run", Runs(("last",)), found[0])
    return reading.mark("newest", Runs(newest=count), found[0])


def _back(reading: Reading, found: re.Match[str], count: int) -> str:
    return _mark(reading, "run", Runs((f"last~{count}" if count else "last",)), found[0])


def _range_names(found: re.Match[str]) -> tuple[str, ...]:
    first, last = sorted((int(found["first"] or found["first_id"]), int(found["last"] or found["last_id"])))
    return tuple(f"run_{number:04d}" for number in range(first, min(last, first + _LONGEST_RANGE) + 1))


def _listed(reading: Reading, found: re.Match[str]) -> str:
    """Write one placeholder for each run of a list, with the words between them, so that `3 vs 5` still reads so."""

    def one(part: re.Match[str]) -> str:
        mention = reading.mention(part[0])
        name = mention.said.strip("\"'`") if mention else part[0]
        said = f"run {name}" if name.isdigit() else part[0]
        return reading.mark("run", Runs((canonical(name) if mention is None else name,)), said)

    return re.sub(
        rf"(?:(?:the )?(?:runs?|experiments?) )?(?P<one>{_ONE})",
        lambda part: re.sub(_ONE, one, part["one"]),
        found["list"],
    )


def _best(reading: Reading, found: re.Match[str]) -> str:
    if _PREDICATE.search(found.string[: found.start()]) and not found["the"].strip():
        return found[0]
    if re.search(
        r"(?:which|what|who)\b[^.?]{0,60}(?:is|was|were|are|has|gave|got)(?: the)? ?$",
        found.string[: found.start()],
    ):
        return found[0]
    return reading.mark("best", Runs(("best",)), found[0])
