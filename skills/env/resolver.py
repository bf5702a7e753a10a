"""Climb the ladder: ask the installer rung by rung, and yield what can be resolved."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from contracts.env import EnvChange, EnvContract
from contracts.errors import MLClawError
from skills.env.advice import build_cause, explain
from skills.env.commands import Commands
from skills.env.downloads import TORCH_FAMILY, cpu_builds, has_cuda, has_gpu, kept_builds, wants_torch
from skills.env.installer import SLOW_TO_BUILD, Argv, Installer, Question
from skills.env.ladder import Ladder, Rung
from skills.env.lock import Lock
from skills.env.requirement_lines import name_of
from skills.env.specification import Specification
from skills.env.trouble import Trouble, trouble_in

_AT_ONCE = frozenset({"network", "disk", "permission"})
"""Trouble that no other versions mend."""
_HOPELESS = frozenset({"contradiction", "no_package"})
"""Trouble that only a correction or a version given up mends."""
_ABOUT_BUILDS = frozenset({"other_python", "no_version"})
"""Trouble that may be for want of a ready build."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A rung that could be resolved."""

    rung: Rung
    lock: Lock
    changes: tuple[EnvChange, ...]


@dataclass(slots=True)
class Resolver:
    """Asks an installer until it has an answer."""

    ladder: Ladder
    installer: Installer
    commands: Commands
    before: EnvContract | None
    """The environment that is there: its large packages are kept where they fit."""
    _failures: list[tuple[Rung, Trouble]] = field(default_factory=list)
    _no_cpu_index: bool = False
    _prepared: tuple[Argv, ...] = ()

    def climb(self, may_help: Callable[[Rung], bool]) -> Iterator[Resolved]:
        """Yield each resolution that is possible and may help, the one nearest to the declaration first."""
        for rung in filter(may_help, self.ladder.rungs()):
            if self._is_hopeless(rung):
                continue
            self.commands.say(f"Resolving {rung.says}")
            answer = self._answer(rung)
            if isinstance(answer, Resolved):
                yield answer
            else:
                self.failed(rung, answer)

    def _is_hopeless(self, rung: Rung) -> bool:
        """Whether what went wrong before is sure to go wrong again."""
        kinds = {trouble.kind for _, trouble in self._failures}
        same = {trouble.kind for other, trouble in self._failures if other.specification is rung.specification}
        if rung.kind == "source" and not kinds & _ABOUT_BUILDS:
            return True
        if rung.kind == "python" and self.installer.name == "pip" and kinds == {"conflict"}:
            return True  # an environment for pip on each Python takes long, and conflicts rarely depend on it
        return bool(same & _HOPELESS) or (rung.question.before is not None and "undated" in kinds)

    def failed(self, rung: Rung, trouble: Trouble) -> None:
        """Take note of a rung that did not hold.

        Raises:
            MLClawError: No other rung would help.
        """
        self._failures.append((rung, trouble))
        if trouble.kind in _AT_ONCE:
            raise explain(trouble, self.ladder.specification, self.commands.log)

    def note(self, rung: Rung, reason: str) -> None:
        """Take note of a rung that was built and does not import everything."""
        self._failures.append((rung, Trouble("unknown", (), (reason,))))

    def error(self) -> MLClawError:
        """Return the error to raise when no rung held: what went wrong first, and what else was tried."""
        (_, first), *others = self._failures
        relaxed = [trouble for rung, trouble in others if rung.kind == "relaxed"]
        tried = _tried([rung for rung, _ in others])
        return explain(relaxed[-1] if relaxed else first, self.ladder.specification, self.commands.log, tried)

    def add(self, resolved: Resolved, requirement: str, why: str) -> Resolved | None:
        """Return a resolution with one requirement more; None where there is none."""
        question = replace(resolved.rung.question, requirements=(*resolved.rung.question.requirements, requirement))
        answer = self._ask_kindly(question)
        if isinstance(answer, Trouble):
            return None
        change = EnvChange(what=f"{requirement} added", why=why)
        return Resolved(replace(resolved.rung, question=question), answer, (*resolved.changes, change))

    def _answer(self, rung: Rung) -> Resolved | Trouble:
        """Resolve a rung: without what only some paths import where that is in the way, with what nothing declares."""
        changes = self._with_reason(rung)
        question = rung.question
        answer = self._ask_kindly(question)
        while isinstance(answer, Trouble) and (blamed := _blamed(answer, question, rung.specification)):
            kept = tuple(item for item in question.requirements if item != blamed)
            question = replace(question, requirements=kept)
            place = rung.specification.place(name_of(blamed))
            change = EnvChange(what=f"{blamed} left out", why=f"only some paths import it{place}: {_short(answer)}")
            changes = (*changes, change)
            answer = self._ask_kindly(question)
        if isinstance(answer, Trouble):
            return answer
        return self._with_undeclared(Resolved(replace(rung, question=question), answer, changes))

    def _with_undeclared(self, resolved: Resolved) -> Resolved:
        for item in resolved.rung.specification.undeclared:
            if any(resolved.lock.version(name) for name in item.providers):
                continue
            added = self.add(resolved, item.spec, f"{item.place} imports it and nothing declares it")
            if added is None:
                change = EnvChange(
                    what=f"{item.spec} left out", why=f"{item.place} imports it, and no index has one that fits"
                )
                added = replace(resolved, changes=(*resolved.changes, change))
            resolved = added
        return resolved

    def _with_reason(self, rung: Rung) -> tuple[EnvChange, ...]:
        """Return the rung's changes, the last of them with the reason why it was made."""
        if not self._failures or rung.kind == "declared" or not rung.changes:
            return rung.changes
        *others, last = rung.changes
        reason = _short(self._failures[0][1])
        return (*others, EnvChange(what=last.what, why=f"{last.why}. The reason: {reason}"))

    def _ask_kindly(self, question: Question) -> Lock | Trouble:
        """Ask first for small builds and for what is there already, then for whatever fits."""
        answer: Lock | Trouble | None = None
        for kind in self._preferred(question):
            answer = self._ask(kind)
            if isinstance(answer, Lock):
                return answer
            self._no_cpu_index |= kind.cpu_index and answer.kind == "network"
        answer = self._ask(question)
        if isinstance(answer, Lock) and has_cuda(answer.packages) and not has_gpu():
            return self._smaller(question, answer)
        return answer

    def _preferred(self, question: Question) -> Iterator[Question]:
        names = {name_of(item) for item in question.requirements}
        kept = kept_builds(self.before, question.interpreter)
        if has_gpu():
            cpu: dict[str, str] = {}
        else:
            cpu = cpu_builds(self.installer.wheel_folders, question.requirements, question.interpreter)
        asked = TORCH_FAMILY & names
        known = {**cpu, **kept}
        if wants_torch(names) and not has_gpu() and not asked <= set(known):
            yield from self._from_cpu_index(question)
        if known and (wants_torch(names) or not names.isdisjoint(known)):
            yield replace(question, constraints=(*question.constraints, *known.values()))

    def _smaller(self, question: Question, large: Lock) -> Lock:
        """Return a resolution with CPU builds of what turned out to be there, else the large one."""
        cpu = cpu_builds(self.installer.wheel_folders, question.requirements, question.interpreter)
        tries = [replace(question, constraints=(*question.constraints, *cpu.values()))] if cpu else []
        for kind in (*tries, *self._from_cpu_index(question)):
            answer = self._ask(kind)
            if isinstance(answer, Lock):
                return answer
        return large

    def _from_cpu_index(self, question: Question) -> Iterator[Question]:
        if self.installer.name == "uv" and not self._no_cpu_index:
            yield replace(question, cpu_index=True)

    def _ask(self, question: Question) -> Lock | Trouble:
        question.write(self.commands.cwd)
        environment = self.installer.environment
        if question.cpu_index:
            environment = {**environment, "UV_HTTP_RETRIES": "1"}
        preparing = self.installer.preparing(question, self.commands.cwd)
        if preparing != self._prepared:
            if trouble := self._run(preparing, environment):
                return trouble
            self._prepared = preparing
        trouble = self._run(self.installer.resolving(question, self.commands.cwd), environment)
        return trouble or self.installer.read_lock(self.commands.cwd)

    def _run(self, steps: Sequence[Argv], environment: Mapping[str, str]) -> Trouble | None:
        for argv in steps:
            done = self.commands.run(argv, environment)
            if done.exit_code != 0:
                return _without_builds(trouble_in(done.output))
        return None


