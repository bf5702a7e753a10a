"""Put the calls of all clauses in order: one call where several clauses say one thing, missing first steps added."""

from collections.abc import Sequence

from contracts.plan import SkillCall

_MERGED = frozenset(
    [
        "analyze",
        "env",
        "data",
        "compare",
        "diagnose",
        "status",
        "logs",
        "report",
        "deploy",
        "evaluate",
        "usage",
        "help",
        "discover",
        "explore",
        "recall",
        "watch",
        "infer",
        "stop",
    ]
)
"""Skills for which two calls in a row that do not contradict each other are one."""
_NEEDS_CODE = frozenset(["train", "evaluate", "infer"])


def in_sequence(calls: Sequence[SkillCall], *, introduces: bool) -> tuple[SkillCall, ...]:
    """Return the calls of a request as the plan should have them.

    Args:
        calls: In the order in which they were said.
        introduces: Whether the request brings the repository along: then it is set up before something is run.
    """
    result: list[SkillCall] = []
    for call in calls:
        if result and _is_one(result[-1], call):
            result[-1] = SkillCall(skill=call.skill, args={**result[-1].args, **call.args})
        elif not _is_done(result, call):
            result.append(call)
    return tuple(_with_environment(result) if introduces else result)


def _is_one(before: SkillCall, call: SkillCall) -> bool:
    if before.skill == call.skill == "rerun":
        return not call.args or ("run" not in before.args and set(before.args) <= {"packages"})
    if before.skill != call.skill or call.skill not in _MERGED:
        return False
    if call.skill == "report" and "kind" in before.args and "kind" not in call.args:
        return False  # a chart, and a report
    if (
        call.skill in ("evaluate", "deploy", "infer", "logs", "status", "stop")
        and before.args
        and call.args
        and before.args.get("run") != call.args.get("run")
    ):
        return "run" not in call.args
    return all(before.args.get(name, value) == value for name, value in call.args.items())


def _is_done(result: Sequence[SkillCall], call: SkillCall) -> bool:
    """Whether an earlier step did this already: reading the code and building its environment are done once."""
    if call.skill not in ("analyze", "env"):
        return False
    return any(each.skill == call.skill and (not call.args or each.args == call.args) for each in result)


def _with_environment(calls: list[SkillCall]) -> list[SkillCall]:
    skills = [call.skill for call in calls]
    runs = next((place for place, skill in enumerate(skills) if skill in _NEEDS_CODE), None)
    if runs is None or "analyze" not in skills[:runs] or "env" in skills[:runs]:
        return calls
    place = skills.index("analyze") + 1
    return [*calls[:place], SkillCall(skill="env"), *calls[place:]]
