"""Cut out what must stay letter for letter (`literals.txt`): quoted words, paths, names, `name=value`, flags."""

import re
from collections.abc import Callable
from functools import cache

from mlclaw_tui.agent.rules.numbers import scalar
from mlclaw_tui.agent.rules.reading import Reading, Url
from mlclaw_tui.agent.rules.tables import read_table
from mlclaw_tui.agent.rules.vocabulary import param_names, wordlist

_TREE = re.compile(r"^(?P<repo>https?://[^/]+/[^/]+/[^/]+)/(?:tree|commit|releases/tag)/(?P<ref>.+)$")
_AT = re.compile(r"^(?P<repo>.+/[^@]+)@(?P<ref>[\w./-]+)$")
_LIKE_A_PATH = re.compile(r"^(?:[A-Za-z]:[\\/]|\\\\|~?/|\.{1,2}/)")
_SENTENCE_MARKS = ".?!:)"


def take_literals(reading: Reading) -> None:
    """Replace every literal by a placeholder."""
    pattern, kinds = _pattern()

    def write(found: re.Match[str]) -> str:
        kind = next(name for name in kinds if found[name.replace(" ", "_")] is not None)
        return found[0] if kind == "placeholder" else _WRITERS[kind](reading, found)

    reading.replace(pattern, write)


def url_of(said: str) -> Url:
    """Return the address of a repository and the ref that stands behind `@` or in `/tree/`."""
    address = said if re.match(r"^(?:\w+://|git@)", said) else f"https://{said.removeprefix('www.')}"
    for pattern in (_TREE, _AT):
        found = pattern.match(address)
        if found and not address.startswith("git@"):
            return Url(found["repo"], found["ref"].rstrip("/"))
    return Url(address)


