"""The values that documented commands give to the params of a program."""

from collections.abc import Mapping, Sequence

from contracts.repo import Param
from skills.analyze.documented import DocumentedCommand

_SWITCHES = frozenset({"store_true", "store_false", "store_const", "count", "boolean_optional"})


def example_values(params: Sequence[Param], documented: Sequence[DocumentedCommand]) -> Mapping[str, str]:
    """Return the first value that a document gives to each param, by the param's name; placeholders are left out."""
    found: dict[str, str] = {}
    by_flag = {flag: param for param in params for flag in param.flags}
    positionals = [param for param in params if param.positional]
    for command in documented:
        words = list(command.arguments)
        left = list(positionals)
        while words:
            flag, equals, value = words.pop(0).partition("=")
            param = by_flag.get(flag)
            if param is not None and not equals:
                value = words.pop(0) if words and param.action not in _SWITCHES else ""
            elif param is None and not flag.startswith("-") and not equals and left:
                param, value = left.pop(0), flag
            if param is not None and value and not _is_placeholder(value):
                found.setdefault(param.name, value)
    return found


def _is_placeholder(value: str) -> bool:
    return value.startswith(("<", "$", "[", "{", "/path/", "path/to")) or value in {"PATH", "...", "…"}
