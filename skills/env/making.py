"""Resolve, build and verify, rung by rung, until an environment imports what the code imports."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contracts.env import EnvChange, EnvContract
from contracts.errors import Refused
from contracts.repo import RepoContract
from skills.env.answering import Answer
from skills.env.build import Built, build
from skills.env.commands import Commands
from skills.env.downloads import MANY_BYTES, download_size
from skills.env.known_names import distribution_of
from skills.env.ladder import Rung
from skills.env.resolver import Resolved, Resolver
from skills.env.trouble import Trouble
from skills.env.verify import Tried, try_imports
from skills.env.work import Work
from store.files import write_atomic

WORKS = "works"
"""What the evidence says of an import that raised nothing."""
_MOST_HELPERS = 3
"""So many modules that a package forgot to declare are added, one after another."""
_MOST_TRIES = 3
"""So many other environments are built where the first one does not import everything."""
_ABOUT_PYTHON = re.compile(
    r"SyntaxError|No module named '(imp|distutils|asyncore|asynchat|cgi|parser|formatter)'|"
    r"cannot import name '\w+' from '(collections|inspect|typing|fractions|asyncio)'|"
    r"module '(collections|inspect|time|ast|typing)' has no attribute"
)
"""What packages raise that were not made for this Python."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An environment and how it was tried."""

    resolved: Resolved
    built: Built
    tried: tuple[Tried, ...]

    @property
    def failures(self) -> tuple[Tried, ...]:
        """What the code cannot start without, and does not import."""
        return tuple(item for item in self.tried if item.is_needed and item.error is not None)

    @property
    def is_about_python(self) -> bool:
        """Whether it looks as if the packages were not made for this Python."""
        return any(_ABOUT_PYTHON.search(item.error or "") for item in self.failures)

    @property
    def may_be_mended(self) -> bool:
        """Whether other versions could make it import: not where the module itself or a library is missing."""
        return any(item.missing_module != item.use.module and item.missing_library is None for item in self.failures)


@dataclass(frozen=True, slots=True)
class Making:
    """One build."""

    work: Work
    commands: Commands
    before: EnvContract | None

    def make(self) -> Candidate:
        """Return the first environment that imports everything, else the best there is.

        Raises:
            MLClawError: None could be made.
        """
        resolver = Resolver(self.work.ladder(), self.work.installer, self.commands, self.before)
        made: list[Candidate] = []
        for resolved in resolver.climb(lambda rung: _may_help(rung, made)):
            self._say_what_comes(resolved)
            candidate = self._candidate(resolver, resolved)
            if isinstance(candidate, Trouble):
                resolver.failed(resolved.rung, candidate)
                continue
            made.append(candidate)
            if not candidate.failures:
                break
            failure = candidate.failures[0]
            resolver.note(resolved.rung, f"`import {failure.use.module}` fails with {failure.error!r}")
        if not made:
            raise resolver.error()
        best = min(made, key=lambda candidate: len(candidate.failures))
        for other in made:
            if other.built.folder != best.built.folder:
                other.built.discard()
        return best

    def _candidate(self, resolver: Resolver, resolved: Resolved) -> Candidate | Trouble:
        """Build and try, with helpers that packages forgot to declare added where that is what fails."""
        made = self._build(resolved)
        for _ in range(_MOST_HELPERS):
            if isinstance(made, Trouble):
                return made
            helper = _forgotten(made)
            better = resolver.add(made.resolved, helper[0], helper[1]) if helper else None
            if better is None:
                break
            made.built.discard()
            made = self._build(better)
        return made

    def _build(self, resolved: Resolved) -> Candidate | Trouble:
        count = len(resolved.lock.packages)
        self.commands.say(f"Installing {count} package{'' if count == 1 else 's'}")
        interpreter = resolved.rung.question.interpreter
        built = build(self.commands, self.work.installer, resolved.lock, interpreter, self.work.envs)
        if isinstance(built, Trouble):
            return built
        self.commands.say("Importing what the code imports")
        return Candidate(resolved, built, try_imports(self.commands, built.python, self.work.specification.imports))

    def _say_what_comes(self, resolved: Resolved) -> None:
        """Stop before a large download that nobody was told of.

        Raises:
            Refused: The next proposal will say it.
        """
        size = download_size(resolved.lock.packages, resolved.lock.sizes, self.work.installer.wheel_folders)
        if size < MANY_BYTES or self.work.large_download() is not None:
            return
        names = ", ".join(sorted(package.name for package in resolved.lock.packages)[:40])
        says = f"about {size / 1e9:.1f} GB to download, unless it is in the cache: {names}"
        write_atomic(self.work.folder / "download.json", json.dumps({"says": says}) + "\n")
        raise Refused(
            f"The requirements bring {says}. That was not in the proposal, so nothing was installed. "
            "Run `/env` again: now the proposal says so."
        )


def _may_help(rung: Rung, made: Sequence[Candidate]) -> bool:
    """Whether a rung is worth a build, after environments that stand and do not import everything."""
    if not made:
        return True
    if len(made) > _MOST_TRIES or not made[0].may_be_mended or rung.kind not in {"dated", "python"}:
        return False
    return rung.question.before is not None or made[0].is_about_python


def _forgotten(made: Candidate) -> tuple[str, str] | None:
    """Return a distribution that an installed package imports and does not declare, and why it is added."""
    for item in made.failures:
        missing = item.missing_module
        if missing is None or missing == item.use.module:
            continue
        requirement = distribution_of(missing)
        if requirement is not None and made.resolved.lock.version(requirement.split("<")[0]) is None:
            return requirement, f"{item.use.distribution} imports {missing!r} and does not declare it"
    return None


def contract_of(
    work: Work, made: Candidate, repo: RepoContract, now: datetime, answer: Answer | None = None
) -> EnvContract:
    """Return `env.json`.

    Args:
        work: What was to be built.
        made: What was built.
        repo: What it was built for.
        now: The moment, UTC.
        answer: What the program said to `--help`; absent where it was not asked.
    """
    interpreter = made.resolved.rung.question.interpreter
    imported = bool(made.tried) and not made.failures
    evidence = [f"import {item.use.module} ({item.use.proof}): {item.error or WORKS}" for item in made.tried]
    return EnvContract(
        folder=str(made.built.folder),
        python=str(made.built.python),
        python_version=str(interpreter.version),
        installer=work.installer.name,
        specification=work.specification.shown,
        specification_from=work.specification.files,
        specification_digest=work.specification.digest,
        lock=made.resolved.lock.packages,
        lock_digest=made.resolved.lock.digest(interpreter),
        changes=_once(made.resolved.changes),
        level="answers" if answer and answer.works else "imports" if imported else "installed",
        evidence=(*evidence, *([answer.evidence] if answer else [])),
        repo=repo.digest,
        built_at=now,
    )


def _once(changes: tuple[EnvChange, ...]) -> tuple[EnvChange, ...]:
    return tuple(dict.fromkeys(changes))


def log_of(folder: Path) -> Path:
    """Return where the whole output of a build is."""
    return folder / "build.log"
