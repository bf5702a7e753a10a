"""Read the tables of requests: a request and the plan, or plans, that are right for it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts.plan import SkillCall
from mlclaw_tui.agent.conversation import Conversation
from mlclaw_tui.agent.rules.numbers import scalar
from mlclaw_tui.agent.rules.planner import RulesPlanner
from skills.arguments import ARGUMENTS

HERE = Path(__file__).parent
Calls = tuple[SkillCall, ...]
NUMBERS = ("last", "tail", "trials", "threshold", "detach")


def read_table(name: str) -> list[tuple[str, list[Calls]]]:
    """Return each request with the plans that are right for it; no calls stand for a question."""
    rows = []
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            request, _, expected = line.rpartition(" => ")
            rows.append((request, [read_calls(each) for each in expected.split(" OR ")]))
    return rows


def read_calls(text: str) -> Calls:
    """Return the calls of `train lr=0.1 epochs=3 | evaluate`."""
    return () if text.strip() == "?" else tuple(_call(each) for each in text.split(" | "))


def _call(text: str) -> SkillCall:
    skill, _, rest = text.strip().partition(" ")
    args: dict[str, Any] = {}
    for name, value in re.findall(r"([\w.-]+)=(\"[^\"]*\"|\S+)", rest):
        _keep(skill, args, name, value)
    return SkillCall(skill=skill, args=args)


def _keep(skill: str, args: dict[str, Any], name: str, value: str) -> None:
    plain = value.strip('"')
    number = None if value.startswith('"') or ".." in value else scalar(plain)
    if name.startswith("packages."):
        args.setdefault("packages", {})[name.removeprefix("packages.")] = plain
    elif name not in ARGUMENTS[skill].model_fields:
        args.setdefault("params", {})[name] = plain if number is None else number
    elif value.startswith("["):
        args[name] = value.strip("[]").split(",")
    else:
        args[name] = number if name in NUMBERS else plain


def right(calls: Calls, expected: list[Calls]) -> bool:
    """Whether a plan is one of those that are right; the order of arguments does not matter."""
    return any(
        [(call.skill, call.args) for call in calls] == [(call.skill, call.args) for call in each] for each in expected
    )


@pytest.fixture(scope="session")
def is_right() -> Callable[[Calls, list[Calls]], bool]:
    """Whether a plan is one of those that are right."""
    return right


@pytest.fixture(scope="session")
def planner() -> RulesPlanner:
    return RulesPlanner()


@pytest.fixture
def nothing() -> Conversation:
    """A conversation of which nothing is known."""
    return Conversation()


@pytest.fixture(scope="session")
def held_out() -> list[tuple[str, list[Calls]]]:
    return read_table("held_out.txt")


@pytest.fixture(scope="session")
def single_steps() -> list[tuple[str, str]]:
    """The requests of `phrasings.txt` that ask for one thing, each with its skill; `?` where it is none."""
    rows = [(request, expected[0]) for request, expected in read_table("phrasings.txt") if not request.startswith("/")]
    named = [(request, _skill_of(calls)) for request, calls in rows]
    return [(request, skill) for request, skill in named if skill not in ("", "sql", "remember")]


def _skill_of(calls: Calls) -> str:
    skills = [call.skill for call in calls]
    if skills == ["analyze", "env"]:
        return "setup"
    return skills[0] if len(skills) == 1 else "" if skills else "?"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.function.__name__ == "test_a_request_leads_to_its_plan":
        rows = read_table("phrasings.txt")
        metafunc.parametrize(("words", "expected"), rows, ids=[words for words, _ in rows])
    elif metafunc.function.__name__ == "test_a_request_that_follows_another_changes_it":
        rows = [(*request.split(" >> ", 1), expected) for request, expected in read_table("followups.txt")]
        follows = [(read_calls(before), words, expected) for before, words, expected in rows]
        metafunc.parametrize(("before", "words", "expected"), follows, ids=[f"{row[0]}, {row[1]}" for row in rows])
