"""Cut out what must stay letter for letter: quoted words, addresses, paths, names with digits, `name=value`, flags."""

import re

from mlclaw_tui.agent.rules.domain import PARAM_NAMES
from mlclaw_tui.agent.rules.numbers import scalar
from mlclaw_tui.agent.rules.reading import Kind, Reading, Url
from mlclaw_tui.agent.rules.wordlists import wordlist

_EXTENSIONS = (
    "py ipynb csv tsv json jsonl ndjson yaml yml toml txt log md html htm jpg jpeg png bmp gif "
    "tif tiff webp mp4 avi mov "
    "mkv wav mp3 flac ogg parquet feather arrow npy npz pt pth ckpt onnx engine plan h5 hdf5 pkl "
    "pickle zip tar gz tgz xml "
    "tfrecord tfrecords record db sqlite safetensors bin mat nii dcm sh cfg ini keras joblib xlsx out"
)
_END = r"(?<![.,:;?!)\]'])"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("placeholder", r"<[a-z]+:\d+>"),
    ("assign", r"(?<![\w=/\\.-])(?P<assign_name>[A-Za-z_][\w./-]{0,60})(?<![=<>!:/\\])=(?![=\s])"
               r"(?P<assign_value>\"[^\"\n]*\"|'[^'\n]*'|\[[^\]\n]*\]|\([^)\n]*\)|\{[^}\n]*\}"
               r"|(?:[^\s,;]|,(?=[^\s,;=]+(?:[,\s;]|$)))+)"),
    ("quoted", r"\"[^\"\n]{1,500}\"|`[^`\n]{1,500}`|(?<!\w)'[^'\n]{1,500}'(?!\w)"),
    ("url", r"(?:https?|ssh|git|file|s3|gs|hf)://[^\s\"'<>]+" + _END + r"|\bgit@[\w.-]+:[\w./~-]+" + _END
            + (
                r"|(?<![\w@./])(?:www\.)?(?:github|gitlab|bitbucket|huggingface|codeberg)\.(?:com|org|"
                r"co)/[^\s\"'<>,]+"
                ) + _END),
    ("pin", r"(?<![\w-])(?P<pin_name>[A-Za-z][\w-]*)\s?(?:==|~=)\s?(?P<pin_version>\d[\w.*+]*)" + _END),
    ("email", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+" + _END),
    ("account", (
        r"\b(?:slurm|docker|podman|container|ssh|ray|k8s|local):[A-Za-z][\w-]*|"
        r"\b[a-z_][\w-]*@[A-Za-z][\w-]*\b(?!\.)"
        )),
    ("path", r"(?<![\w])[A-Za-z]:[\\/](?:[^\s\"'<>|,;])*" + r"(?<![.,:;?!)])"
             r"|\\\\[^\s\"'<>|,;]+" + _END +
             r"|(?<![\w.~/])(?:~[\w-]*|\.{1,2})?/(?:\\ |[^\s\"'<>|,;\\])*(?<![.,:;?!)])(?<!\s)"
             r"|(?<![\w.])(?:~|\.\.)(?=\s|$)"),
    ("short", r"(?<!\S)-(?P<short_name>[A-Za-z])(?:(?:\s+|=)(?P<short_value>[-+]?\.?\d[^\s,;]*))?(?=[\s,;]|$)"),
    ("flag", (
        r"(?<!\S)--?(?P<flag_name>[A-Za-z][\w.-]+)(?P<flag_value>(?:=|\s+)(?:\"[^\"\n]*\"|'[^'\n]*'|"
        r"-?[^\s,;-][^\s,;]*))?"
        )),
    ("file", rf"(?<![\w./\\-])[\w-]+(?:\.[\w-]+)*\.(?:{'|'.join(_EXTENSIONS.split())})\b(?![\w/\\]|\.\w)"),
    ("slashed", r"(?<![\w/\\.])(?!w/|and/or\b|n/a\b|I/O\b)[A-Za-z_][\w.@+-]*(?:/[\w.@%+=-]+)+/?" + _END
                + r"|(?<![\w/\\.])(?!w/)[A-Za-z_][\w.-]+/(?=[\s.,;:?!)]|$)"),
    ("date", r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?\b"),
    ("address", r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
    ("last", r"\blast\s?~\s?\d+"),
    ("atmetric", r"\bm?ap\s?@\s?(?:0?\.)?\d+(?:[:-](?:0?\.)?\d+)?"),
    ("id", r"(?<![\w#.~/\\-])(?=[A-Za-z_]*[\w.:-]*[\d_])[A-Za-z_](?:[\w]|[-:.](?=\w))*(?!\w)"),
)  # fmt: skip
_LITERAL = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS), re.IGNORECASE)
_TREE = re.compile(r"^(?P<repo>https?://[^/]+/[^/]+/[^/]+)/(?:tree|commit|releases/tag)/(?P<ref>.+)$")
_AT = re.compile(r"^(?P<repo>.+/[^@]+)@(?P<ref>[\w./-]+)$")


