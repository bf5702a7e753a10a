"""Wire it all: the store, the hosts, the skills, the planner, the agent."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from contracts.events import Event
from mlclaw_tui.agent.agent import Agent
from mlclaw_tui.agent.rules.planner import RulesPlanner
from mlclaw_tui.agent.workspace import Workspace
from mlclaw_tui.hosts.local import LocalHost
from mlclaw_tui.settings import Settings
from mlclaw_tui.skillset import SkillSet
from store.folders import Home
from store.store import Store


def workspace_for(
    home: Path, settings: Settings, emit: Callable[[Event], None], *, project: str | None = None, who: str = "mlclaw"
) -> Workspace:
    """Return the talk with a home, nothing opened yet."""
    return Workspace(
        store=Store(Home(home), who=who, wait_s=settings.store.wait_s),
        hosts={"local": LocalHost()},
        skills=SkillSet(settings, project_named=project is not None),
        emit=emit,
        clock=lambda: datetime.now(UTC),
        cwd=Path.cwd(),
        named=project,
    )


def agent_for(workspace: Workspace) -> Agent:
    """Return the agent that works on it."""
    return Agent(RulesPlanner(), workspace)
