"""Take out what a part negates: `train but skip the evaluation`, `runs 3 and 5, not 4`."""

import re

_OPENING = r"(?:(?:please|but|and|so|just|oh|also|now|then|ok|hey|well|first|today|only) )*"
_ACTIONS = (
    r"(?:re)?train(?:ing)?|finetun(?:e|ing)|evaluat(?:e|ions?|ing)|tests?|testing|infer(?:ence)?|predict(?:ions?|ing)?|"
    r"deploy(?:ment|ing)?|export(?:ing)?|compare|comparing|comparison|diagnos(?:e|is|ing)|rerun(?:ning)?|"
    r"explor(?:e|ing)|sweep|tun(?:e|ing)|reports?|reporting|charts?|plots?|plotting|analyz(?:e|ing)|analysis|"
    r"install(?:ing|ation)?|stop(?:ping)?|quantiz(?:e|ing)|clone|cloning|set up|convert(?:ing)?|"
    r"conversion|run|running|do|anything|start(?:ing)?|show|use|using|change|changing|make|send|write|benchmark(?:ing)?|import(?:ing)?|check(?:ing)?|"
    r"delete|deleting|remove|kill|it|that|touch|validat(?:e|ion|ing)|build|ship|summariz(?:e|ing)|proceed|continue|go|execute|read|logs?"
)
_ADVERBS = (
    r"(?:(?:the|any|a|an|to|even|bother|more|further|yet|actually|again|do|me|start|run|other|perform|begin|another|all|"
    r"really|you|ever|go|just|try) )*"
)
_MENTION = r"<(?:run|newest|best|param|space|host|path|file|id|metric|dataset|python|package):\d+>"
_ACTION_DENIED = re.compile(
    rf"(?:^{_OPENING}"
    r"(?:do not|never|no|not|skip|avoid|stop short of|leave out|omit|hold off(?: on)?|forget(?: about)?|spare me) "
    rf"{_ADVERBS}(?:{_ACTIONS})(?!\S)"
    r"|(?<!\S)(?:without|instead of|rather than|but (?:do not|not|skip|no)|and (?:do not|not|skip)|except(?: for)?|"
    r"other than|apart from|excluding|skipping|, not|not|do not|minus) "
    rf"{_ADVERBS}(?:(?:{_ACTIONS}|[\d.]+(?:e-?\d+)?|runs?)(?!\S)|{_MENTION}))"
)
_MENTION_DENIED = re.compile(
    rf"^{_OPENING}(?:do not|not|except|excluding|without|no) (?:(?:use|include|take|with|for|the|on|run) )*"
    rf"(?:{_MENTION}|#? ?\d+|[\d.e-]+$)"
)
_LEFT_OUT = re.compile(
    rf"^{_OPENING}(?:not|except(?: for)?|excluding|other than|apart from|all but|leave out|leaving out|skip|ignore|"
    r"ignoring|minus|drop|without)(?!\S)"
    r"(?! (?:your|all|any|previous|prior|the (?:instructions|rules))(?!\S))"
    r"(?! (?:sure|yet|bad|only|just|working|improving|better|worse|converging|much|too|so)(?!\S))"
    r"(?=.*(?:<run|<newest|<best|\d)|.*(?:one|ones)$).*$"
)
_STEP_SKIPPED = re.compile(
    rf"^{_OPENING}(?:skip|leave out|omit|spare me) (?:(?:the|any|all) )*[a-z]+"
    r"(?: step| stage| part| for now)?$"
)
_TURN = re.compile(r"(?<!\S)(?:just|only|but|instead|rather|simply|merely)(?!\S)")
_YES_OR_NO = re.compile(r"^(?:is|are|was|did|does|do(?! not)|has|why)(?!\S)")


def split_off_negated(piece: str, joint: str, *, is_question: bool) -> tuple[str, str]:
    """Return what a piece asks for and what it negates.

    Args:
        piece: Part of a sentence.
        joint: The words that join it to the piece before.
        is_question: Whether its sentence ends as a question: `is it not done yet?` negates nothing.
    """
    found = (
        _STEP_SKIPPED.match(piece)
        or _LEFT_OUT.match(piece)
        or _MENTION_DENIED.match(piece)
        or _ACTION_DENIED.search(f"{'but ' if joint == 'but' else ''}{piece}")
    )
    if found is None or (is_question and _YES_OR_NO.match(piece)):
        return piece, ""
    text = found.string
    turn = _TURN.search(text, found.end())
    end = turn.start() if turn else len(text)
    rest = re.sub(r"\s{2,}", " ", f"{text[: found.start()]} {text[end:]}").strip()
    return ("" if rest == "but" else rest), text[found.start() : end]
