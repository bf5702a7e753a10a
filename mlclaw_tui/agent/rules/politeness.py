"""Words around a request that ask for nothing: greetings, politeness, connecting words."""

import re

_GREETINGS = (
    r"please|hey|hi|hello|dear|yo|thanks(?: a lot| so much)?|sorry|mlclaw|claw|buddy|mate|man|"
    r"dude|team|everyone|hmm+|uh|um|oh|ah|well|alright|right|"
    r"great|good|nice|cool|perfect|awesome|ok|yes|yeah|yep|yup|sure|listen|guess|quick question|"
    r"by the way|btw|fyi|one more thing"
)
_CONNECTIONS = (
    r"so|now|then|next|also|just|only|first|second|third|fourth|firstly|secondly|thirdly|lastly|"
    r"finally|actually|basically|kindly|maybe|perhaps|quickly|simply|"
    r"instead|rather|anyway|at last|later|still|immediately|and|but|plus|again(?= please| ,)|for "
    r"now|right away|straight away|with that|given that|tomorrow|today|tonight|"
    r"as a first step|to begin with|to start(?: with)?|for starters|in the meantime|as always|for "
    r"me|real quick|what i want is to|once you are at it|while you are at it"
)
_ASKING = (
    r"(?:can|could|would|will) (?:you|we|i)(?: guys)?(?: now| also| maybe| perhaps| just| please| "
    r"possibly| quickly)*|(?:may|might|shall|should) (?:we|i)(?= (?:see|have|get|ask))|"
    r"are you able to|is it possible to|would it be possible to|is there (?:a|any) way to|any "
    r"chance you (?:can|could)|do you mind|would you mind|"
    r"it would be (?:nice|great|good|cool) (?:if you could|to)|sorry to bother you|feel free to|"
    r"make sure (?:to|you|that you)|be sure to|try to|remember to|do not forget to"
)
_WISHING = (
    r"(?:i|we) (?:really )?(?:want|need|would like|would love|wish|am going|are going|plan|intend|"
    r"have|will need|am trying|am about|hope|was hoping|am looking) (?:for )?"
    r"(?:you |mlclaw |us |me )?to|"
    r"(?:i|we) would (?:like|love)(?= )(?! to)|(?:i|we) (?:will|shall|should|can|could|must|would|"
    r"might)(?= \w)|you (?:should|can|could|may|must|have to|need to|might)(?: now)?|"
    r"(?:want|need|would like|going) to|(?:i|we)(?= (?:want|need|would like|would love|wish|"
    r"require))|would like(?= )|(?:i|we) think (?:we|you|i) should|"
    r"let us|let me(?! know)|go ahead(?: and)?|go on(?: and)?|go(?= (?:train|evaluate|compare|"
    r"deploy|install|show|check|find)(?: |$))|go and|time to|it is time to|your (?:task|job) is "
    r"to|the (?:next|first|last) step is to|"
    r"the (?:goal|plan|task|idea) is to|(?:let|have|make) (?:it|this|that|them|the (?:model|"
    r"network))(?= (?:train|finetune))|how about(?: you| we| if you)?(?= [a-z])|start by|begin by|"
    r"start with(?= (?:train|evaluate|analyze|read|set|check|install|compare)(?: |$))|by(?= "
    r"(?:train|evaluate)(?: |$))"
)
_IF_YOU_LIKE = (
    r"if (?:you do not mind|possible|you can|you could|you like|you please|you want|needed|"
    r"necessary|so|that is ok|it is not too much trouble|you would|you have time|you get a "
    r"chance)|"
    r"when(?:ever)? you (?:have time|can|get a chance|are ready|have a moment|have a minute)"
)
_TAKING_BACK = r"no wait|wait|oops|correction|i said|i mean|i meant|make that|that is|or rather"
_HELPING = (
    r"help me(?: to)?(?= (?:train|evaluate|set|install|compare|deploy|export|find|tune|run|"
    r"understand|make|write|get|fix|plot|stop|reproduce|rerun|convert|analyze|"
    r"check|start)(?: |$))"
)
_FILLER = re.compile(
    rf"^(?:{_GREETINGS}|{_CONNECTIONS}|{_ASKING}|{_WISHING}|{_IF_YOU_LIKE}|{_TAKING_BACK}|{_HELPING}|[.,:])(?= |$) ?"
)
_TRAILING = re.compile(
    r"(?: (?:please|pretty please|thanks|thank you|for me|for us|now|right now|right away|asap|"
    r"immediately|mate|man|then|though|too|as well|if possible|if you can|cheers|"
    r"if you do not mind|when you can|first|quickly|real quick|at once|mlclaw|today|will you|would you|could you|,))+$"
)
_MOST = 12
"""Fillers that are taken off one request."""


def head_of(text: str) -> str:
    """Return text without the words around it that ask for nothing; the text itself where nothing else is there."""
    text = _TRAILING.sub("", text.strip())
    for _ in range(_MOST):
        shorter = _FILLER.sub("", text, count=1)
        if shorter == text or not shorter:
            break
        text = shorter
    return text
