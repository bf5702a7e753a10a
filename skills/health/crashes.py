"""Say why a run failed, from the last words of its log. Unknown failures claim nothing."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from contracts.run import CrashDiagnosis

BLOCK_LINES = 60


class Signature(NamedTuple):
    """What one kind of failure says."""

    name: str
    pattern: re.Pattern[str]
    says: str
    remedy: str
    request: str | None


def diagnose_crash(lines: Sequence[str], run_id: str) -> CrashDiagnosis | None:
    """Return why a run failed, or None where no signature fits.

    Args:
        lines: The end of its log, without terminal escapes.
        run_id: For the request that is offered.
    """
    block = final_block(lines)
    message = _message(block)
    for part in (message, block[: len(block) - len(message)]):
        for signature in signatures():
            for line in reversed(part):
                found = signature.pattern.search(line)
                if found:
                    return _told(signature, found, line.strip(), run_id)
    return None


def final_block(lines: Sequence[str]) -> list[str]:
    """Return the lines of the last exception: from its last unindented message up, or the last lines of the log.

    A failure that was caught and survived earlier in the log is not the reason; a chain of exceptions ends with it.
    """
    start = 0
    for number, line in enumerate(lines):
        if line.startswith("Traceback (most recent call last)"):
            start = number
    return [line for line in lines[start:] if not _is_quoted(line)][-BLOCK_LINES:]


@cache
def signatures() -> tuple[Signature, ...]:
    """Return every signature, most specific first."""
    data = tomllib.loads(files(__package__).joinpath("signatures.toml").read_text("utf-8"))
    return tuple(
        Signature(row["name"], re.compile(row["pattern"]), row["says"], row["remedy"], row.get("request"))
        for row in data["signature"]
    )


def _message(block: Sequence[str]) -> list[str]:
    """Return what follows the last frame of a traceback: the exception's own words; nothing where there is none."""
    frames = [number for number, line in enumerate(block) if line.startswith("  File ")]
    return list(block[frames[-1] + 1 :]) if frames else []


def _is_quoted(line: str) -> bool:
    """Whether a traceback quotes source here: what stands there is code, not a message."""
    return line.startswith("    ")


def _told(signature: Signature, found: re.Match[str], evidence: str, run_id: str) -> CrashDiagnosis:
    groups = {name: text.strip() for name, text in found.groupdict().items() if text}

    def fill(template: str) -> str:
        filled = re.sub(r"(?<=\w)\{(\w+)\}", lambda hole: _appended(groups.get(hole[1])), template)
        return re.sub(r"\{(\w+)\}", lambda hole: groups.get(hole[1], "it"), filled)

    request = signature.request and signature.request.replace("{run}", run_id)
    return CrashDiagnosis(
        name=signature.name, says=fill(signature.says), remedy=signature.remedy, request=request, evidence=evidence
    )


def _appended(text: str | None) -> str:
    return f": {text}" if text else ""
