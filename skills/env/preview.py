"""What a build would do, exactly, before it does it."""

from collections.abc import Iterator

from contracts.env import EnvContract
from contracts.plan import FileChange, Preview
from skills.env.answering import asking
from skills.env.installer import Question
from skills.env.ladder import Ladder
from skills.env.redaction import redact
from skills.env.requirement_lines import is_from_address, without_label
from skills.env.verify import importing
from skills.env.work import Work

INDEX = "the package index"
CPU_INDEX = "PyTorch's index of CPU builds"
_ENV = "{env}"


def preview_of(work: Work) -> Preview:
    """Return the preview of a build."""
    specification, ladder = work.specification, work.ladder()
    question = Question(specification.requirements, specification.constraints, ladder.first)
    modules = [use.module for use in specification.imports]
    addresses = [item for item in specification.requirements if is_from_address(item)]
    commands = (
        *work.installer.preparing(question, work.folder),
        *work.installer.resolving(question, work.folder),
        *work.installer.creating(ladder.first, _ENV),
        *work.installer.installing(_ENV, work.folder, direct=bool(addresses)),
        *((importing(f"{_ENV}/bin/python", modules),) if modules else ()),
        *((asking(f"{_ENV}/bin/python", work.program),) if work.program else ()),
    )
    undeclared = tuple(redact(item.spec) for item in specification.undeclared)
    return Preview(
        says=f"Build an environment from {specification.source} with {work.installer.name}, "
        f"Python {ladder.first.version}",
        commands=tuple(tuple(map(redact, command)) for command in commands),
        files=(
            FileChange(path=str(work.envs), what="change" if work.envs.exists() else "create"),
            FileChange(path=str(work.envs.parent / EnvContract.FILE), what="create"),
        ),
        packages=(*specification.shown, *undeclared),
        network=(
            INDEX,
            *((CPU_INDEX,) if work.asks_cpu_index else ()),
            *(redact(item.partition(" @ ")[2]) for item in addresses),
        ),
        notes=tuple(_notes(work, ladder)),
    )


def _notes(work: Work, ladder: Ladder) -> Iterator[str]:
    specification = work.specification
    if large := work.large_download():
        yield large
    yield from specification.left_out
    for change in specification.changes:
        yield f"{change.what}: {change.why}"
    for item in specification.undeclared:
        yield f"{redact(item.spec)} is imported at {item.place} and declared nowhere: added where nothing brings it"
    if work.program:
        yield f"`{work.program.name}` is asked for its `--help` in a copy of the code, without your data"
    yield _if_not(work, ladder)


def _if_not(work: Work, ladder: Ladder) -> str:
    """Return what is tried where the requirements cannot be had as they are."""
    tries = [f"as {work.specification.fallback.source} says"] if work.specification.fallback else []
    if any(without_label(item) != item for item in work.specification.requirements):
        tries.append("without build labels")
    if ladder.committed:
        tries.append(f"with the versions of {ladder.committed:%Y-%m-%d}")
    if others := [str(other.version) for other in ladder.in_order()]:
        tries.append(f"on Python {', '.join(others)}")
    tries.append("with builds from source")
    if ladder.relax:
        tries.append(f"with other versions of {', '.join(ladder.relax)}")
    return f"What cannot be had or imported as declared is tried {', then '.join(tries)}; each change is recorded"
