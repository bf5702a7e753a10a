"""Find what differs between runs, over typed dimensions: the engine under every answer about why runs are not alike."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pydantic import JsonValue

from contracts.base import digest_of
from contracts.lexicon import understand
from skills.compare.candidates import Candidate
from skills.compare.traits import ABSENT, DIMENSIONS, Dimension, Traits, traits_of
from skills.compare.values import value_key
from skills.compare.versions import version_key

Known = Mapping[str, Mapping[str, JsonValue]]
"""Run to name to value, of the runs that recorded a dimension."""


class Difference(NamedTuple):
    """One thing that is not the same in all runs."""

    dimension: Dimension
    name: str
    """The param, the package, the path or `commit`, the dataset, the fact of the machine, the setting."""
    values: dict[str, JsonValue]
    """Run to value; None where it was not recorded, `absent` where the run's list is known and lacks it."""

    def to_data(self) -> dict[str, JsonValue]:
        """Return it as a program reads it."""
        return {"name": self.name, "values": dict(self.values)}


class Differences(NamedTuple):
    """Everything that is not the same in all runs, and where nothing can be said."""

    found: tuple[Difference, ...]
    unrecorded: dict[Dimension, tuple[str, ...]]
    """Dimensions that some runs recorded and these runs did not."""
    unknown: tuple[Dimension, ...]
    """Dimensions that no run recorded."""

    def of(self, dimension: Dimension) -> tuple[Difference, ...]:
        """Return the differences of one dimension."""
        return tuple(difference for difference in self.found if difference.dimension == dimension)

    def to_data(self) -> dict[str, JsonValue]:
        """Return them by dimension."""
        return {dimension: [difference.to_data() for difference in self.of(dimension)] for dimension in DIMENSIONS}


def differences_of(candidates: Sequence[Candidate], traits: Mapping[str, Traits] | None = None) -> Differences:
    """Return what differs between runs, each dimension sorted by name.

    A param that one run recorded and another did not differs: its value there is not known. Where a run recorded
    nothing at all of a dimension, only what differs between the others is listed, and the run is named.

    Args:
        candidates: The runs.
        traits: What is known of each, where that was asked before.
    """
    runs = tuple(candidate.run for candidate in candidates)
    traits = traits or {candidate.run: traits_of(candidate) for candidate in candidates}
    found: list[Difference] = []
    unrecorded: dict[Dimension, tuple[str, ...]] = {}
    unknown: list[Dimension] = []
    for dimension in DIMENSIONS:
        recorded: Known = {run: known for run, of_run in traits.items() if (known := of_run[dimension]) is not None}
        if not recorded:
            unknown.append(dimension)
            continue
        if len(recorded) < len(traits):
            unrecorded[dimension] = tuple(run for run in runs if run not in recorded)
        if dimension == "data":
            recorded = _named_alike(recorded)
        found += _code(candidates) if dimension == "code" else _of_dimension(dimension, runs, recorded)
    return Differences(tuple(found), unrecorded, tuple(unknown))


def same_in(dimension: Dimension, one: Traits, other: Traits) -> bool:
    """Tell whether nothing of a dimension is known to differ between two runs."""
    return trait_key(dimension, one) == trait_key(dimension, other)


def trait_key(dimension: Dimension, traits: Traits) -> str:
    """Return a text that is equal for runs that are alike in a dimension; also where both recorded nothing."""
    known, key = traits[dimension], _key_of(dimension)
    if known is None:
        return ""
    if dimension in ("packages", "code"):
        return _listing_key(frozenset(known.items()))
    return "\n".join(f"{name}={key(known[name])}" for name in sorted(known))


@lru_cache(maxsize=1024)
def _listing_key(listing: frozenset[tuple[str, JsonValue]]) -> str:
    """Return a text for what may be hundreds of packages or thousands of files, which many runs share."""
    return digest_of(sorted((name, version_key(str(value))) for name, value in listing))


def _of_dimension(dimension: Dimension, runs: Sequence[str], recorded: Known) -> list[Difference]:
    key, missing = _key_of(dimension), _missing(dimension)
    distinct = list({id(known): known for known in recorded.values()}.values())
    if dimension in ("seed", "host", "eval") and len(recorded) < len(runs):
        distinct.append({})  # beside a known seed, one that was not recorded is another
    found = []
    for name in sorted({name for known in distinct for name in known}):
        if len({key(known.get(name, missing)) for known in distinct}) > 1:
            values = {run: recorded[run].get(name, missing) if run in recorded else None for run in runs}
            found.append(Difference(dimension, name, values))
    return found


def _named_alike(recorded: Known) -> Known:
    """Return the datasets under one name where each run has just one and the runs call it differently."""
    names = {name for known in recorded.values() for name in known}
    of_one_kind = len({understand(name).split for name in names}) == 1
    if len(names) < 2 or not of_one_kind or any(len(known) > 1 for known in recorded.values()):
        return recorded
    return {run: dict.fromkeys(["dataset"], next(iter(known.values()))) for run, known in recorded.items()}


def _code(candidates: Sequence[Candidate]) -> list[Difference]:
    """Return paths that differ; the commit as well where some run recorded no paths."""
    runs = [candidate.run for candidate in candidates]
    files = {candidate.run: candidate.record.code_files for candidate in candidates if candidate.record.code_files}
    found = _of_dimension("code", runs, files)
    if len(files) < len(runs):
        commits = {candidate.run: candidate.record.code_commit for candidate in candidates}
        found += _of_dimension("code", runs, {run: {"commit": commit} for run, commit in commits.items() if commit})
    return found


def _missing(dimension: Dimension) -> JsonValue:
    return ABSENT if dimension in ("packages", "code") else None


def _key_of(dimension: Dimension) -> Callable[[JsonValue], str]:
    if dimension == "packages":
        return lambda value: version_key(value) if isinstance(value, str) else value_key(value)
    if dimension in ("code", "data"):
        return repr
    return value_key
