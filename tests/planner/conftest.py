"""Read the tables of phrasings: a request and the plan, or plans, that are right for it."""

import re
from pathlib import Path
from typing import Any

import pytest

from contracts.plan import SkillCall
from mlclaw_tui.agent.rules.numbers import scalar
from skills.arguments import ARGUMENTS

HERE = Path(__file__).parent
Calls = tuple[SkillCall, ...]


def read_table(path: Path) -> list[tuple[str, list[Calls | None]]]:
    """Return each request with the plans that are right; None is a question instead of a plan."""
    rows = []
    for line in path.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            request, _, expected = line.rpartition(" => ")
            rows.append((request, [read_calls(each) for each in expected.split(" OR ")]))
    return rows


def read_calls(text: str) -> Calls | None:
    """Return the calls of `train lr=0.1 epochs=3 | evaluate`."""
    return None if text.strip() == "?" else tuple(_call(each) for each in text.split(" | "))


def _call(text: str) -> SkillCall:
    skill, _, rest = text.strip().partition(" ")
    args: dict[str, Any] = {}
    for name, value in re.findall(r"([\w.]+)=(\"[^\"]*\"|\S+)", rest):
        _keep(skill, args, name, value)
    return SkillCall(skill=skill, args=args)


def _keep(skill: str, args: dict[str, Any], name: str, value: str) -> None:
    fields = ARGUMENTS[skill].model_fields
    plain = value.strip('"')
    number = scalar(plain) if not value.startswith('"') else None
    if name.startswith("packages."):
        args.setdefault("packages", {})[name.removeprefix("packages.")] = plain
    elif name not in fields:
        args.setdefault("params", {})[name] = plain if number is None else number
    elif value.startswith("["):
        args[name] = value.strip("[]").split(",")
    elif name in ("last", "tail", "trials", "threshold", "detach"):
        args[name] = number
    else:
        args[name] = plain


def is_right(calls: Calls, expected: list[Calls | None]) -> bool:
    """Whether a plan is one of those that are right; None stands for no plan."""
    found = [(call.skill, call.args) for call in calls]
    return any(found == [(call.skill, call.args) for call in each or ()] for each in expected)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if {"request_text", "expected"} <= set(metafunc.fixturenames):
        rows = read_table(HERE / "phrasings.txt")
        metafunc.parametrize(("request_text", "expected"), rows, ids=[row[0] for row in rows])
