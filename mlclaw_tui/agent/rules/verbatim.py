"""What is taken word for word: SQL, and the text of a note."""

import re

from contracts.plan import SkillCall
from mlclaw_tui.agent.rules.reading import Reading

VIEWS = [
    "runs",
    "params",
    "metrics",
    "final_metrics",
    "packages",
    "code_files",
    "datasets",
    "samples",
    "model_calls",
    "notes",
]
"""The public views; English rarely says `from` before one of these at the end of a phrase."""

_ASKED = re.compile(
    r"^(?:please\s+)?(?:(?:can|could|would)\s+you\s+)?(?:(?:run|execute|do|try|show(?:\s+me)?)\s+)?"
    r"(?:(?:this|the|following|a|my)\s+){0,2}(?:(?:sql|duckdb)(?:\s+(?:query|statement|command))?|query)"
    r"\s*(?::|\s)\s*(?P<text>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_READS = re.compile(r"^(?:select|with|from|describe|desc|show|explain|summarize|values|pivot|table)\b", re.IGNORECASE)
_SELECT = re.compile(
    rf"^select\b(?:.{{0,2000}}?\bfrom\s+\"?(?:{'|'.join(VIEWS)})\"?\s*(?:$|[;,)]|as\b|t\b|r\b|m\b|p\b|"
    r"where|order|group|limit|join|left|inner|natural|using|union|having)"
    r"|\s+(?:\*|\d|count\s*\(|min\s*\(|max\s*\(|avg\s*\(|sum\s*\(|distinct\s+\w+\s*(?:,|from)))",
    re.IGNORECASE | re.DOTALL,
)
_WITH = re.compile(r"^with\s+\w+\s+as\s*\(\s*select\b", re.IGNORECASE)
_WRITES = re.compile(
    r"^(?:(?:drop|create(?:\s+or\s+replace)?|alter|truncate)\s+(?:temp\s+|temporary\s+)?"
    r"(?:the\s+)?(?:table|view|database|schema|index|sequence|macro)\b"
    r"|delete\s+from\s+\w|update\s+\w+\s+set\s|insert\s+(?:or\s+\w+\s+)?into\s|truncate\s+\w|merge\s+into\s|attach\s+'"
    r"|copy\s+\w+\s+(?:to|from)\s+'|pragma\s+\w)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?P<before>(?:^|[.;!?\n]\s*|,\s*|\band\s+|\bthen\s+)(?:(?:please|also|pls|hey|ok|okay|and|then|now)[\s,]+){0,3}"
    r"(?:(?:can|could|would|will)\s+you\s+(?:please\s+)?)?)"
    r"(?:(?:please\s+)?(?:remember|memori[sz]e|keep\s+in\s+mind|bear\s+in\s+mind|note\s+down|write\s+down|jot\s+down"
    r"|(?:make|take|add|save|leave|write)\s+a\s+note|note\s+to\s+self|don'?t\s+forget|"
    r"do\s+not\s+forget|for\s+the\s+record"
    r"|never\s+forget)"
    r"(?:\s*(?:[:,\u2013\u2014-]\s*|\s(?:that|this|saying)\b\s*:?\s*)|\s+)"
    r"|(?:note|fyi|nb|memo|reminder)\b\s*(?::|,?\s+that\b)\s*)"
    r"(?P<text>\S[^\n]*)",
    re.IGNORECASE,
)
_NO_NOTE = re.compile(
    r"^(?:to\b|about\s+(?:it|this|that)\b|when\b|what\b|why\b|how\b|which\b|who\b|where\b|if\b|whether\b|it\b[?.!]*$"
    r"|the\s+time\b|me\b)",
    re.IGNORECASE,
)
_NEXT_SENTENCE = re.compile(r"(?<=[.!;])\s+(?=(?:now|then|next|after that|also|and then|please)\b)", re.IGNORECASE)


def sql_text(text: str) -> tuple[str, bool] | None:
    """Return SQL that the request consists of and whether it only reads; None where it is no SQL."""
    asked = _ASKED.match(text)
    if asked:
        query = _unquoted(asked["text"])
        if _READS.match(query) or _WRITES.match(query):
            return query, not _WRITES.match(query)
    query = _unquoted(
        re.sub(
            r"^(?:(?:please|run|execute|do|show|me|give|try|can|could|you|the|result|results|of|"
            r"now)[\s:]+)+(?=select\b)",
            "",
            text,
            flags=re.IGNORECASE,
        )
    )
    if _SELECT.match(query) or _WITH.match(query):
        return query, True
    return (query, False) if _WRITES.match(query) else None


def take_note(reading: Reading) -> None:
    """Replace the text of a note, up to where the next request begins, by a placeholder."""
    found = _NOTE.search(reading.text)
    if found is None or _NO_NOTE.match(found["text"]):
        return
    text = _NEXT_SENTENCE.split(found["text"], maxsplit=1)[0]
    end = found.start("text") + len(text)
    note = _unquoted(text.strip()).rstrip()
    note = note[:-1].rstrip() if note.endswith((".", "!")) and not note.endswith("..") else note
    if note:
        before, after = reading.text[: found.end("before")], reading.text[end:]
        reading.text = f"{before} remember {reading.mark('note', note, text)} . {after}"


def as_call(query: str) -> SkillCall:
    """Return the call that runs a query."""
    return SkillCall(skill="sql", args={"query": query})


def _unquoted(text: str) -> str:
    text = text.strip().strip("`").strip()
    if len(text) > 2 and text[0] == text[-1] and text[0] in "\"'" and text.count(text[0]) == 2:
        text = text[1:-1].strip()
    return text
