"""Name the step between two versions of a package."""

from functools import lru_cache
from typing import Literal

from packaging.version import InvalidVersion, Version

Step = Literal["major", "minor", "patch", "build"]


def version_step(one: str, other: str) -> Step | None:
    """Return the most significant part in which two versions differ; None where they are one, or are no versions.

    `1.26.4` and `2.0.0` are a major step apart, `2.0.0` and `2.0.0+cu121` a build.
    """
    try:
        first, second = Version(one), Version(other)
    except InvalidVersion:
        return None
    if first == second:
        return None
    parts: tuple[Step, ...] = ("major", "minor", "patch")
    places = zip(parts, _release(first), _release(second), strict=True)
    return next((part for part, mine, theirs in places if mine != theirs), "build")


def same_version(one: str, other: str) -> bool:
    """Tell whether two versions are one: `1.0` and `1.0.0` are."""
    return version_key(one) == version_key(other)


@lru_cache(maxsize=65536)
def version_key(version: str) -> str:
    """Return a text that is equal for equal versions."""
    try:
        parsed = Version(version)
    except InvalidVersion:
        return version
    release = ".".join(map(str, parsed.release)).removesuffix(".0").removesuffix(".0")
    return f"{parsed.epoch}!{release}|{parsed.pre}|{parsed.post}|{parsed.dev}|{parsed.local}"


def _release(version: Version) -> tuple[int, int, int]:
    return version.major, version.minor, version.micro
