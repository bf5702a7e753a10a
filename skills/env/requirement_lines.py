"""Lines of requirements: which is a valid one, and the usual mistakes that are mended."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from skills.env.known_names import REPLACED

_STAR = re.compile(r"(>=|<=|>|<|~=)\s*(\d+(?:\.\d+)*)\.\*")
_ADDRESS = re.compile(r"^(?:(?:git|hg|svn|bzr)\+)?(?:https?|ssh|git|file)://\S+$", re.IGNORECASE)
_EGG = re.compile(r"#(?:.*&)?egg=([A-Za-z0-9][\w.-]*)")


class Mended(NamedTuple):
    """A requirement that can be resolved."""

    spec: str
    why: str | None
    """Why it is not the line of the repository; absent where it is."""


def name_of(spec: str) -> str:
    """Return the normalised name of a valid requirement."""
    return str(canonicalize_name(Requirement(spec).name))


def is_from_address(spec: str) -> bool:
    """Whether a valid requirement comes from an address, not from an index."""
    return Requirement(spec).url is not None


def mend(line: str) -> Mended | None:
    """Return a line as PEP 508 wants it, or None where it is none.

    A name that never was a distribution is replaced, a version bound with a star loses the star, and an address gets
    the name that it says itself.
    """
    text = line.strip()
    if _ADDRESS.match(text):
        text = f"{_name_in_address(text)} @ {_EGG.sub('', text)}"
    try:
        requirement = Requirement(_STAR.sub(r"\1\2", text))
    except InvalidRequirement:
        return None
    if requirement.url is not None:
        return None if requirement.url.startswith(("file:", ".", "/")) else Mended(str(requirement), None)
    why = "a bound cannot have a star" if _STAR.search(text) else None
    meant = REPLACED.get(str(canonicalize_name(requirement.name)))
    if meant is not None:
        why = f"{requirement.name!r} is not the distribution's name"
        requirement = _renamed(requirement, meant)
    return Mended(str(requirement), why)


def without_pin(spec: str) -> tuple[str, ...]:
    """Return a requirement with its version given up, in steps: the same major release, newer ones, any."""
    requirement = Requirement(spec)
    pins = [item for item in requirement.specifier if item.operator in {"==", "===", "~=", "<=", "<"}]
    version = re.match(r"\d+(?:\.\d+)*", pins[0].version) if pins else None
    if version is None or pins[0].operator in {"<", "<="}:
        return (_with_version(requirement, ""),)
    major = int(version[0].split(".")[0])
    return tuple(_with_version(requirement, bound) for bound in (f">={version[0]},<{major + 1}", f">={version[0]}", ""))


def without_label(spec: str) -> str:
    """Return a requirement without the build label of its version: `torch==1.13.1` for `torch==1.13.1+cu117`."""
    requirement = Requirement(spec)
    if requirement.url is not None or "+" not in str(requirement.specifier):
        return spec
    bounds = ",".join(str(item).split("+")[0] for item in requirement.specifier)
    return _with_version(requirement, bounds)


def _with_version(requirement: Requirement, version: str) -> str:
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    marker = f"; {requirement.marker}" if requirement.marker else ""
    return str(Requirement(f"{requirement.name}{extras}{version}{marker}"))


def _renamed(requirement: Requirement, name: str) -> Requirement:
    keeps = name != "scikit-learn" or not str(requirement.specifier).startswith("==0.0")
    requirement.name = name
    return requirement if keeps else Requirement(_with_version(requirement, ""))


def _name_in_address(address: str) -> str:
    egg = _EGG.search(address)
    if egg:
        return egg[1]
    last = urlsplit(address).path.rstrip("/").rpartition("/")[2].split("@")[0]
    try:
        return str(parse_wheel_filename(last)[0])
    except InvalidWheelFilename:
        return re.sub(r"(-\d[\w.]*)?\.(git|zip|tar\.gz|tgz)$", "", last) or "unnamed"
