"""Split a request into the parts that each ask for one thing, in the order in which they are to be done."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mlclaw_tui.agent.rules.negation import split_off_negated
from mlclaw_tui.agent.rules.order import in_order, without_done
from mlclaw_tui.agent.rules.politeness import head_of
from mlclaw_tui.agent.rules.vocabulary import wordlist

_SENTENCE_END = re.compile(r"(?:^|(?<=\s))([.;?!])(?=\s|$)")
_BOUNDARIES = frozenset({",", ":", "and", "then", "but", "plus", "also", "finally", "/", "while", "so"})
_SUBORDINATE = re.compile(r"^(?:if|when|once|whenever|in case|should|as long as|every|the moment)(?!\S)")
_LISTED = re.compile(r"<(?P<kind>run|newest|best|metric):\d+>|\d+")
_DENIES = re.compile(r"^(?:no|not|except|without|excluding|instead of)(?!\S)")
_AFTER_VERB = frozenset({"it", "them", "this", "that", "the", "my"})
_CORRECTION = re.compile(
    r"^(?:no wait|no|sorry|i mean|i meant|actually|make that|wait|oops|correction|or rather|rather|scratch that|"
    r"instead|better)(?= |$)"
)
_HESITATING = re.compile(r"^(?:no|nope|nah|wait|no wait|hold on|hang on|sorry)$")
_RETRACTED = re.compile(
    r"^(?:never ?mind(?: (?:it|that|then))?|forget (?:it|that|about (?:it|that))|scratch that|disregard(?: that| it)?|"
    r"ignore (?:that|it)|nvm|leave it|drop (?:it|that)|no thanks|nothing|do not|do nothing|not now|not yet|no way|"
    r"stop right there)$"
)


@dataclass(slots=True)
class Part:
    """One part of a request."""

    text: str
    """With what is negated taken out."""
    joint: str
    """The words between it and the part before."""
    negated: str = ""
    """What was taken out."""
    head: str = field(init=False)
    """The text without politeness and connecting words: where cues with `^` begin."""
    corrects: bool = field(init=False)
    """Whether it takes back something said before: `no, 0.01`."""

    def __post_init__(self) -> None:
        self.corrects = _CORRECTION.match(self.text) is not None
        self.head = head_of(self.text)


def parts_of(text: str) -> list[Part]:
    """Return the parts of a request in the order in which they are to be done."""
    parts: list[Part] = []
    for sentence, end in _sentences(text):
        for joint, piece in _pieces(in_order(sentence)):
            asked, negated = split_off_negated(piece, joint, is_question=end == "?")
            parts.append(Part(without_done(asked), joint, negated))
    return _with_corrections(parts)


def without_retracted(parts: list[Part], asks: Callable[[Part], bool]) -> list[Part]:
    """Return the parts after the last one that takes everything back, such as `never mind`.

    Args:
        parts: All parts of a request.
        asks: Whether a part asks for something of its own: after it, a mere `no` takes back what was said before.
    """
    last = -1
    for place, part in enumerate(parts):
        following = parts[place + 1] if place + 1 < len(parts) else None
        gives_up = following is None or asks(following) or _RETRACTED.match(following.head) is not None
        if part.head and (_RETRACTED.match(part.head) or (_HESITATING.match(part.head) and gives_up)):
            last = place
    return parts[last + 1 :]


def _with_corrections(parts: list[Part]) -> list[Part]:
    """Return the parts without those that are a mere `i mean`: the part after one corrects."""
    result: list[Part] = []
    takes_back = False
    for part in parts:
        is_mere = part.corrects and not _CORRECTION.sub("", part.text).strip() and not _HESITATING.match(part.text)
        if result and is_mere:
            takes_back = True
            continue
        hesitated = bool(result) and _HESITATING.match(result[-1].text) is not None
        part.corrects = part.corrects or takes_back or hesitated
        takes_back = False
        result.append(part)
    return result


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence with the mark that it ends with."""
    start = 0
    for found in _SENTENCE_END.finditer(text):
        sentence = text[start : found.start()].strip()
        if sentence:
            yield sentence, found[1]
        start = found.end()
    if text[start:].strip():
        yield text[start:].strip(), ""


def _pieces(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield each piece of a sentence with the words that join it to the piece before."""
    joint: list[str] = []
    piece: list[str] = []
    subordinate = False
    words = sentence.split()
    for position, word in enumerate(words):
        is_boundary = word in _BOUNDARIES and not _is_inside(words, position, piece)
        if subordinate and is_boundary and word in (",", "then"):  # `if it crashes, tell me` is one piece
            subordinate = False
            piece.append(",")
            continue
        if piece and (is_boundary or _starts_anew(words, position)):
            yield " ".join(joint), " ".join(piece)
            joint, piece = [], []
        (joint if is_boundary else piece).append(word)
        subordinate = subordinate or (len(piece) <= 3 and _SUBORDINATE.match(" ".join(piece)) is not None)
    if piece:
        yield " ".join(joint), " ".join(piece)


def _is_inside(words: list[str], position: int, piece: list[str]) -> bool:
    """Whether a boundary word joins nothing new: `so bad`, or between two things of one kind: `run 3 and run 5`."""
    word = words[position]
    if word == "so":
        return bool(piece)
    if not 0 < position < len(words) - 1 or not all(
        _LISTED.fullmatch(words[near]) for near in (position - 1, position + 1)
    ):
        return False
    return word == "and" or (word == "," and not _DENIES.match(" ".join(piece)))


def _starts_anew(words: list[str], position: int) -> bool:
    """Whether a verb begins another request without a joining word: `train it evaluate it`, `train evaluate report`."""
    verbs = wordlist("bare verbs")
    if not position or words[position] not in verbs:
        return False
    before, after = words[position - 1], words[position + 1] if position + 1 < len(words) else ""
    if before in verbs:
        return position == 1 or after in verbs or after in ("", ",")
    follows_object = before in ("it", "them") or before.startswith("<")
    return follows_object and words[position] != "report" and (after in _AFTER_VERB or not after)
