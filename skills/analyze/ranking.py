"""Which program of each kind is meant where none was named, and where that cannot be told."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from contracts.names import EntryKind
from skills.analyze.entries import Program
from skills.analyze.kinds import is_aside, name_words

_ORDER: tuple[EntryKind, ...] = ("train", "evaluate", "infer", "export", "prepare")
_MARGIN = 0.12
"""Programs that are nearer than this are equally good."""
_LEAST = 0.3
"""Confidence below which a program is no candidate."""
_MAIN_WORDS: dict[EntryKind, frozenset[str]] = {
    "train": frozenset({"train", "main", "run", "training"}),
    "evaluate": frozenset({"eval", "evaluate", "test", "val", "validate", "main", "evaluation"}),
    "infer": frozenset({"infer", "inference", "predict", "generate", "main", "sample", "detect", "demo"}),
    "export": frozenset({"export", "convert", "main"}),
    "prepare": frozenset({"prepare", "preprocess", "download", "main", "prep", "data"}),
}


def ranked(programs: Sequence[Program]) -> list[Program]:
    """Return programs by kind, the likeliest of each first."""
    return sorted(
        programs,
        key=lambda program: (
            _ORDER.index(program.entry.kind),
            -rank(program),
            program.entry.path.count("/"),
            program.entry.name,
        ),
    )


def rank(program: Program) -> float:
    """Return how likely a program is the one meant: its confidence, its place, its name, and where it is documented."""
    entry = program.entry
    last = entry.subcommand[-1] if entry.subcommand else PurePosixPath(entry.path).stem
    words = name_words(last)
    score = entry.confidence
    if len(words) == 1 and words[0] in _MAIN_WORDS[entry.kind]:
        score += 0.2
    elif words and words[0] in _MAIN_WORDS[entry.kind]:
        score += 0.03
    if is_aside(last):
        score -= 0.2
    if program.is_vendored:
        score -= 1.0
    places = [command for command in program.started.documented if "/" not in command.place.path]
    if places:
        score += 0.15
    elif program.started.documented:
        score += 0.05
    folder = PurePosixPath(entry.path).parent.parts
    depth = len([part for part in folder if part not in {"src", "scripts", "tools", "bin", "code"}])
    return score - 0.08 * min(depth, 4) - (_MARGIN if folder else 0.0)


def equally_good(programs: Sequence[Program]) -> dict[EntryKind, tuple[str, ...]]:
    """Return, for each kind, the names of the programs between which only the user can choose.

    Args:
        programs: In their ranking.
    """
    found: dict[EntryKind, tuple[str, ...]] = {}
    for kind in _ORDER:
        candidates = [program for program in programs if program.entry.kind == kind]
        candidates = [program for program in candidates if not program.is_vendored] or candidates
        if len(candidates) < 2:
            continue
        best = rank(candidates[0])
        near = [program for program in candidates if best - rank(program) < _MARGIN]
        near = [program for program in near if program.entry.confidence >= _LEAST]
        if len({program.entry.name for program in near}) > 1:
            found[kind] = tuple(program.entry.name for program in near[:40])
    return found


def without_doubtful(programs: Sequence[Program]) -> tuple[list[Program], list[Program]]:
    """Return the programs whose kind is believed, and those of the other files."""
    sure = [program for program in programs if program.entry.confidence >= _LEAST]
    paths = {program.entry.path for program in sure}
    return sure, [program for program in programs if program.entry.path not in paths]
