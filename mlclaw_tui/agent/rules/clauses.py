"""Split a request into the parts that each ask for one thing, and take out of each what is negated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_SENTENCE_END = re.compile(r"(?:^|(?<=\s))([.;?!])(?=\s|$)")
_BOUNDARIES = frozenset(", and then but plus also finally / while so".split())
_SUBORDINATE = re.compile(r"^(?:if|when|once|whenever|in case|should|as long as|every|the moment)\b")
_DONE = (
    r"(?:when|once|after|if|as soon as|the moment) (?:(?:it|that|this|they|all|everything|you|we|the (?:\w+ ){0,2}(?:training|run|job|evaluation)|<run:\d+>|training) )?"
    r"(?:(?:is|are|has|have|was|gets|been|all) )*(?:done|finished|finishes|complete|completed|completes|over|ready|ended|ends|through|trained)"
    r"(?: (?:training|running|with (?:that|it|training)))?"
)
_DONE_FIRST = re.compile(rf"^{_DONE} ?,? ?(?=\S)")
_DONE_LAST = re.compile(rf" {_DONE}$")
_NOTIFIES = re.compile(
    r"\b(?:tell|notify|alert|warn|ping|text|email|message|inform|remind|wake|call|buzz|let (?:me|us) know|shout|beep|ring|notification|watch|monitor|"
    r"keep an eye|heads up|slack|holler|say so)\b"
)
_GERUNDS = {
    "training": "train", "retraining": "train", "evaluating": "evaluate", "testing": "test", "deploying": "deploy", "comparing": "compare",
    "exporting": "export", "installing": "install", "analyzing": "analyze", "predicting": "predict", "reporting": "report",
    "plotting": "plot", "rerunning": "rerun", "tuning": "tune", "stopping": "stop", "converting": "convert", "cloning": "clone",
    "reading": "read", "checking": "check", "quantizing": "quantize", "finetuning": "finetune", "running": "run", "starting": "start",
    "fixing": "fix", "doing": "do", "making": "make", "setting": "set", "showing": "show", "using": "use", "sweeping": "sweep",
    "exploring": "explore", "validating": "validate", "building": "build", "writing": "write", "trying": "try", "classifying": "classify",
    "importing": "import", "loading": "load", "killing": "kill", "cancelling": "cancel", "canceling": "cancel", "listing": "list",
}  # fmt: skip
_ORDER = re.compile(rf"(?<!\S)(?P<word>before|after|prior to|by|start by|begin by|start with|instead of|rather than|without|not|no|skip|avoid)"
                    rf" (?P<gerund>{'|'.join(_GERUNDS)})(?!\S)(?! (?:loss|data|set|run|runs|curve|curves|accuracy|script|images|it done))")
_ACTIONS = (
    r"(?:re)?train(?:ing)?|finetun(?:e|ing)|evaluat(?:e|ion|ions|ing)|test(?:s|ing)?|infer(?:ence)?|predict(?:ion|ions|ing)?|deploy(?:ment|ing)?|export(?:ing)?|compare|comparing|"
    r"comparison|diagnos(?:e|is|ing)|rerun(?:ning)?|explor(?:e|ing)|sweep|tun(?:e|ing)|report(?:s|ing)?|charts?|plots?|plot(?:ting)?|analyz(?:e|ing)|analysis|install(?:ing|ation)?|stop(?:ping)?|"
    r"quantiz(?:e|ing)|clone|cloning|set up|convert(?:ing)?|conversion|run|running|do|anything|start(?:ing)?|show|use|using|change|changing|make|send|write|benchmark(?:ing)?|launch(?:ing)?|"
    r"import(?:ing)?|check(?:ing)?|delete|deleting|remove|kill|it|that|touch|validat(?:e|ion|ing)|build|ship|summariz(?:e|ing)|proceed|continue|go|execute|read|logs?"
)
_ADVERBS = r"(?:the |any |a |an |to |even |bother |more |further |yet |actually |again |do |me |start |run |other |perform |begin |another |all |really |you |ever |go |just |try )*"
_NEGATED = re.compile(
    rf"(?:^(?:please |but |and |so |just |oh |also )*(?:do not|never|no|not|skip|avoid|stop short of|leave out|omit|hold off(?: on)?|forget(?: about)?|spare me) {_ADVERBS}(?:{_ACTIONS})\b"
    rf"|(?<!\S)(?:without|instead of|rather than|but (?:do not|not|skip|no)|and (?:do not|not|skip)|except(?: for)?|other than|apart from|excluding|skipping|, not|not|do not|minus) "
    rf"{_ADVERBS}(?:{_ACTIONS}|<(?:run|best|newest|param|host|path|file|id|metric):\d+>|\d+|runs?\b))"
)
_NEGATED_MENTION = re.compile(r"^(?:but |and )?(?:do not |not |except |excluding |without |no )(?:use |include |take |with |for |the |on |run )*(?:<(?:run|best|newest|param|space|host|path|file|id|metric|dataset|python|package):\d+>|#? ?\d+|[\d.e-]+$)")
_TURN = re.compile(r"(?<!\S)(?:just|only|but|instead|rather|simply|merely)(?!\S)")
_POLITE = (
    r"please|pls|hey|hi|hello|dear|ok|so|now|then|next|also|just|first|second|third|firstly|secondly|thirdly|fourth|last|lastly|finally|well|alright|right|great|good|nice|cool|"
    r"perfect|awesome|thanks(?: a lot| so much)?|sorry|yo|hmm+|uh|um|oh|ah|yes|yeah|yep|yup|sure|actually|basically|kindly|maybe|perhaps|quickly|simply|only|instead|rather|"
    r"anyway|again(?= please|,)|mlclaw|claw|buddy|mate|man|dude|team|everyone|at last|after that|later|afterwards|still|immediately|"
    r"(?:can|could|would|will) (?:you|u|we|i|ya)(?: guys)?(?: now| also| maybe| perhaps| just| please| possibly)*|(?:may|might|shall|should) (?:we|i)(?= (?:see|have|get|ask))|"
    r"are you able to|is it possible to|would it be possible to|is there (?:a|any) way to|any chance you (?:can|could)|do you mind|would you mind|"
    r"(?:i|we) (?:really )?(?:want|need|would like|would love|wish|am going|are going|plan|intend|have|will need|am trying|am about|hope|was hoping|am looking) (?:for )?(?:you |it |mlclaw |us |me )?to|"
    r"(?:i|we) (?:will|shall|should|can|could|must|would|might)(?= \w)|you (?:should|can|could|may|must|have to|need to|might)(?: now)?|"
    r"(?:want|need|would like|going) to|(?:i|we)(?= (?:want|need|would like|would love|wish|require))|would like(?= )|"
    r"let us|let me(?! know)|go ahead(?: and)?|go on(?: and)?|go and|feel free to|try to|make sure (?:to|you|that you)|be sure to|remember to|do not forget to|"
    r"(?:i|we) think (?:we|you|i) should|time to|it is time to|your (?:task|job) is to|the (?:next|first|last) step is to|what i want is to|"
    r"it would be (?:nice|great|good|cool) (?:if you could|to)|help me(?: to)?(?= (?:train|evaluate|set|install|compare|deploy|export|find|tune|run|understand|make|write|get|fix|plot|stop|reproduce|rerun|convert|analyze|check|start)(?: |$))|"
    r"sorry to bother you|if (?:you do not mind|possible|you can|you could|you like|you please|you want|needed|necessary|so|that is ok|it is not too much trouble|you would|you have time|you get a chance)|"
    r"when(?:ever)? you (?:have time|can|get a chance|are ready|have a moment|have a minute)|as a first step|to begin with|to start(?: with)?|for starters|in the meantime|as always|for me|real quick|real|"
    r"guess|listen|look here|quick question|question|btw|by the way|fyi|once more please|one more thing|start by|begin by|start with|by|tomorrow|today|tonight|mind|"
    r"i said|i mean|i meant|make that|no wait|wait|oops|correction|that is|or rather|do|and|but|plus|\.|,|:|with that|given that|for now|right away|straight away|"
    r"let it|have it|get it to|make it|the (?:goal|plan|task|idea) is to|what about if you|how about(?: you| we| if you)?(?= [a-z])|it|there"
)
_FILLER = re.compile(rf"^(?:{_POLITE})(?= |$) ?")
_FILLER_ENDS = frozenset({"make it", "it", "do", "last", "by", "there", "second", "no wait", "get it to", "have it", "let it", "mind"})
_TRAILING = re.compile(r"(?: (?:please|thanks|thank you|for me|now|right now|right away|asap|immediately|again please|ok|mate|man|then|though|too|as well|, please|pretty please|if possible|if you can|, thanks|cheers|if you do not mind|when you can|first|quickly|real quick|at once|, mlclaw|for us|today|will you|would you|could you))+$")
_CORRECTION = re.compile(r"^(?:no wait|no|sorry|i mean|i meant|actually|make that|wait|oops|correction|or rather|rather|scratch that|instead|better)(?= |$)")


_LISTED = re.compile(r"<(run|newest|best|metric):\d+>|\d+")
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


def _with_corrections(parts: list[Part]) -> list[Part]:
    """Return the parts without those that are a mere `no wait`: the part after one corrects."""
    result: list[Part] = []
    takes_back = False
    for part in parts:
        if result and part.corrects and not _CORRECTION.sub("", part.text).strip():
            takes_back = True
            continue
        part.corrects = part.corrects or takes_back
        takes_back = False
        result.append(part)
    return result


def head_of(text: str) -> str:
    """Return text without the politeness and the connecting words that it begins and ends with."""
    text = _TRAILING.sub("", text.strip())
    for _ in range(12):
        shorter = _without_filler(text)
        if shorter == text:
            break
        text = shorter
    return _TRAILING.sub("", text)


def _without_filler(text: str) -> str:
    found = _FILLER.match(text)
    if found is None or (found.end() >= len(text) and found[0].strip() in ("do", "good", "question", "right", "second", "last", "it", "there")):
        return text
    word, rest = found[0].strip(), text[found.end() :]
    if word == "do" and not re.match(r"(?:please|not|it|the same|train|evaluate|compare)\b", rest):
        return text
    if word in ("it", "there", "last", "second", "by", "get it to", "have it", "let it", "make it", "start with", "real", "question", "good", "right") and not re.match(
        r"(?:train|evaluate|deploy|run|compare|please|could|can|would)\b", rest
    ):
        return text
    return rest


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
    before = re.match(rf"^(?:but |and |please )*(?:before|prior to) (?:(?:you|we|i) )?(?P<later>(?:{base})\b[^,]*) , (?P<sooner>.+)$", sentence)
    if before:
        return f"{before['sooner']} then {before['later']}"
    sentence = re.sub(rf"(?<!^) (?:before|prior to) (?:(?:you|we|i) )?(?=(?:{base})\b)", " then ", sentence)
    after = re.match(rf"^(?P<later>.+) (?<!then )after (?:(?:you|we|i) )?(?P<sooner>(?:{base})\b.*)$", sentence)
    if after and not _NOTIFIES.search(sentence):
        return f"{after['sooner']} then {after['later']}"
    return re.sub(rf"^after (?:(?:you|we|i) )?(?=(?:{base})\b)", "", sentence) if not _NOTIFIES.search(sentence) else sentence


def _pieces(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield each piece of a sentence with the words that join it to the piece before."""
    joint: list[str] = []
    piece: list[str] = []
    subordinate = False
    words = sentence.split()
    for position, word in enumerate(words):
        if word == "and" and _joins_two(words, position):
            piece.append(word)
            continue
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
    """Whether this `and` stands between two things of one kind: `run 3 and run 5`, `3 and 5`."""
    if not 0 < position < len(words) - 1:
        return False
    before, after = (_LISTED.fullmatch(words[place]) for place in (position - 1, position + 1))
    return before is not None and after is not None and (before[1] or "") in _SAME and (after[1] or "") in _SAME


def _part(piece: str, joint: str, *, is_question: bool, sentence: int) -> Part:
    negated = ""
    found = _NEGATED_MENTION.match(piece) or _NEGATED.search(f"{'but ' if joint == 'but' else ''}{piece}")
    if found and not (is_question and re.match(r"^(?:is|are|was|did|does|do|has|why)\b", piece)):
        piece = found.string
        turn = _TURN.search(piece, found.end())
        end = turn.start() if turn else len(piece)
        negated, piece = piece[found.start() : end], f"{piece[: found.start()]} {piece[end:]}"
        piece = re.sub(r"\s{2,}", " ", piece).strip()
        piece = "" if piece == "but" else piece
    if not _NOTIFIES.search(piece):
        piece = _DONE_LAST.sub("", _DONE_FIRST.sub("", piece))
    return Part(piece, joint, is_question, sentence, negated)
