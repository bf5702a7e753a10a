"""What a watch waits for: which condition, on which metric, with which threshold, how often, and how it tells."""

import re

from mlclaw_tui.agent.rules import slots
from mlclaw_tui.agent.rules.numbers import number
from mlclaw_tui.agent.rules.slots import Args, Filling

_ABOVE_OR_BELOW = (
    r"\b(?:above|below|over|under|beyond|exceeds?|exceeding|reach(?:es)?|hits?|crosses|passes|"
    r"surpasses|drops? to|falls? to|gets? to|goes to|more than|less than|higher than|lower than|"
    r"greater than|at least|at most|past|better than|worse than|beats|tops|climbs to|rises to|"
    r"smaller than|larger than|bigger than|is|is at|gets|to)\b (?:the |a "
    r")?(?P<value>[-+]?[\d.][\d.e+-]*)"
)
_CONDITIONS: tuple[tuple[str, str], ...] = (
    ("gpu_memory", (
        r"\b(?:gpu|vram|video|cuda|graphics)(?: card)? (?:memory|mem|ram|usage|utilization)\b|"
        r"\bvram\b|\bgpu\b.*(?:%|percent|full)|\bout of memory\b|\boom\b|\bmemory\b.*(?:%|percent|"
        r"full)"
        )),
    ("nan", r"\bnans?\b|\bnot a number\b|\binf(?:inity|inite)?\b"),
    ("plateau", r"\bplateau(?:s|ed|ing)?\b|\bstops? (?:improving|decreasing|dropping|falling|going down|"
        r"increasing|getting better|learning|moving|changing|to improve|converging)\b|"
                r"\b(?:no longer|not|does not|is not|has not|quits|ceases to) (?:improving|improve|improved|"
                    r"decreasing|decrease|getting better|dropping|going down|moving)\b|\bflat(?:tens|tened| "
                    r"out)?\b|"
                r"\bconverge(?:s|d)?\b|\blevels? (?:off|out)\b|\bno (?:more )?(?:improvement|progress)\b|"
                    r"\bstagnat\w+|\bstopped improving\b|\bbottoms? out\b"),
    ("diverged", (
        r"\bdiverg\w+|\bexplod\w+|\bblows? up\b|\bgoes (?:crazy|through the roof|wild|haywire)\b|"
        r"\bspikes?\b|\bskyrockets?\b|\bgoes up\b|\bstarts? (?:rising|increasing|going up|climbing)\b"
        )),
    ("stalled", r"\bstall(?:s|ed|ing)?\b|\bhangs?\b|\bhung\b|\bhanging\b|\bstuck\b|\bfreez\w+|\bfrozen\b|"
        r"\bnothing (?:happens|is happening|new|moves)\b|\bno (?:output|logs?|activity|news)\b|"
        r"\bstops? (?:responding|logging|printing|making progress)\b|"
                r"\bidle\b|\bunresponsive\b|\bquiet\b"),
    ("failed", (
        r"\bfail(?:s|ed|ure|ures|ing)?\b|\bcrash(?:es|ed|ing)?\b|\bdies?\b|\bdied\b|\berrors?(?: "
        r"out)?\b|\bbreaks?\b|\bgoes wrong\b|\bis killed\b|\bgets killed\b|\bgoes down\b|"
        r"\bproblems?\b|\baborts?\b|\bwrong\b|\bexception\b"
        )),
    ("finished", (
        r"\b(?:done|finish(?:es|ed|ing)?|complet(?:e|es|ed|ion)|over|ends?|ended|ready|through|"
        r"terminates|comes to an end|wraps up|concluded|stops?|stopped|success|converted|trained)\b"
        )),
)  # fmt: skip
_NOTIFY = (
    ("desktop", r"\bdesktop\b|\b(?:pop ?up|system) notification\b"),
    ("bell", r"\b(?:bell|beep|sound|ring)\b"),
    ("slack", r"\bslack\b"),
)


def says_condition(text: str) -> bool:
    """Whether text says what to wait for."""
    return _threshold(text) is not None or any(re.search(pattern, text) for _, pattern in _CONDITIONS)


def condition_of(filling: Filling) -> Args | None:
    """Return the arguments of a watch but its run; None where no condition is said."""
    text = filling.text
    metric = slots.metric(filling)
    threshold = _threshold(text)
    name = next((name for name, pattern in _CONDITIONS if re.search(pattern, text)), None)
    if metric and threshold is not None and name != "gpu_memory":
        name = "threshold"
    if name is None:
        return None
    args: Args = {"condition": name}
    if metric:
        args["metric"] = metric
    if name in ("threshold", "gpu_memory") and threshold is not None:
        args["threshold"] = threshold
    args.update(_how_often(filling))
    args.update(_how_told(filling))
    return args


def _threshold(text: str) -> int | float | None:
    found = re.search(_ABOVE_OR_BELOW, text)
    value = number(found["value"]) if found else None
    if value is None:
        near = re.search(r"(?P<value>[\d.]+) (?:%|percent)", text)
        value = number(near["value"]) if near else None
    return value


def _how_often(filling: Filling) -> Args:
    every = filling.take("every")
    return {"every": str(every.value)} if every else {}


def _how_told(filling: Filling) -> Args:
    email = filling.take("email")
    if email is not None:
        return {"notify": str(email.value)}
    address = filling.take("url")
    if address is not None and isinstance(address.value, slots.Url):
        return {"notify": address.value.address}
    if any(mention.value == "desktop" for _, mention in filling.mentions("host")):
        return {"notify": "desktop"}
    named = next((name for name, pattern in _NOTIFY if re.search(pattern, filling.text)), None)
    return {"notify": named} if named else {}
