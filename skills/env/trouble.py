"""What went wrong in an installer's words: the kind of trouble, the packages it is about, the lines that say so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from packaging.utils import canonicalize_name

Kind = Literal[
    "conflict", "contradiction", "no_package", "no_version", "other_python", "build", "network", "disk", "hash",
    "permission", "undated", "unknown",
]  # fmt: skip
"""`contradiction`: two lines of the repository exclude each other, whatever else is chosen.
`undated`: the index does not say when files were published."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an installer gave up."""

    kind: Kind
    names: tuple[str, ...]
    """Normalised names of the distributions it is about, the most to blame first."""
    lines: tuple[str, ...]
    """The essential lines of its output, as they were."""

    @property
    def says(self) -> str:
        """The lines as one text, without the installer's own labels."""
        return " ".join(filter(None, (_LABEL.sub("", line) for line in self.lines)))

    @property
    def short(self) -> str:
        """The line that says most."""
        telling = [line for line in self.lines if re.search(r"Because|Could not find|Cannot install|No module", line)]
        return _LABEL.sub("", (telling or [*self.lines, "the installer gave no reason"])[0])


_LABEL = re.compile(r"^(error: No solution found when resolving dependencies|error: |ERROR: |cause: )", re.IGNORECASE)
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("disk", r"No space left on device|os error 28|Disk quota exceeded"),
    ("permission", r"Read-only file system|os error 30|Permission denied"),
    ("network", r"error sending request|dns error|Failed to fetch|Failed to download|timed out|Git operation failed"),
    ("network", r"NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError|Connection refused"),
    ("network", r"Network is unreachable|network was disabled|git (?:clone|fetch)\b.*did not run|SSLError"),
    ("undated", r"does not provide upload-time metadata"),
    ("hash", r"Hash mismatch|DO NOT MATCH THE HASHES"),
    ("build", rf"Failed to (?:download and )?build:? `(?P<name>{_NAME})"),
    ("build", rf"Failed to build '?(?P<name>{_NAME})'? when"),
    ("build", rf"Failed building wheel for (?P<name>{_NAME})"),
    ("build", rf"Could not build wheels for (?P<name>{_NAME})"),
    ("build", rf"Failed to build installable wheels for some pyproject.toml based projects \(?(?P<name>{_NAME})"),
    ("build", rf"ERROR: Failed to build (?P<name>{_NAME})"),
    ("build", r"subprocess-exited-with-error|metadata-generation-failed"),
    ("no_package", rf"Because (?P<name>{_NAME})(?:\[[^\]]*\])? was not found in"),
    ("no_package", rf"(?P<name>{_NAME})(?:\[[^\]]*\])? was not found in the (?:package registry|provided)"),
    ("other_python", rf"(?P<name>{_NAME})(?:[=<>!~][^\s]*)? (?:has|have) no wheels with a matching"),
    ("other_python", rf"(?P<name>{_NAME})(?:[=<>!~][^\s]*)? (?:has|have) no usable wheels"),
    ("other_python", rf"(?P<name>{_NAME})(?:[=<>!~][^\s]*)? (?:requires|depends on) Python ?[><=!~]"),
    ("other_python", r"does not satisfy Python"),
    ("other_python", r"Ignored the following versions that require a different python version"),
    ("no_version", rf"^(?!.*depends? on).*[Tt]here (?:is|are) no versions? of (?P<name>{_NAME})"),
    ("no_version", rf"^(?!.*depends? on).*only the following versions of (?P<name>{_NAME})"),
)  # fmt: skip
_NO_NAMES = "a all and any cpython different line one or python python-full-version python-version r that the"
_PIP_NONE = re.compile(rf"satisfies the requirement (?P<name>{_NAME})\S* ?.*\(from versions: (?P<versions>[^)]*)\)")
_VERSIONS = re.compile(r"\(from versions: (?P<versions>[^)]*)\)")
_COLLECTING = re.compile(rf"^(?:Collecting |Processing \S*/)({_NAME}?)(?=[-\s=<>!~\[@]|$)", re.MULTILINE)
_PIP_CONFLICT = re.compile(r"Cannot install .+ because these package versions have conflicting")
_ESSENTIAL = re.compile(
    r"^(ERROR|error|hint|cause)|Because|And because|we can conclude|depends? on|The conflict is|The user requested|"
    r"Failed|fatal error|No module named|not found|No space|denied|Read-only|^[A-Za-z0-9._-]+[=<>!~]=?\S*$",
)
_NOISE = re.compile(
    r"WARNING: Location|pip is available|ResolutionImpossible|\[notice\]|^\$|It is not on the|help visit"
)
_TRACE = re.compile(r"^\s*(File \"|Traceback|raise |return |self\.|\^+)")


