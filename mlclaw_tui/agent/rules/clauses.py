"""Split a request into the parts that each ask for one thing, and take out of each what is negated."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mlclaw_tui.agent.rules.politeness import head_of
from mlclaw_tui.agent.rules.wordlists import wordlist

_SENTENCE_END = re.compile(r"(?:^|(?<=\s))([.;?!])(?=\s|$)")
_BOUNDARIES = frozenset([",", ":", "and", "then", "but", "plus", "also", "finally", "/", "while", "so"])
_SUBORDINATE = re.compile(r"^(?:if|when|once|whenever|in case|should|as long as|every|the moment)\b")
_DONE = (
    r"(?:when|once|after|as soon as|the moment) (?:(?:it|that|this|they|all|everything|you|we|the "
    r"(?:\w+ ){0,2}(?:training|run|job|evaluation)|<run:\d+>|training) )?"
    r"(?:(?:is|are|has|have|was|gets|been|all) )*(?:done|finished|finishes|complete|completed|"
    r"completes|over|ready|ended|ends|through|trained)"
    r"(?: (?:training|running|with (?:that|it|training)))?"
)
_DONE_FIRST = re.compile(rf"^{_DONE} ?,? ?(?=\S)")
_DONE_LAST = re.compile(rf" {_DONE}$")
_NOTIFIES = re.compile(
    r"\b(?:tell|notify|alert|warn|ping|text|email|message|inform|remind|wake|call|buzz|let (?:me|"
    r"us) know|shout|beep|ring|notification|watch|monitor|"
    r"keep an eye|heads up|slack|holler|say so)\b"
)
_OPENING = r"(?:(?:but|and|please|hey|ok|now|just|so|first|then|hi|hello|mlclaw)(?: ,)? )*"
_GERUNDS = {
    "training": "train", "retraining": "train", "evaluating": "evaluate", "testing": "test", "deploying": "deploy", "comparing": "compare",
    "exporting": "export", "installing": "install", "analyzing": "analyze", "predicting": "predict", "reporting": "report",
    "plotting": "plot", "rerunning": "rerun", "tuning": "tune", "stopping": "stop", "converting": "convert", "cloning": "clone",
    "reading": "read", "checking": "check", "quantizing": "quantize", "finetuning": "finetune", "running": "run", "starting": "start",
    "fixing": "fix", "doing": "do", "making": "make", "setting": "set", "showing": "show", "using": "use", "sweeping": "sweep",
    "exploring": "explore", "validating": "validate", "building": "build", "writing": "write", "trying": "try", "classifying": "classify",
    "importing": "import", "loading": "load", "killing": "kill", "cancelling": "cancel", "canceling": "cancel", "listing": "list",
}  # fmt: skip
_ORDER = re.compile(
    rf"(?<!\S)(?P<word>before|after|prior to|by|start by|begin by|start with|instead of|rather "
    rf"than|without|not|no|skip|avoid)"
    rf" (?P<gerund>{'|'.join(_GERUNDS)})(?!\S)(?! (?:loss|data|set|run|runs|curve|curves|accuracy|"
    rf"script|images|it done))"
)
_ACTIONS = (
    r"(?:re)?train(?:ing)?|finetun(?:e|ing)|evaluat(?:e|ion|ions|ing)|test(?:s|ing)?|"
    r"infer(?:ence)?|predict(?:ion|ions|ing)?|deploy(?:ment|ing)?|export(?:ing)?|compare|"
    r"comparing|"
    r"comparison|diagnos(?:e|is|ing)|rerun(?:ning)?|explor(?:e|ing)|sweep|tun(?:e|ing)|report(?:s|"
    r"ing)?|charts?|plots?|plot(?:ting)?|analyz(?:e|ing)|analysis|install(?:ing|ation)?|"
    r"stop(?:ping)?|"
    r"quantiz(?:e|ing)|clone|cloning|set up|convert(?:ing)?|conversion|run|running|do|anything|"
    r"start(?:ing)?|show|use|using|change|changing|make|send|write|benchmark(?:ing)?|"
    r"launch(?:ing)?|"
    r"import(?:ing)?|check(?:ing)?|delete|deleting|remove|kill|it|that|touch|validat(?:e|ion|ing)|"
    r"build|ship|summariz(?:e|ing)|proceed|continue|go|execute|read|logs?"
)
_ADVERBS = (
    r"(?:the |any |a |an |to |even |bother |more |further |yet |actually |again |do |me |start |"
    r"run |other |perform |begin |another |all |really |you |ever |go |just |try )*"
)
_NEGATED = re.compile(
    rf"(?:^(?:please |but |and |so |just |oh |also )*(?:do not|never|no|not|skip|avoid|stop short "
    rf"of|leave out|omit|hold off(?: on)?|forget(?: about)?|spare me) {_ADVERBS}(?:{_ACTIONS})\b"
    rf"|(?<!\S)(?:without|instead of|rather than|but (?:do not|not|skip|no)|and (?:do not|not|"
    rf"skip)|except(?: for)?|other than|apart from|excluding|skipping|, not|not|do not|minus) "
    rf"{_ADVERBS}(?:{_ACTIONS}|<(?:run|best|newest|param|host|path|file|id|metric):\d+>|\d+|runs?\b))"
)
_NEGATED_MENTION = re.compile(
    r"^(?:but |and )?(?:do not |not |except |excluding |without |no )(?:use |include |take |with |"
    r"for |the |on |run )*(?:<(?:run|best|newest|param|space|host|path|file|id|metric|dataset|"
    r"python|package):\d+>|#? ?\d+|[\d.e-]+$)"
)
_LEFT_OUT = re.compile(
    r"^(?:but |and )?(?:not|except(?: for)?|excluding|other than|apart from|all but|leave out|"
    r"leaving out|skip|ignore|ignoring|minus|drop|without)(?!\S)(?! (?:your|all|any|previous|"
    r"prior|the (?:instructions|rules))(?!\S))(?=.*(?:<run|<newest|<best|\d)|.*(?:one|ones)$)(?! "
    r"(?:sure|yet|bad|only|just|working|improving|better|worse|converging|much|too|so)(?!\S)).*$"
)
_SKIPPED = re.compile(
    r"^(?:but |and |please |just )*(?:skip|leave out|omit|spare me) (?:the |any |all )*[a-z]+(?: "
    r"step| stage| part| for now)?$"
)
_TURN = re.compile(r"(?<!\S)(?:just|only|but|instead|rather|simply|merely)(?!\S)")
_CORRECTION = re.compile(
    r"^(?:no wait|no|sorry|i mean|i meant|actually|make that|wait|oops|correction|or rather|"
    r"rather|scratch that|instead|better)(?= |$)"
)


_LISTED = re.compile(r"<(run|newest|best|metric):\d+>|\d+")
_NOT = re.compile(r"^(?:no|not|except|without|excluding|instead of)(?!\S)")
_SAME = frozenset({"run", "newest", "best", "metric", ""})


@dataclass(slots=True)
class Part:
    """One part of a request."""

    text: str
    """With what is negated taken out."""
    joint: str
    """The words between it and the part before."""
    is_question: bool
    sentence: int
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
    for number, (sentence, end) in enumerate(_sentences(text)):
        for joint, piece in _pieces(_in_order(sentence)):
            parts.append(_part(piece, joint, is_question=end == "?", sentence=number))
    return _with_corrections(parts)


_RETRACTED = re.compile(
    r"^(?:never ?mind(?: (?:it|that|then))?|forget (?:it|that|about (?:it|that))|scratch that|"
    r"disregard(?: that| it)?|ignore (?:that|it)|nvm|leave it|drop (?:it|that)|no thanks|nothing|"
    r"do not|do nothing|not now|not yet|no way|stop right there)$"
)
_HESITATING = re.compile(r"^(?:no|nope|nah|wait|no wait|hold on|hang on|sorry)$")


def without_retracted(parts: list[Part], asks: Callable[[Part], bool]) -> list[Part]:
    """Return the parts after the last one that takes everything back, such as `never mind`.

    Args:
        parts: All parts of a request.
        asks: Whether a part asks for something of its own: after it, a mere `no` takes back what was said before.
    """
    last = -1
    for place, part in enumerate(parts):
        following = parts[place + 1] if place + 1 < len(parts) else None
        hesitates = _HESITATING.match(part.head) and (
            following is None or asks(following) or bool(_RETRACTED.match(following.head))
        )
        if part.head and (_RETRACTED.match(part.head) or hesitates):
            last = place
    return parts[last + 1 :]


def _with_corrections(parts: list[Part]) -> list[Part]:
    """Return the parts without those that are a mere `no wait`: the part after one corrects."""
    result: list[Part] = []
    takes_back = False
    for part in parts:
        if result and part.corrects and not _CORRECTION.sub("", part.text).strip() and not _HESITATING.match(part.text):
            takes_back = True
            continue
        takes_back = takes_back or bool(result and _HESITATING.match(result[-1].text))
        part.corrects = part.corrects or takes_back
        takes_back = False
        result.append(part)
    return result


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    start = 0
    for found in _SENTENCE_END.finditer(text):
        sentence = text[start : found.start()].strip()
        if sentence:
            yield sentence, found[1]
        start = found.end()
    if text[start:].strip():
        yield text[start:].strip(), ""


def _in_order(sentence: str) -> str:
    """Return a sentence in the order of doing: `before training, check x` becomes `check x then train`."""
    sentence = _ORDER.sub(lambda found: f"{found['word']} {_GERUNDS[found['gerund']]}", sentence)
    base = "|".join(sorted(set(_GERUNDS.values())))
    before = re.match(
        rf"^{_OPENING}(?:before|prior to) (?:(?:you|we|i) )?(?P<later>(?:{base})\b[^,]*) , (?P<sooner>.+)$", sentence
    )
    if before:
        return f"{before['sooner']} then {before['later']}"
    sentence = re.sub(rf"(?<!^) (?:before|prior to) (?:(?:you|we|i) )?(?=(?:{base})\b)", " then ", sentence)
    after = re.match(rf"^(?P<later>.+) (?<!then )after (?:(?:you|we|i) )?(?P<sooner>(?:{base})\b.*)$", sentence)
    if after and not _NOTIFIES.search(sentence):
        return f"{after['sooner']} then {after['later']}"
    return (
        re.sub(rf"^{_OPENING}after (?:(?:you|we|i) )?(?=(?:{base})\b)", "", sentence)
        if not _NOTIFIES.search(sentence)
        else sentence
    )


_AFTER_VERB = frozenset(["it", "them", "this", "that", "the", "my"])


def _starts_anew(words: list[str], position: int) -> bool:
    """Whether a verb begins another request without any joining word: `train it evaluate it`, `train evaluate report`."""
    if not position or words[position] not in wordlist("bare verbs"):
        return False
    before = words[position - 1]
    after = words[position + 1] if position + 1 < len(words) else ""
    if before in wordlist("bare verbs"):
        return position == 1 or after in wordlist("bare verbs") or not after
    return (
        (before in ("it", "them") or before.startswith("<"))
        and words[position] != "report"
        and (after in _AFTER_VERB or not after)
    )


def _pieces(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield each piece of a sentence with the words that join it to the piece before."""
    joint: list[str] = []
    piece: list[str] = []
    subordinate = False
    words = sentence.split()
    for position, word in enumerate(words):
        if _joins_two(words, position) and (word == "and" or (word == "," and not _NOT.match(" ".join(piece)))):
            piece.append(word)
            continue
        if piece and _starts_anew(words, position):
            yield " ".join(joint), " ".join(piece)
            joint, piece = [], []
        if word in _BOUNDARIES and not (subordinate and word in (",", "then")) and not (word == "so" and piece):
            if piece:
                yield " ".join(joint), " ".join(piece)
                joint, piece = [], []
            joint.append(word)
            continue
        if subordinate and word in (",", "then"):
            subordinate = False
            piece += [","]
            continue
        piece.append(word)
        if len(piece) <= 3 and _SUBORDINATE.match(" ".join(piece)):
            subordinate = True
    if piece:
        yield " ".join(joint), " ".join(piece)


