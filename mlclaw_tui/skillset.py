"""Every skill by name, each loaded when it is first asked for: a request pays for what it uses."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import Any

from contracts.base import Contract
from contracts.env import EnvContract
from contracts.repo import RepoContract
from mlclaw_tui.settings import Settings
from skills.later import LATER, LaterSkill
from skills.skill import Skill

AnySkill = Skill[Any]
MAKERS: dict[type[Contract], str] = {RepoContract: "analyze", EnvContract: "env"}
"""Which skill is put in where a contract is missing."""


class SkillSet(Mapping[str, AnySkill]):
    """The skills of one program."""

    def __init__(self, settings: Settings, *, project_named: bool) -> None:
        """Load nothing yet.

        Args:
            settings: What the user set.
            project_named: Whether the user named the project: then an import goes there, whatever its lines say.
        """
        self._loaded: dict[str, AnySkill] = {}
        self._makers: dict[str, Callable[[], AnySkill]] = {
            "init": lambda: _new("skills.init", "InitSkill"),
            "analyze": lambda: _new("skills.analyze.skill", "AnalyzeSkill"),
            "env": lambda: _new("skills.env.skill", "EnvSkill", installer=settings.env.installer),
            "train": lambda: _new("skills.runs.train", "TrainSkill"),
            "evaluate": lambda: _new("skills.runs.evaluate", "EvaluateSkill"),
            "infer": lambda: _new("skills.runs.infer", "InferSkill"),
            "compare": lambda: _new("skills.compare.skill", "CompareSkill"),
            "diagnose": lambda: _new("skills.diagnose.skill", "DiagnoseSkill"),
            "report": lambda: _new("skills.report.skill", "ReportSkill"),
            "status": lambda: _new("skills.runs.status", "StatusSkill"),
            "logs": lambda: _new("skills.runs.logs", "LogsSkill"),
            "stop": lambda: _new("skills.runs.stop", "StopSkill"),
            "sql": lambda: _new("skills.sql", "SqlSkill"),
            "import": lambda: _new("skills.importing.skill", "ImportSkill", is_project_named=project_named),
            "help": lambda: _new("skills.help", "HelpSkill", others=self),
            **{name: partial(LaterSkill, name) for name in LATER},
        }

    def __getitem__(self, name: str) -> AnySkill:
        if name not in self._loaded:
            self._loaded[name] = self._makers[name]()
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def maker_of(self, kind: type[Contract]) -> AnySkill | None:
        """Return the skill that makes a contract others require."""
        return self[MAKERS[kind]] if kind in MAKERS else None


def _new(module: str, name: str, **facts: Any) -> AnySkill:
    skill: AnySkill = getattr(import_module(module), name)(**facts)
    return skill