def take_literals(reading: Reading) -> None:
    """Replace every literal by a placeholder, longest kinds first."""

    def write(found: re.Match[str]) -> str:
        kind = _outer(found)
        if kind == "placeholder":
            return found[0]
        handler = {
            "assign": _assignment, "flag": _flag, "pin": _pin, "url": _url, "quoted": _quoted, "id": _id,
            "slashed": _slashed, "short": _short,
        }.get(kind)  # fmt: skip
        return handler(reading, found) if handler else _simple(reading, kind, found[0])

    reading.replace(_LITERAL, write)


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


def _outer(found: re.Match[str]) -> str:
    return next(name for name, _ in _PATTERNS if found[name] is not None)


def _simple(reading: Reading, name: str, said: str) -> str:
    kinds: dict[str, Kind] = {
        "email": "email", "account": "host", "path": "path", "date": "date", "address": "host", "last": "run",
        "atmetric": "metric", "file": "file",
    }  # fmt: skip
    kind = kinds[name]
    if name == "path" and said.startswith("./") and said.endswith(".py"):
        return reading.mark("script", said.removeprefix("./"), said)
    if name == "path":
        return reading.mark("path", said.replace("\\ ", " ") if said[:1] in "/~." else said, said)
    if name == "file" and said.lower().endswith((".py", ".ipynb")):
        return reading.mark("script", said, said)
    if name == "last":
        return f"last~{re.sub('[^0-9]', '', said)}"
    return reading.mark(kind, said.replace(" ", ""), said)


def _assignment(reading: Reading, found: re.Match[str]) -> str:
    name, raw = found["assign_name"], found["assign_value"]
    value = raw if raw[:1] in "\"'[({" else raw.rstrip(".?!:)") or raw
    tail = raw[len(value) :]
    before = re.findall(r"[a-z]+", found.string[: found.start()].lower())[-2:]
    if any(f"{' '.join(before[place:])} {name.lower()}" in PARAM_NAMES for place in range(len(before))):
        return f" {name} = {_value(reading, value)} {tail} "  # `learning rate=0.1`
    return f" {reading.mark('name', snake_case(name), name)} = {_value(reading, value)} {tail} "


def _value(reading: Reading, raw: str) -> str:
    """Return the text of a value: numbers and lists of numbers stay readable, other text becomes a placeholder."""
    if raw[:1] in "\"'" and raw[-1:] == raw[:1]:
        return reading.mark("value", raw[1:-1], raw)
    inner = raw[1:-1] if raw[:1] in "[({" else raw
    parts = [part.strip() for part in inner.split(",") if part.strip()]
    if parts and all(isinstance(scalar(part), int | float) and not isinstance(scalar(part), bool) for part in parts):
        return " , ".join(parts)
    return reading.mark("value", raw, raw)


def _flag(reading: Reading, found: re.Match[str]) -> str:
    name, tail = found["flag_name"].rstrip(".-"), found["flag_value"] or ""
    value = tail.lstrip("= ").strip()
    marked = reading.mark("name", snake_case(name), f"--{name}")
    if not value or (not tail.startswith("=") and (value.lower() in wordlist("flag ends") or value.startswith("--"))):
        return f" {marked} = true {value} "
    kept = value if value[:1] in "\"'[" else value.rstrip(".?!:)") or value
    return f" {marked} = {_value(reading, kept)} {value[len(kept) :]} "


def _short(reading: Reading, found: re.Match[str]) -> str:
    """Return `-e 5` as a param; a letter without a number, as in `tail -f`, says nothing."""
    if found["short_value"] is None:
        return " "
    value = found["short_value"].rstrip(".?!:)")
    return f" {reading.mark('name', found['short_name'], '-' + found['short_name'])} = {_value(reading, value)} "


def _pin(reading: Reading, found: re.Match[str]) -> str:
    return reading.mark("pin", f"{found['pin_name']}=={found['pin_version']}", found[0])


def _url(reading: Reading, found: re.Match[str]) -> str:
    return reading.mark("url", url_of(found[0]), found[0])


def _quoted(reading: Reading, found: re.Match[str]) -> str:
    inner = found[0][1:-1].strip()
    if re.match(r"^(?:[A-Za-z]:[\\/]|\\\\|~?/|\.{1,2}/)", inner):
        return reading.mark("path", inner, found[0])
    return reading.mark("quoted", inner, found[0])


def _slashed(reading: Reading, found: re.Match[str]) -> str:
    parts = found[0].strip("/").lower().split("/")
    if len(parts) > 1 and all(part in wordlist("kept words") for part in parts):
        return " and ".join(parts) if parts[0] not in ("train", "val", "test") else " ".join(parts)
    return reading.mark("script" if parts[-1].endswith(".py") else "slashed", found[0], found[0])


def _id(reading: Reading, found: re.Match[str]) -> str:
    said = found[0].rstrip("-_.:")
    tail = found[0][len(said) :]
    device = re.fullmatch(r"(cuda|mps|cpu):(\d+)", said, re.IGNORECASE)
    if device:
        return f"{device[1]} {device[2]}{tail}"
    if said.lower() in wordlist("kept words") or said.replace("_", "").isalpha():
        return found[0]
    run = re.fullmatch(r"run[_-]?0*(\d{1,9})", said, re.IGNORECASE)
    if run:
        return f" #{run[1]} {tail}" if said[3:4] not in "_" else f" run_{int(run[1]):04d} {tail}"
    return reading.mark("id", said, said) + tail
