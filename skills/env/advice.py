"""Say why an environment could not be built: what happened, why, and what to do."""

import re
from collections.abc import Sequence
from pathlib import Path

from contracts.errors import Broken, MLClawError, Refused, Unreachable
from skills.env.known_names import nearest
from skills.env.redaction import redact
from skills.env.requirement_lines import is_from_address, name_of
from skills.env.specification import Specification
from skills.env.trouble import Trouble

_BUILD_CAUSES: tuple[tuple[str, str], ...] = (
    (r"command '?(?P<what>\S*(?:gcc|g\+\+|clang|cc))'? failed: No such file", "it needs a C compiler, {what}"),
    (r"unable to execute '?(?P<what>\S*(?:gcc|g\+\+|clang|cc))'?", "it needs a C compiler, {what}"),
    (r"Unknown compiler|No CMAKE_C\w*_COMPILER|Microsoft Visual C\+\+", "it needs a C compiler"),
    (r"CMake must be installed|[Cc]ould not find.*cmake|cmake: (?:command )?not found", "it needs CMake"),
    (r"CUDA_HOME environment variable is not set|nvcc.{0,30}not found|[Nn]o CUDA", "it needs the CUDA toolkit"),
    (r"can't find Rust compiler|cargo, the Rust|rustc.{0,20}not found", "it needs a Rust compiler"),
    (r"fatal error: (?P<what>\S+): No such file", "it needs the header {what}"),
    (r"No module named '?(?P<what>[\w.]+)'?", "its build needs the module {what}, which is not there"),
    (r"command '?(?P<what>\S*(?:gcc|g\+\+|clang|cc))'? failed with exit", "the compiler {what} rejects its code"),
    (r"SyntaxError|Python 2", "its code is not for this Python"),
)


def explain(trouble: Trouble, specification: Specification, log: Path, tried: tuple[str, ...] = ()) -> MLClawError:
    """Return the error to raise.

    Args:
        trouble: What the installer said, on the first try.
        specification: What was asked for, and where.
        log: The file with the whole output.
        tried: What else was tried, for a person.
    """
    names = [f"{name!r}{specification.place(name)}" for name in trouble.names[:4]] or ["the requirements"]
    also = f" Tried without success: {', then '.join(tried)}." if tried else ""
    where = f"The whole output is in {str(log)!r}."
    match trouble.kind:
        case "network":
            if address := _address_in(trouble, specification):
                return Unreachable(
                    f"{address} did not answer. The requirements name it, so nothing was installed. "
                    f"Check the address and your access to it, then run `/env` again. {where}"
                )
            return Unreachable(
                f"The package index did not answer. The installer says: {_last(trouble)}. "
                f"Check the connection, a proxy or VPN, then run `/env` again. {where}"
            )
        case "disk":
            return Broken(
                f"The disk is full. Nothing half-built is left. Free some space and run `/env` again. {where}"
            )
        case "permission":
            return Broken(f"A folder may not be written: {_last(trouble)}. Nothing half-built is left. {where}")
        case "hash":
            return Broken(
                f"{names[0]} is not the file that was locked: its hash differs. "
                f"The index changed or the download was damaged. Run `/env` again. {where}"
            )
        case "no_package":
            return Refused(f"{names[0]} is not on the package index. {_meant(trouble)} Nothing was installed. {where}")
        case "build":
            way = _build_way(trouble, specification)
            return Refused(f"{names[0]} cannot be built here: {build_cause(trouble.says)}.{also} {way} {where}")
        case "unknown":
            return Broken(
                f"The requirements cannot be resolved. The installer says: {_ended(trouble.says)}{also} {where}"
            )
        case _:
            return Refused(
                f"The requirements cannot be resolved: {_reason(trouble, names)}. "
                f"The installer says: {_ended(trouble.says)}{also} {_relax(trouble, specification)} {where}"
            )


def _address_in(trouble: Trouble, specification: Specification) -> str | None:
    """Return the requirement whose address the trouble is about, for a person; None where it is the index."""
    for requirement in filter(is_from_address, specification.requirements):
        name, _, address = requirement.partition(" @ ")
        place = redact(address).removeprefix("git+").split("#")[0].rpartition("@")[0] or redact(address)
        if place.removesuffix(".git") in trouble.says or f"{name} @" in trouble.says:
            return f"{redact(address)!r}{specification.place(name_of(requirement))}"
    return None


def build_cause(output: str) -> str:
    """Return why a package cannot be built, in few words."""
    for pattern, says in _BUILD_CAUSES:
        if found := re.search(pattern, output):
            return says.format(**found.groupdict())
    return output


def _reason(trouble: Trouble, names: list[str]) -> str:
    if trouble.kind == "no_version":
        return f"{names[0]} asks for a version that is not there"
    if trouble.kind == "other_python":
        return f"{names[0]} has no build for the Pythons of this machine"
    if len(names) == 1:
        return f"the lines about {names[0]} exclude each other"
    return f"{' and '.join(names)} do not go together"


def _relax(trouble: Trouble, specification: Specification) -> str:
    in_the_way = _pins(trouble.names, specification)
    if not in_the_way:
        return "Correct the line, and run `/env` again."
    one = ",".join(in_the_way)
    return f"Correct the lines, or let go of the versions with `/env relax={one}`: a version may matter to the results."


def _pins(names: Sequence[str], specification: Specification) -> list[str]:
    """Return those of the names whose version is bound from above."""
    bound = [spec for spec in specification.requirements if re.search(r"[=~]=|<", spec) and not is_from_address(spec)]
    return list(dict.fromkeys(name for name in map(name_of, bound) if name in names))


def _meant(trouble: Trouble) -> str:
    near = nearest(trouble.names[0]) if trouble.names else None
    return f"Did you mean {near!r}? Correct the line." if near else "Correct the name, or say where it comes from."


def _build_way(trouble: Trouble, specification: Specification) -> str:
    near = nearest(trouble.names[0]) if trouble.names else None
    if near:
        return f"Did you mean {near!r}?"
    if pins := _pins(trouble.names[:1], specification):
        return f"Install what it needs, or let go of the version with `/env relax={pins[0]}`."
    return "Install what it needs, or take a version with a ready build."


def _ended(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _last(trouble: Trouble) -> str:
    return trouble.lines[-1] if trouble.lines else "nothing"
