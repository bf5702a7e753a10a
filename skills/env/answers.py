"""What to say of an environment."""

from collections.abc import Iterator, Sequence

from contracts.env import EnvContract
from contracts.plan import Result
from skills.env.making import WORKS, log_of
from skills.env.verify import Tried
from skills.env.work import Work

_LEVELS = {
    "installed": "its packages are installed",
    "imports": "what the code imports can be imported",
    "answers": "the program answers `--help`",
    "ran": "a step ran",
}


def result_of(env: EnvContract, work: Work, word: str, tried: Sequence[Tried] = ()) -> Result:
    """Return the answer about an environment.

    Args:
        env: The environment.
        work: What was asked for.
        word: `built` or `ready`.
        tried: What was imported just now.
    """
    failed = [item for item in tried if item.is_needed and item.error is not None]
    said = list(_failures(failed)) if tried else _failures_before(env, work)
    data = {
        "folder": env.folder,
        "python": env.python,
        "python_version": env.python_version,
        "installer": env.installer,
        "packages": len(env.lock),
        "level": env.level,
        "changes": [change.what for change in env.changes],
    }
    first = f"The environment is {word}: Python {env.python_version}, {_count(env)}; {_LEVELS[env.level]}."
    if said:
        first = f"The environment is {word}, but the code cannot start in it: {said[0]}"
    rest = [
        *said[1:],
        *_changes(env),
        *_cpu_builds(env),
        *_optional(tried),
        *_unanswered(env),
        *(f"- {line}" for line in work.specification.left_out),
    ]
    if said:
        rest.append(f"The whole output is in `{log_of(work.folder)}`.")
    return Result(skill="env", text="\n".join([first, *rest]), data=dict(data), ok=not said)


def _failures_before(env: EnvContract, work: Work) -> list[str]:
    """Return what did not import when the environment was built."""
    needed = [f"import {use.module} (" for use in work.specification.imports if use.when == "module"]
    if env.level != "installed":
        return []
    return [f"{line}." for line in env.evidence if line.startswith(tuple(needed)) and not line.endswith(WORKS)]


def _count(env: EnvContract) -> str:
    return f"{len(env.lock)} package{'' if len(env.lock) == 1 else 's'}"


def _changes(env: EnvContract) -> Iterator[str]:
    if env.changes:
        yield "Changed to make it work:"
    for change in env.changes:
        yield f"- {change.what}: {change.why}"


def _cpu_builds(env: EnvContract) -> Iterator[str]:
    names = [f"{package.name} {package.version}" for package in env.lock if package.version.endswith("+cpu")]
    if names:
        yield f"Built for the CPU, as this machine has no GPU: {', '.join(names)}."


def _failures(failed: Sequence[Tried]) -> Iterator[str]:
    for item in failed:
        yield f"`import {item.use.module}` ({item.use.proof}) fails with {item.error!r}. {_way(item)}"


def _way(item: Tried) -> str:
    if item.missing_library is not None:
        return f"The library {item.missing_library!r} of the system is missing; install the package that has it."
    if item.missing_module == item.use.module:
        return "No distribution that was installed brings it; add the right one to the requirements."
    return "Its versions do not fit together; pin one that does in the requirements."


def _unanswered(env: EnvContract) -> Iterator[str]:
    yield from (f"{line}." for line in env.evidence if " --help fails: " in line)


def _optional(tried: Sequence[Tried]) -> Iterator[str]:
    missing = [item.use.module for item in tried if not item.is_needed and item.error is not None]
    if missing:
        yield f"Not there, and needed on some paths only: {', '.join(missing)}."
