"""Wire it all: the store, the hosts, the skills, the planner, the agent."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.events import Event
from mlclaw_tui.agent.agent import Agent
from mlclaw_tui.agent.rules.planner import RulesPlanner
from mlclaw_tui.agent.workspace import Workspace
from mlclaw_tui.hosts.local import LocalHost
from mlclaw_tui.settings import Settings
from skills.analyze.skill import AnalyzeSkill
from skills.compare.skill import CompareSkill
from skills.env.skill import EnvSkill
from skills.help import HelpSkill
from skills.importing.skill import ImportSkill
from skills.init import InitSkill
from skills.later import LATER, LaterSkill
from skills.report.skill import ReportSkill
from skills.runs.evaluate import EvaluateSkill
from skills.runs.infer import InferSkill
from skills.runs.logs import LogsSkill
from skills.runs.status import StatusSkill
from skills.runs.stop import StopSkill
from skills.runs.train import TrainSkill
from skills.skill import Skill
from skills.sql import SqlSkill
from store.folders import Home
from store.store import Store


def skills_for(settings: Settings, *, project_named: bool) -> dict[str, Skill[Any]]:
    """Return every skill by name, in the order of the help.

    Args:
        settings: What the user set.
        project_named: Whether the user named the project: then an import goes there, whatever its lines say.
    """
    skills: dict[str, Skill[Any]] = {}
    built: tuple[Skill[Any], ...] = (
        InitSkill(),
        AnalyzeSkill(),
        EnvSkill(installer=settings.env.installer),
        TrainSkill(),
        EvaluateSkill(),
        InferSkill(),
        CompareSkill(),
        ReportSkill(),
        StatusSkill(),
        LogsSkill(),
        StopSkill(),
        SqlSkill(),
        ImportSkill(is_project_named=project_named),
        HelpSkill(skills),
    )
    skills.update({skill.name: skill for skill in built})
    skills.update({name: LaterSkill(name) for name in LATER})
    return skills


def workspace_for(
    home: Path, settings: Settings, emit: Callable[[Event], None], *, project: str | None = None, who: str = "mlclaw"
) -> Workspace:
    """Return the talk with a home, nothing opened yet."""
    return Workspace(
        store=Store(Home(home), who=who, wait_s=settings.store.wait_s),
        hosts={"local": LocalHost()},
        skills=skills_for(settings, project_named=project is not None),
        emit=emit,
        clock=lambda: datetime.now(UTC),
        cwd=Path.cwd(),
        named=project,
    )


def agent_for(workspace: Workspace) -> Agent:
    """Return the agent that works on it."""
    return Agent(RulesPlanner(), workspace)
