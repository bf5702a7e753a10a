"""Lines that tell of other things: warnings, tracebacks, files that were read or written."""

import re

from skills.metrics.memory import Memory

_NOISE = re.compile(
    r"\w*(?:Warning|Error|Exception)\b\s*:|^\s*File \"|^\s*warnings\.warn|^\s*(?:Downloading|Collecting|"
    r"Requirement already|Successfully installed|Load(?:ing|ed)|Restor(?:ing|ed)|Resum(?:ing|ed)|=> load|sav(?:ing|ed) |"
    r"Sav(?:ing|ed) )|\bfinished saving\b|\bimproved from\b|did not improve|\bcopypaste:"
)
_REPEATS_NEXT = re.compile(r"best iteration is:", re.IGNORECASE)
_LONGEST_FAILURE = 300


def passes_over(text: str, message: str, memory: Memory, *, is_bad: bool) -> bool:
    """Return whether a line holds no metric, whatever its numbers.

    Args:
        text: The line as it was printed.
        message: The line without what logging put before it.
        memory: Remembers that a traceback is under way and how it ended.
        is_bad: Whether its level is a warning or an error.
    """
    if memory.skips_next:
        memory.skips_next = False
        return True
    if "Traceback (most recent call last)" in message:
        memory.is_in_traceback = True
        return True
    if memory.is_in_traceback:
        if not text.startswith((" ", "\t")):
            memory.is_in_traceback, memory.failure = False, message[:_LONGEST_FAILURE]
        return True
    if _REPEATS_NEXT.search(message):
        memory.skips_next = True
        return True
    return is_bad or is_noise(message)


def is_noise(message: str) -> bool:
    """Return whether a line is a warning, or news of files and of what improved."""
    return _NOISE.search(message) is not None
