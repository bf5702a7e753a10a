"""Metrics that a request mentions, by the names the field and the project use."""

import re
from collections.abc import Sequence

from contracts.lexicon import understand
from mlclaw_tui.agent.rules.reading import Mention, Reading
from mlclaw_tui.agent.rules.vocabulary import metric_phrases, wordlist

_LONGEST = 4
_BY = re.compile(
    r"(?<!\S)(?:by|highest|lowest|in terms of|according to|sorted by|ranked by|metric) (?:its |"
    r"their |the |my )?(?P<word>[a-z]{3,}|<id:\d+>|<slashed:\d+>)(?= ?$| [,.;?]| (?:and|of|in|for|"
    r"over|with|then))"
)


def take_metrics(reading: Reading, known: Sequence[str]) -> None:
    """Replace metrics by placeholders.

    Args:
        reading: The text so far.
        known: Names of metrics that the project's runs have.
    """
    names = {_plain(name): name for name in known}
    words = reading.text.split()
    result: list[str] = []
    position = 0
    while position < len(words):
        name, end = _at(reading, words, position, names)
        if name:
            result.append(reading.mark("metric", name, reading.said(" ".join(words[position:end]))))
        else:
            result.append(words[position])
        position = end
    reading.text = " ".join(result)
    reading.replace(_BY, lambda found: _by(reading, found))


def _at(reading: Reading, words: Sequence[str], start: int, names: dict[str, str]) -> tuple[str | None, int]:
    """Return the metric that begins at a place and where it ends; None and the next place where there is none."""
    for length in range(min(_LONGEST, len(words) - start), 0, -1):
        known = names.get(_plain(reading.said(" ".join(words[start : start + length]))))
        if known and not (length == 1 and (words[start] in wordlist("splits") or known in wordlist("unsure metrics"))):
            return known, start + length
    mention = reading.mention(words[start])
    if mention is not None:
        return _named(mention), start + 1
    split = words[start] if words[start] in wordlist("splits") and start + 1 < len(words) else None
    begin = start + 1 if split else start
    if split and reading.mention(words[begin]) is not None:
        begin = start
        split = None
    base, end = _base(words, begin, sure=split is not None or _is_wanted(words, start, begin))
    if base is None:
        return None, start + 1
    while end < len(words) and words[end] in ("score", "scores", "value", "values", "metric"):
        end += 1
    spelled = "_".join(_cased(reading, word) for word in base.split("_"))
    return (f"{split}_{spelled}" if split else spelled), end


def _named(mention: Mention) -> str | None:
    """Return the metric that a name with digits or a slash is."""
    if mention.kind == "metric":
        return str(mention.value)
    is_name = mention.kind in ("id", "slashed") and mention.said.lower() not in wordlist("splits")
    return mention.said if is_name and understand(mention.said).direction else None


def _base(words: Sequence[str], start: int, *, sure: bool) -> tuple[str | None, int]:
    for parts in metric_phrases():
        if tuple(words[start : start + len(parts)]) == parts:
            return "_".join(parts), start + len(parts)
    word = words[start] if start < len(words) else ""
    if "_" in word and not word.startswith("run_") and understand(word).direction:
        return word, start + 1
    if word in wordlist("metrics") or (sure and word in wordlist("unsure metrics")):
        plural = {
            "losses": "loss",
            "accuracies": "accuracy",
            "rewards": "reward",
            "errors": "error",
            "scores": "score",
            "returns": "return",
        }
        return plural.get(word, word), start + 1
    return None, start


def _is_wanted(words: Sequence[str], start: int, begin: int) -> bool:
    before = words[start - 1] if start else ""
    after = words[begin + 1] if begin + 1 < len(words) else ""
    if before in ("on", "in") and after in ("", ".", "?", ",", "and"):
        return True
    sentence_verbs = before in wordlist("before a metric") and (
        after in wordlist("after a metric")
        or before not in ("the", "my", "our", "its", "did", "has", "does", "of", "for", "in", "on", "their", "is")
    )
    return sentence_verbs or after in wordlist("after a metric") - {
        "is",
        "was",
        "has",
        "get",
        "go",
        "over",
        "below",
        "under",
    }


def _cased(reading: Reading, word: str) -> str:
    """Return a word as it was spelled where its letters are mixed (`mAP`); otherwise in lower case."""
    spelled = reading.spelled.get(word, word)
    return spelled if re.match(r"^[a-z]+[A-Z]", spelled) else word


def _by(reading: Reading, found: re.Match[str]) -> str:
    word = found["word"]
    mention = reading.mention(word)
    if word in wordlist("no metric") or (mention and mention.kind not in ("id", "slashed")):
        return found[0]
    said = mention.said if mention else word
    return f"{found[0][: found.start('word') - found.start()]}{reading.mark('metric', said, said)}"


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
