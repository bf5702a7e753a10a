"""What has to be installed: from the files of the repository that say so, else from what its code imports."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from packaging.utils import canonicalize_name

from contracts.base import digest_of
from contracts.env import EnvChange
from contracts.repo import DependencyFile, EntryPoint, ImportUse, RepoContract
from skills.env.collecting import Collecting
from skills.env.dependency_files import declaring_files, entries_of
from skills.env.downloads import is_large, is_other_framework
from skills.env.extras import ExtraLine, extra_lines
from skills.env.interpreters import exact_minor
from skills.env.known_names import PROVIDERS, is_ambiguous
from skills.env.redaction import redact
from skills.env.requirement_lines import is_from_address, mend, name_of


class Undeclared(NamedTuple):
    """What the code imports when it loads, and nothing declares."""

    spec: str
    place: str
    """`path:line` of the import."""
    providers: frozenset[str]
    """Distributions that would bring it: where one is there already, none is installed."""


_MAIN = frozenset({"train", "evaluate", "infer"})


@dataclass(frozen=True, slots=True)
class Specification:
    """What has to be installed, and where that is said."""

    requirements: tuple[str, ...]
    """As PEP 508 says them, without doubles; addresses may hold credentials."""
    files: tuple[str, ...] = ()
    """Files of the repository they came from; empty where they came from its imports."""
    constraints: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    """Requirement to `path:line`."""
    changes: tuple[EnvChange, ...] = ()
    """Lines that are not as the repository has them."""
    left_out: tuple[str, ...] = ()
    """For a person: options, lines and imports that are not followed."""
    python: str | None = None
    """The version it is developed with."""
    imports: tuple[ImportUse, ...] = ()
    """What the entries' import closure needs from outside."""
    undeclared: tuple[Undeclared, ...] = ()
    lazy: frozenset[str] = frozenset()
    """Names that only some paths through the code import; given up where they cannot be had."""
    fallback: "Specification | None" = None
    """What was locked, where this is a lock."""

    @property
    def shown(self) -> tuple[str, ...]:
        """The requirements without credentials."""
        return tuple(redact(requirement) for requirement in self.requirements)

    @property
    def source(self) -> str:
        """Where it comes from, for a person."""
        return " and ".join(self.files) or "the imports of the code"

    @property
    def digest(self) -> str:
        """Sha256 of what is asked for, credentials aside."""
        constraints = [redact(constraint) for constraint in self.constraints]
        return digest_of([sorted(self.shown), sorted(constraints), sorted(self._undeclared_specs)])

    @property
    def names(self) -> frozenset[str]:
        """Normalised names of all that may be asked for."""
        return frozenset(map(name_of, (*self.requirements, *self._undeclared_specs)))

    @property
    def _undeclared_specs(self) -> list[str]:
        return [item.spec for item in self.undeclared]

    def place(self, name: str) -> str:
        """Return where a distribution is asked for: ` (requirements.txt:3)`; empty where that is not known."""
        places = [place for spec, place in self.places.items() if name_of(spec) == name]
        return f" ({', '.join(places)})" if places else ""


def specification_of(repo: RepoContract, extras: tuple[str, ...] = ()) -> Specification:
    """Return what a repository's programs need.

    The files nearest to the chosen entry count: a lock before what was locked, and of several kinds the one that
    declares most of what the code imports.

    Raises:
        BadRequest: The repository has no such extra.
    """
    entries = entries_of(repo)
    imports = _imports(entries)
    asked = extra_lines(repo, extras)
    files = declaring_files(repo, entries)
    tries = [_declared(file, repo, imports, asked) for file in files.alternatives]
    found = min(tries, key=lambda specification: len(specification.undeclared)) if tries else None
    if files.lock is not None:
        found = _locked(files.lock, found or _declared(files.lock, repo, imports, asked))
    if found is None or not (found.requirements or found.constraints):
        empty = found
        found = _from_imports(imports, asked)
        found = replace(found, left_out=(*empty.left_out, *found.left_out)) if empty else found
    return replace(found, python=found.python or _python_of(repo, found.files))


def _locked(lock: DependencyFile, declared: Specification) -> Specification:
    """Return what is declared at the versions of a lock; a name that it has in several versions is left open."""
    pins: dict[str, list[str]] = {}
    for requirement in lock.requirements:
        if (mended := mend(requirement.spec)) and not is_from_address(mended.spec):
            pins.setdefault(name_of(mended.spec), []).append(mended.spec)
    constraints = tuple(pin[0] for pin in pins.values() if len(set(pin)) == 1)
    doubled = {name for name, pin in pins.items() if len(set(pin)) > 1}
    requirements = tuple(item for item in declared.requirements if lock.path not in declared.files)
    if not requirements:
        requirements = tuple(item for item in declared.requirements if name_of(item) not in doubled)
    locked = replace(declared, requirements=requirements, constraints=(*declared.constraints, *constraints))
    files = tuple(dict.fromkeys((lock.path, *declared.files)))
    return replace(locked, files=files, fallback=declared if lock.path not in declared.files else None)