def _without_builds(trouble: Trouble) -> Trouble:
    """Return the trouble; of a package that is only taken as a ready build, "not there" means that none fits."""
    is_restricted = trouble.kind == "no_package" and trouble.names[0] in SLOW_TO_BUILD
    return replace(trouble, kind="other_python") if is_restricted else trouble


def _blamed(trouble: Trouble, question: Question, specification: Specification) -> str | None:
    """Return the requirement to give up: one that only some paths import, and that the trouble is about."""
    for requirement in question.requirements:
        name = name_of(requirement)
        if name in specification.lazy and name in trouble.names[:1]:
            return requirement
    return None


def _tried(rungs: Sequence[Rung]) -> tuple[str, ...]:
    """Return what was tried beside the declaration, for a person."""
    pythons = dict.fromkeys(str(rung.question.interpreter.version) for rung in rungs if rung.kind == "python")
    days = dict.fromkeys(f"{rung.question.before:%Y-%m-%d}" for rung in rungs if rung.question.before)
    said = [
        f"Python {', '.join(pythons)}" if pythons else "",
        f"the versions of {', '.join(days)}" if days else "",
        "builds from source" if any(rung.kind == "source" for rung in rungs) else "",
        "versions given up" if any(rung.kind == "relaxed" for rung in rungs) else "",
    ]
    return tuple(filter(None, said))


def _short(trouble: Trouble) -> str:
    return build_cause(trouble.says) if trouble.kind == "build" else trouble.short
