"""Lines that tell of other things: warnings, tracebacks, files that were read or written."""

import re

from skills.metrics.memory import Memory

_TROUBLE = ("Warning", "Error", "Exception")
_SAYS_TROUBLE = re.compile(r"(?:Warning|Error|Exception)\b\s*:")
_SAYINGS = ("improved from", "did not improve", "finished saving", ": saving model", "copypaste:")
_BEGINNINGS = (
    'File "', "warnings.warn", "Downloading", "Collecting", "Requirement already", "Successfully installed", "Loading",
    "Loaded", "Restoring", "Restored", "Resuming", "Resumed", "=> load", "saving ", "saved ", "Saving ", "Saved ",
)  # fmt: skip
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
    if "est iteration is:" in message:
        memory.skips_next = True
        return True
    return is_bad or is_noise(message)


def is_noise(message: str) -> bool:
    """Return whether a line is a warning, or news of files and of what improved."""
    if message.startswith(_BEGINNINGS) or any(saying in message for saying in _SAYINGS):
        return True
    return any(word in message for word in _TROUBLE) and _SAYS_TROUBLE.search(message) is not None