def snake_case(name: str) -> str:
    """Return a param's name as it is kept: `--weight-decay` and `weightDecay` are weight_decay; dots stay."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", "_", name.strip("-+"))
    return re.sub(r"[\s-]+", "_", name)


@cache
def _pattern() -> tuple[re.Pattern[str], tuple[str, ...]]:
    table = {name: lines for name, lines in read_table("literals.txt").items() if name != "groups"}
    sections = (f"(?P<{name.replace(' ', '_')}>{'|'.join(lines)})" for name, lines in table.items())
    return re.compile("|".join(sections), re.IGNORECASE), tuple(table)


def _assignment(reading: Reading, found: re.Match[str]) -> str:
    name, raw = found["assigned"], found["assigned_value"]
    value, rest = _without_mark(raw)
    before = re.findall(r"[a-z]+", found.string[max(found.start() - 60, 0) : found.start()].lower())[-2:]
    if any(f"{' '.join(before[place:])} {name.lower()}" in param_names() for place in range(len(before))):
        return f" {name} = {_value(reading, value)} {rest} "  # `learning rate=0.1`: the name begins before
    return f" {reading.mark('name', snake_case(name), name)} = {_value(reading, value)} {rest} "


def _flag(reading: Reading, found: re.Match[str]) -> str:
    name, tail = found["flag_name"].rstrip(".-"), found["flag_value"] or ""
    value, rest = _without_mark(tail.lstrip("= ").strip())
    if found["flag_name"] != name:  # a sentence ends behind it
        return f" {reading.mark('name', snake_case(name), f'--{name}')} = true . {value} {rest} "
    marked = reading.mark("name", snake_case(name), f"--{name}")
    if not value or (not tail.startswith("=") and value.lower() in wordlist("flag ends")):
        return f" {marked} = true {value} {rest} "
    return f" {marked} = {_value(reading, value)} {rest} "


def _short_flag(reading: Reading, found: re.Match[str]) -> str:
    """Return `-e 5` as a param; a letter without a number, as in `tail -f`, says nothing."""
    if found["letter_value"] is None:
        return " "
    value, rest = _without_mark(found["letter_value"])
    name = reading.mark("name", found["letter"], f"-{found['letter']}")
    return f" {name} = {_value(reading, value)} {rest} "


def _value(reading: Reading, raw: str) -> str:
    """Return the text of a value: numbers and lists of numbers stay readable, other text becomes a placeholder."""
    if raw[:1] in "\"'" and raw[-1:] == raw[:1]:
        return reading.mark("value", raw[1:-1], raw)
    inner = raw[1:-1] if raw[:1] in "[({" else raw
    parts = [part.strip() for part in inner.split(",") if part.strip()]
    numeric = [isinstance(scalar(part), int | float) and not isinstance(scalar(part), bool) for part in parts]
    return " , ".join(parts) if parts and all(numeric) else reading.mark("value", raw, raw)


def _without_mark(value: str) -> tuple[str, str]:
    """Return a value and the mark that ends the sentence behind it."""
    kept = value if value[:1] in "\"'[({" else value.rstrip(_SENTENCE_MARKS) or value
    return kept, value[len(kept) :]


def _pin(reading: Reading, found: re.Match[str]) -> str:
    return reading.mark("pin", f"{found['pinned']}=={found['pinned_version']}", found[0])


def _url(reading: Reading, found: re.Match[str]) -> str:
    return reading.mark("url", url_of(found[0]), found[0])


def _quoted(reading: Reading, found: re.Match[str]) -> str:
    inner = found[0][1:-1].strip()
    return reading.mark("path" if _LIKE_A_PATH.match(inner) else "quoted", inner, found[0])


def _path(reading: Reading, found: re.Match[str]) -> str:
    said = found[0]
    if said.startswith("./") and said.endswith(".py"):
        return reading.mark("script", said.removeprefix("./"), said)
    return reading.mark("path", said.replace("\\ ", " ") if said[:1] in "/~." else said, said)


def _file(reading: Reading, found: re.Match[str]) -> str:
    is_script = found[0].lower().endswith((".py", ".ipynb"))
    return reading.mark("script" if is_script else "file", found[0], found[0])


def _slashed(reading: Reading, found: re.Match[str]) -> str:
    parts = found[0].strip("/").lower().split("/")
    if len(parts) > 1 and all(part in wordlist("kept words") for part in parts):
        return " ".join(parts) if parts[0] in ("train", "val", "test") else " and ".join(parts)
    return reading.mark("script" if parts[-1].endswith(".py") else "slashed", found[0], found[0])


def _id(reading: Reading, found: re.Match[str]) -> str:
    said = found[0].rstrip("-_.:")
    rest = found[0][len(said) :]
    device = re.fullmatch(r"(cuda|mps|cpu):(\d+)", said, re.IGNORECASE)
    if device:
        return f"{device[1]} {device[2]}{rest}"
    run = re.fullmatch(r"run(?P<joint>[_-]?)0*(?P<number>\d{1,9})", said, re.IGNORECASE)
    if run:
        return f" run_{int(run['number']):04d} {rest}" if run["joint"] == "_" else f" #{run['number']} {rest}"
    is_plain = said.lower() in wordlist("kept words") or said.replace("_", "").isalpha()
    return found[0] if is_plain else reading.mark("id", said, said) + rest


_WRITERS: dict[str, Callable[[Reading, re.Match[str]], str]] = {
    "assignment": _assignment,
    "flag": _flag,
    "short flag": _short_flag,
    "pin": _pin,
    "url": _url,
    "quoted": _quoted,
    "path": _path,
    "file": _file,
    "slashed": _slashed,
    "id": _id,
    "email": lambda reading, found: reading.mark("email", found[0], found[0]),
    "account": lambda reading, found: reading.mark("host", found[0], found[0]),
    "address": lambda reading, found: reading.mark("host", found[0], found[0]),
    "date": lambda reading, found: reading.mark("date", found[0], found[0]),
    "metric": lambda reading, found: reading.mark("metric", found[0].replace(" ", ""), found[0]),
    "last": lambda reading, found: f"last~{re.sub('[^0-9]', '', found[0])}",  # noqa: ARG005
}