def _joins_two(words: list[str], position: int) -> bool:
    """Whether this `and` or comma stands between two things of one kind: `run 3 and run 5`, `3 and 5`."""
    if not 0 < position < len(words) - 1:
        return False
    before, after = (_LISTED.fullmatch(words[place]) for place in (position - 1, position + 1))
    return before is not None and after is not None and (before[1] or "") in _SAME and (after[1] or "") in _SAME


def _part(piece: str, joint: str, *, is_question: bool, sentence: int) -> Part:
    negated = ""
    found = (
        _SKIPPED.match(piece)
        or _LEFT_OUT.match(piece)
        or _NEGATED_MENTION.match(piece)
        or _NEGATED.search(f"{'but ' if joint == 'but' else ''}{piece}")
    )
    if found and not (is_question and re.match(r"^(?:is|are|was|did|does|do(?! not)|has|why)\b", piece)):
        piece = found.string
        turn = _TURN.search(piece, found.end())
        end = turn.start() if turn else len(piece)
        negated, piece = piece[found.start() : end], f"{piece[: found.start()]} {piece[end:]}"
        piece = re.sub(r"\s{2,}", " ", piece).strip()
        piece = "" if piece == "but" else piece
    if not _NOTIFIES.search(piece):
        piece = _DONE_LAST.sub("", _DONE_FIRST.sub("", piece))
    return Part(piece, joint, is_question, sentence, negated)
