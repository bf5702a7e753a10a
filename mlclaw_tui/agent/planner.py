"""What a planner is: the rules are one, a language model is another."""

from typing import Protocol

from contracts.plan import Plan
from mlclaw_tui.agent.conversation import Conversation


class Planner(Protocol):
    """Turns words into calls of skills."""

    def plan(self, request: str, context: Conversation) -> Plan:
        """Return the calls a request means, or a question where it is not sure."""
        ...
