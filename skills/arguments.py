"""The arguments of every skill: what a planner produces, what `/train lr=0.001` fills, what a model's tools take.

A run is named `run_0042`, `run 42`, `42`, an alias, `last`, `last~2`, `best`. Durations are `10m`, `2h`; percentages
are numbers as said.
"""

import re
from typing import Literal

from pydantic import Field, field_validator

from contracts.base import Model

RunName = str
ParamText = int | float | bool | str
"""A value as the user said it; the entry point's own types decide what it becomes."""


class Arguments(Model):
    """What a skill takes."""


class Init(Arguments):
    name: str
    """Name of the new project."""


class Discover(Arguments):
    pass


class Analyze(Arguments):
    repo: str | None = None
    """URL or folder of the repository; absent: the project's own."""
    ref: str | None = None
    """Branch, tag or commit of a URL."""
    entry: str | None = None
    """The entry point to use where several are equally good."""


class Env(Arguments):
    python: str | None = None
    """Version or path of the interpreter."""
    extras: tuple[str, ...] = ()
    """Optional dependency groups of the repository."""
    relax: tuple[str, ...] = ()
    """Distributions whose pinned version may be given up where it cannot be had."""

    @field_validator("extras", "relax", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        """Take `a,b` for two names."""
        return tuple(filter(None, re.split(r"[,\s]+", value))) if isinstance(value, str) else value


class Data(Arguments):
    path: str | None = None
    """Folder or file."""
    to: str | None = None
    """Format to convert to."""


class Train(Arguments):
    params: dict[str, ParamText] = {}
    """By the user's names: `epochs`, `lr`, `batch_size`."""
    host: str | None = None
    data: str | None = None
    entry: str | None = None
    """The entry point, where the repository has several."""
    detach: bool = False
    """Come back as soon as it has started."""
    resume: RunName | None = None
    """The training that ended early and is to be continued from its last checkpoint."""


class Evaluate(Arguments):
    run: RunName | None = None
    """Whose checkpoint; absent: the last finished training."""
    data: str | None = None
    params: dict[str, ParamText] = {}


class Infer(Arguments):
    run: RunName | None = None
    input: str | None = None
    """File or folder to predict."""
    params: dict[str, ParamText] = {}


class Deploy(Arguments):
    run: RunName | None = None
    format: Literal["onnx", "tensorrt", "torchscript", "openvino", "coreml", "tflite"] | None = None
    target: str | None = None
    """Where it will run: a host, or a device such as `jetson`."""
    precision: Literal["fp32", "fp16", "bf16", "int8"] | None = None


class Compare(Arguments):
    runs: tuple[RunName, ...] = ()
    last: int | None = Field(default=None, ge=1)
    """The newest N runs."""
    metric: str | None = None


class Diagnose(Arguments):
    metric: str | None = None
    run: RunName | None = None
    """The run that is worse; absent: the newest."""
    baseline: RunName | None = None
    since: str | None = None
    """When it was still good: `7d`, `2026-11-01`, `last week`."""


class Rerun(Arguments):
    run: RunName | None = None
    params: dict[str, ParamText] = {}
    packages: dict[str, str] = {}
    """Distribution to version."""


class Explore(Arguments):
    params: dict[str, ParamText] = {}
    """Param to range or list: `lr: 1e-4..1e-2`."""
    trials: int | None = Field(default=None, ge=1)
    metric: str | None = None


class Report(Arguments):
    runs: tuple[RunName, ...] = ()
    last: int | None = Field(default=None, ge=1)
    kind: Literal["html", "markdown", "chart", "model_card"] | None = None
    metric: str | None = None


class Status(Arguments):
    run: RunName | None = None
    host: str | None = None
    snapshot: bool = False
    """Show what code ran, and how to get its very bytes again."""


class Logs(Arguments):
    run: RunName | None = None
    tail: int | None = Field(default=None, ge=1)
    """Lines from the end."""


class Stop(Arguments):
    run: RunName | None = None
    host: str | None = None


class Watch(Arguments):
    condition: Literal["plateau", "nan", "finished", "failed", "gpu_memory", "stalled", "threshold", "diverged"]
    run: RunName | None = None
    metric: str | None = None
    threshold: float | None = None
    """As said: 95 for 95 %."""
    every: str | None = None
    """A duration: `10m`."""
    notify: str | None = None
    """How: `desktop`, `bell`, an address."""


class Usage(Arguments):
    since: str | None = None


class Remember(Arguments):
    text: str


class Recall(Arguments):
    text: str | None = None


class Sql(Arguments):
    query: str


class Import(Arguments):
    path: str
    format: str | None = None


class Help(Arguments):
    topic: str | None = None


ARGUMENTS: dict[str, type[Arguments]] = {
    "init": Init,
    "discover": Discover,
    "analyze": Analyze,
    "env": Env,
    "data": Data,
    "train": Train,
    "evaluate": Evaluate,
    "infer": Infer,
    "deploy": Deploy,
    "compare": Compare,
    "diagnose": Diagnose,
    "rerun": Rerun,
    "explore": Explore,
    "report": Report,
    "status": Status,
    "logs": Logs,
    "stop": Stop,
    "watch": Watch,
    "usage": Usage,
    "remember": Remember,
    "recall": Recall,
    "sql": Sql,
    "import": Import,
    "help": Help,
}
"""Every skill by its name, built or not."""
