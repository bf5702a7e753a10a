"""The little of YAML that trackers write: nested mappings and lists of plain values, never run as anything."""

import json
import re
from typing import Any

_KEY = re.compile(
    r"(?P<indent> *)(?P<dash>- )?(?P<key>'[^']*'|\"[^\"]*\"|[^\s#:'\"\[{][^:]*?)\s*:(?:\s+(?P<value>.*))?$"
)
_WORDS: dict[str, Any] = {"": None, "null": None, "~": None, "true": True, "false": False, "yes": True, "no": False}
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_SPECIAL = {".nan": "nan", ".inf": "inf", "-.inf": "-inf", "nan": "nan", "inf": "inf", "-inf": "-inf"}


def plain_value(text: str) -> Any:
    """Return the number, truth value or text that a scalar stands for; an empty one is None."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return json.loads(text)
        except ValueError:
            return text[1:-1]
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if text.lower() in _SPECIAL:
        return float(_SPECIAL[text.lower()])
    if _NUMBER.fullmatch(text):
        return int(text) if re.fullmatch(r"[-+]?\d+", text) and len(text) < 20 else float(text)
    if text[0] in "[{":
        return _inline(text)
    return text


def _inline(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        inside = text[1:-1].strip()
    if text.endswith("]") and not re.search(r"[\[{]", inside):
        return [plain_value(item) for item in inside.split(",")] if inside else []
    return text


def read_yaml(text: str) -> dict[str, Any]:
    """Return the mapping in a text; what is written in other ways than plainly is left out."""
    root: dict[str, Any] = {}
    stack: list[tuple[int, dict[str, Any]]] = [(-1, root)]
    last: tuple[dict[str, Any], str] | None = None
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith(("#", "---", "...")):
            continue
        item = re.match(r"( *)- (.*)", line)
        if item and last:
            held = last[0].get(last[1])
            last[0][last[1]] = [*(held if isinstance(held, list) else []), plain_value(item[2])]
            continue
        found = _KEY.match(line)
        if not found:
            continue
        indent = len(found["indent"])
        while stack[-1][0] >= indent:
            stack.pop()
        holder, key = stack[-1][1], str(plain_value(found["key"]))
        value = plain_value(re.sub(r"\s+#.*$", "", found["value"] or ""))
        holder[key] = value
        last = (holder, key)
        if found["value"] is None or not found["value"].strip():
            stack.append((indent, _Later(holder, key)))
    return root


class _Later(dict[str, Any]):
    """A mapping that takes its place with its first key: a key without a value stays None."""

    def __init__(self, holder: dict[str, Any], key: str) -> None:
        super().__init__()
        self._place = (holder, key)

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        self._place[0][self._place[1]] = self
