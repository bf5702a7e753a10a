"""What a skill is: arguments in, an exact preview first, then the work, then an answer.

`plan` only reads. It says everything that `run` will do, from the contracts as they are on disk or as an earlier step
of the same proposal would leave them. `run` does what the preview said and nothing else.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from contracts.base import Contract
from contracts.events import Event
from contracts.names import Effect
from contracts.plan import Preview, Result
from skills.arguments import Arguments
from skills.host import Host
from store.folders import ProjectFolder
from store.store import Store

A = TypeVar("A", bound=Arguments)
C = TypeVar("C", bound=Contract)


@dataclass(frozen=True, slots=True)
class SkillContext:
    """Everything a skill may touch."""

    store: Store
    project: ProjectFolder
    """The project that the request is about; it need not exist yet."""
    hosts: Mapping[str, Host]
    emit: Callable[[Event], None]
    clock: Callable[[], datetime]
    """Now, in UTC."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The project's contracts as they will be when a step's turn comes: those on disk, and those earlier steps make."""

    project: ProjectFolder
    coming: Mapping[type[Contract], Contract | None] = field(default_factory=dict)
    """None: an earlier step makes it, and its content is not known before it has run."""

    def knows(self, kind: type[Contract]) -> bool:
        """Whether there is such a contract or an earlier step will make it."""
        return kind in self.coming or self.project.read(kind) is not None

    def get(self, kind: type[C]) -> C | None:
        """Return the contract as it will be; None where there is none or its content is not known yet."""
        if kind in self.coming:
            contract = self.coming[kind]
            return contract if isinstance(contract, kind) else None
        return self.project.read(kind)

    def with_coming(self, coming: Mapping[type[Contract], Contract | None]) -> "Outlook":
        """Return the outlook after a step that makes these."""
        return replace(self, coming={**self.coming, **coming})


@dataclass(frozen=True, slots=True)
class Planned:
    """What a skill would do."""

    preview: Preview
    effects: tuple[Effect, ...]
    """What it does this time; a step that finds its work done already only reads."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Digests of what it builds on; where one changes before the confirmation, it asks again."""
    makes: Mapping[type[Contract], Contract | None] = field(default_factory=dict)
    """Contracts it will leave behind, with their content where it is known."""


class Skill(ABC, Generic[A]):
    """One thing that can be done."""

    name: ClassVar[str]
    """The slash command."""
    summary: ClassVar[str]
    """For the help: an imperative sentence."""
    example: ClassVar[str]
    """A request that leads to it."""
    requires: ClassVar[tuple[type[Contract], ...]] = ()
    """Contracts it reads; the steps that make missing ones are put before it."""
    produces: ClassVar[tuple[type[Contract], ...]] = ()
    usual_effects: ClassVar[tuple[Effect, ...]] = ("read",)
    """What it does where it cannot be planned exactly yet."""
    arguments: type[A]

    @abstractmethod
    def plan(self, args: A, outlook: Outlook, context: SkillContext) -> Planned:
        """Return exactly what `run` would do. Reads only.

        Raises:
            BadRequest: A value does not fit.
            NotReady: Something it builds on is missing and no earlier step makes it.
            Refused: It may not or cannot be done.
        """

    @abstractmethod
    def run(self, args: A, context: SkillContext) -> Result:
        """Do it, emitting events.

        Raises:
            MLClawError: It could not be done; what was done so far is on disk.
        """

    def parse(self, args: Mapping[str, Any]) -> A:
        """Return the typed arguments of a call."""
        return self.arguments.model_validate(args)
