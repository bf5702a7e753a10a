"""What logging puts before a message: time, level, logger, process."""

import re

_DATE = r"(?:\d{4}[-/]\d\d[-/]\d\d|\d\d/\d\d(?:/\d{2,4})?|\d{1,2}[-/][A-Z][a-z]{2}[-/]\d{4})"
_CLOCK = r"\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?(?: [AP]M)?"
_TIME = rf"{_DATE}?[T ]?{_CLOCK}"
_LEVEL = r"(?:DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|CRITICAL|FATAL|TRACE|SUCCESS|info|warning|error|debug)"
_PROCESS = r"\[?rank ?\d+\]?:|\[\d+,\d+\]<std(?:out|err)>:|\([\w.]+ pid=\d+[^)]*\)"
_PLACE = (
    r"[\w./]+:[\w<>]+:\d+|[\w./]+\.py:\d+\]?|\[[\w.]+\](?=\s*\[)|__main__|root(?=[:\s|-])|mm(?:engine|det|seg|cv)\b"
)
_PART = re.compile(
    rf"(?:[\[(<]\s*(?:{_TIME}|{_LEVEL})[^\])>]{{0,60}}[\])>]:?|{_TIME}|{_LEVEL}(?::[\w.]*)?(?=[\s:|\-\]]|$)|{_PROCESS}"
    rf"|[IWEF]\d{{4,8}}\s+[\d:.]+\s+\d+\s+[\w.]+:\d+\]|{_PLACE})\s*(?:[-|:]+(?=\s|[A-Z{{])\s*)*"
)
_STARTS = re.compile(
    r"[\[(<]?\s*(?:\d|DEBUG|INFO|NOTICE|WARN|ERROR|CRIT|FATAL|TRACE|SUCC|info|warn|error|debug|rank|[IWEF]\d{4}|"
    r"\(\w+ pid)"
)
_BAD_LEVEL = re.compile(r"\b(?:WARNING|WARN|ERROR|CRITICAL|FATAL)\b|^[WEF]\d{4}")


def without_prefix(text: str) -> tuple[str, bool]:
    """Return the message of a log line, and whether its level says that something is wrong."""
    message = text.strip()
    if not _STARTS.match(message):
        return message, False
    start, bad = 0, False
    while found := _PART.match(message, start):
        if found.end() == start:
            break
        bad = bad or bool(_BAD_LEVEL.search(found[0]))
        start = found.end()
    return message[start:].lstrip(" -|:") if start else message, bad
