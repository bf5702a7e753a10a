"""What happens while a plan runs, for whoever shows it: the terminal app, a batch run, a log."""

from typing import Literal

from contracts.base import Model
from contracts.names import RunId


class Event(Model):
    """Something that happened in a step."""

    skill: str


class StepStarted(Event):
    """A step of the plan began."""

    title: str
    number: int
    of: int


class Progress(Event):
    """How far a step is."""

    text: str
    fraction: float | None = None
    """0 to 1; absent where the end is unknown."""


class Output(Event):
    """A line that a program printed; not ours, so shown with control characters neutralised."""

    line: str


class RunChanged(Event):
    """A run was made or changed its status."""

    run_id: RunId
    status: str


class Warned(Event):
    """Something a user should know; the step goes on."""

    text: str


class StepFinished(Event):
    """A step of the plan ended."""

    status: Literal["done", "failed"]
    elapsed_s: float