def trouble_in(output: str) -> Trouble:
    """Return what an installer's output says went wrong."""
    lines = tuple(_essential(output))
    text = re.sub(r"\s+", " ", output)
    is_plain = not re.search(
        r"Retrying \(Retry|NewConnectionError|subprocess-exited-with-error|Failed to build", output
    )
    if is_plain and (found := _PIP_NONE.search(text)):
        return Trouble(_kind_of_none(found["versions"], text), (_normal(found["name"]),), lines)
    if _PIP_CONFLICT.search(text):
        said = text[text.find("The conflict is caused by") :]
        names = _named(said)
        is_plain = "depends on" not in said and len(names) == 1
        return Trouble("contradiction" if is_plain else "conflict", names, lines)
    for kind, pattern in _PATTERNS:
        if found := re.search(pattern, text):
            named = [found["name"]] if "name" in found.groupdict() else _COLLECTING.findall(output)[-1:]
            first = tuple(map(_normal, named if kind == "build" or "name" in found.groupdict() else ()))
            return Trouble(kind, tuple(dict.fromkeys((*first, *_named(" ".join(lines))))), lines)
    return _conflict(text, lines)


def _conflict(text: str, lines: tuple[str, ...]) -> Trouble:
    names = _named(text[text.find("Because") :]) if "Because" in text else ()
    if "unsatisfiable" not in text and "conflict" not in text:
        return Trouble("unknown", (), lines)
    is_plain = "Because you require" in text and not re.search("depends? on", text) and len(set(names)) == 1
    return Trouble("contradiction" if is_plain else "conflict", names, lines)


def _kind_of_none(versions: str, text: str) -> Kind:
    if "require a different python version" in text:
        return "other_python"
    return "no_package" if versions.strip() == "none" else "no_version"


def _named(text: str) -> tuple[str, ...]:
    """Return the names in front of version bounds and in the phrases that resolvers use, in order, each once."""
    found = re.findall(rf"(?:^|[\s(])({_NAME})(?:\[[^\]]*\]|\{{[^}}]*\}})?\s?(?:==|>=|<=|~=|!=|<|>)", text)
    found += re.findall(rf"(?:require|versions? of|wheels? for|depends? on) ({_NAME})\b", text)
    found += re.findall(rf"({_NAME}) \d[\w.]* depends on", text)
    return tuple(dict.fromkeys(name for item in found if (name := _normal(item)) not in _NO_NAMES.split()))


def _essential(output: str, most: int = 12) -> Iterator[str]:
    kept = [
        line.strip()
        for line in output.splitlines()
        if line.strip() and not _NOISE.search(line) and not _TRACE.search(line)
    ]
    telling = [line for line in kept if _ESSENTIAL.search(line)]
    yield from (_VERSIONS.sub(_shorter, line)[:500] for line in (telling or kept[-6:])[:most])


def _shorter(found: re.Match[str]) -> str:
    """Return a long list of versions by its ends."""
    versions = found["versions"].split(", ")
    ends = [*versions[:2], "…", *versions[-3:]] if len(versions) > 6 else versions
    return f"(from versions: {', '.join(ends)})"


def _normal(name: str) -> str:
    return str(canonicalize_name(name.strip("'`\".,")))
