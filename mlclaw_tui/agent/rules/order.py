"""Bring what a sentence asks for into the order of doing: `before training, check x` is check x, then train."""

import re
from functools import cache

from mlclaw_tui.agent.rules.vocabulary import gerunds

_OPENING = r"(?:(?:but|and|please|hey|ok|now|just|so|first|then|hi|hello|mlclaw)(?: ,)? )*"
_SOMEBODY = r"(?:(?:you|we|i) )?"
_DONE = (
    r"(?:when|once|after|as soon as|the moment) "
    r"(?:(?:it|that|this|they|all|everything|you|we|training|<run:\d+>|"
    r"the (?:\w+ ){0,2}(?:training|run|job|evaluation)) )?"
    r"(?:(?:is|are|has|have|was|gets|been|all) )*"
    r"(?:done|finished|finishes|completed?|completes|over|ready|ended|ends|through|trained)"
    r"(?: (?:training|running|with (?:that|it|training)))?"
)
_DONE_FIRST = re.compile(rf"^{_DONE} ?,? ?(?=\S)")
_DONE_LAST = re.compile(rf" {_DONE}$")
_NOTIFIES = re.compile(
    r"(?<!\S)(?:tell|notify|alert|warn|ping|text|email|message|inform|remind|wake|call|buzz|let (?:me|us) know|shout|"
    r"beep|ring|notification|watch|monitor|keep an eye|heads up|slack|holler|say so)(?!\S)"
)
_BEFORE_GERUND = (
    r"before|after|prior to|by|start by|begin by|start with|instead of|rather than|without|not|no|skip|avoid"
)
_NO_GERUND = r"(?! (?:loss|data|set|runs?|curves?|accuracy|script|images|it done))"


def in_order(sentence: str) -> str:
    """Return a sentence in the order of doing, `evaluating` after `before`, `without` and the like as `evaluate`."""
    sentence = _gerund().sub(lambda found: f"{found['word']} {gerunds()[found['gerund']]}", sentence)
    verb = _verb()
    first = re.match(
        rf"^{_OPENING}(?:before|prior to) {_SOMEBODY}(?P<later>(?:{verb}) ?[^,]*) , (?P<sooner>.+)$", sentence
    )
    if first:
        return f"{first['sooner']} then {first['later']}"
    sentence = re.sub(rf"(?<!^) (?:before|prior to) {_SOMEBODY}(?=(?:{verb})(?!\S))", " then ", sentence)
    if _NOTIFIES.search(sentence):
        return sentence
    last = re.match(rf"^(?P<later>.+) (?<!then )after {_SOMEBODY}(?P<sooner>(?:{verb})(?!\S).*)$", sentence)
    if last:
        return f"{last['sooner']} then {last['later']}"
    return re.sub(rf"^{_OPENING}after {_SOMEBODY}(?=(?:{verb})(?!\S))", "", sentence)


def without_done(piece: str) -> str:
    """Return text without `when it is done`, which only says an order; with it where somebody is to be told."""
    return piece if _NOTIFIES.search(piece) else _DONE_LAST.sub("", _DONE_FIRST.sub("", piece))


@cache
def _verb() -> str:
    return "|".join(sorted(set(gerunds().values())))


@cache
def _gerund() -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?P<word>{_BEFORE_GERUND}) (?P<gerund>{'|'.join(gerunds())})(?!\S){_NO_GERUND}")