def _imports(entries: Iterable[EntryPoint]) -> tuple[ImportUse, ...]:
    """Return each imported module once, with its strongest use.

    What only an export or a preparation of data imports is as good as lazy: training goes without.
    """
    strength = {"module": 0, "lazy": 1, "optional": 2}
    uses = [use if entry.kind in _MAIN else _lazy(use) for entry in entries for use in entry.imports]
    strongest: dict[str, ImportUse] = {}
    for use in sorted(uses, key=lambda use: strength[use.when]):
        strongest.setdefault(use.module, use)
    return tuple(strongest.values())


def _lazy(use: ImportUse) -> ImportUse:
    return use.model_copy(update={"when": "lazy"}) if use.when == "module" else use


def _from_imports(imports: Sequence[ImportUse], extras: Sequence[ExtraLine]) -> Specification:
    reading = Collecting(())
    for use in imports:
        is_wanted = use.when == "module" or (use.when == "lazy" and not is_large(_distribution(use)))
        if is_wanted and not is_ambiguous(use.module):
            reading.line(_distribution(use), str(use.proof))
    for line in extras:
        reading.line(line.spec, line.place)
    needed = {name_of(_distribution(use)) for use in imports if use.when == "module"}
    return Specification(
        requirements=tuple(sorted(reading.requirements)),
        places=reading.requirements,
        left_out=(*_unclear(imports), *_large(imports)),
        imports=tuple(imports),
        lazy=frozenset(map(name_of, reading.requirements)) - needed,
    )


def _declared(
    file: DependencyFile, repo: RepoContract, imports: Sequence[ImportUse], extras: Sequence[ExtraLine]
) -> Specification:
    reading = Collecting(repo.dependencies)
    reading.read(file)
    for line in extras:
        reading.line(line.spec, line.place)
    names = {name_of(requirement) for requirement in reading.requirements}
    missing = [use for use in imports if use.when == "module" and not (_providers(use) & names)]
    spare = [use for use in missing if is_other_framework(_distribution(use), names)]
    missing = [use for use in missing if use not in spare]
    elsewhere = _elsewhere(repo, reading.read_files)
    undeclared = tuple(
        Undeclared(elsewhere.get(name_of(_distribution(use)), _distribution(use)), str(use.proof), _providers(use))
        for use in missing
        if not is_ambiguous(use.module)
    )
    return Specification(
        requirements=tuple(reading.requirements),
        files=reading.read_files,
        constraints=tuple(reading.constraints),
        places={**{item.spec: item.place for item in undeclared}, **reading.constraints, **reading.requirements},
        changes=tuple(reading.changes),
        left_out=(*reading.left_out, *_unclear(missing), *map(_spared, spare)),
        python=reading.python,
        undeclared=undeclared,
        imports=tuple(_lazy(use) if use in spare else use for use in imports),
    )


def _distribution(use: ImportUse) -> str:
    mended = mend(use.distribution)
    return mended.spec if mended else str(canonicalize_name(use.module))


def _providers(use: ImportUse) -> frozenset[str]:
    """Return the distributions that would bring a module."""
    return PROVIDERS.get(use.module, frozenset()) | {name_of(_distribution(use))}


def _elsewhere(repo: RepoContract, read: Sequence[str]) -> dict[str, str]:
    """Return what files that do not count say about a distribution: a version for what the others forgot."""
    reading = Collecting(())
    for file in repo.dependencies:
        if file.path not in read and file.kind != "lock":
            for requirement in file.requirements:
                reading.line(requirement.spec, str(requirement.proof), kind=file.kind)
    return {name_of(requirement): requirement for requirement in reversed(reading.requirements)}


def _unclear(imports: Iterable[ImportUse]) -> tuple[str, ...]:
    return tuple(
        f"`{use.module}`, imported at {use.proof}, is neither in the repository nor declared; "
        "a distribution of so common a name is likely another thing, so none is installed"
        for use in imports
        if is_ambiguous(use.module) and use.when == "module"
    )


def _spared(use: ImportUse) -> str:
    return (
        f"`{use.module}` is left out: it is large, the repository declares another framework and not this one, "
        f"and imports it at {use.proof}"
    )


def _large(imports: Iterable[ImportUse]) -> Iterator[str]:
    for use in imports:
        if use.when == "lazy" and is_large(_distribution(use)):
            yield f"`{use.module}` is left out: only some paths import it ({use.proof}), and it is large"


def _python_of(repo: RepoContract, files: Sequence[str]) -> str | None:
    """Return the version that the code is developed with: a file says it, or the conda environment that is used."""
    said = _python_file(Path(repo.root))
    is_conda = any(file.kind == "conda" and file.path in files for file in repo.dependencies)
    return said or (exact_minor(repo.python_requires) if is_conda else None)


def _python_file(root: Path) -> str | None:
    """Return the version in `.python-version` or `runtime.txt`; None where there is none."""
    for name in (".python-version", "runtime.txt"):
        try:
            text = (root / name).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if match := re.match(r"\s*(?:c?python-)?(3\.\d+(?:\.\d+)?)\b", text):
            return match[1]
    return None
