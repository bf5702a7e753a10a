"""Follow-ups: requests that change the last one instead of saying it again."""

import re
from collections.abc import Sequence

from pydantic import JsonValue

from contracts.plan import SkillCall
from mlclaw_tui.agent.conversation import Conversation
from mlclaw_tui.agent.rules import slots
from mlclaw_tui.agent.rules.clauses import Part
from mlclaw_tui.agent.rules.filling import Args, Filling, only_said
from mlclaw_tui.agent.rules.intents import Clause, Scored, score
from mlclaw_tui.agent.rules.reading import Reading, without_numbers
from mlclaw_tui.agent.rules.vocabulary import EXPORT_FORMATS, PRECISIONS
from skills.arguments import ARGUMENTS

_MENTION = r"<(?:param|space|run|newest|best|host|metric|lines|trials|since|dataset|path|file|slashed|times)>"
_OPENING = (
    r"(?:and|now|then|ok|so|please|but|just|only|what about|how about|and for|do|try|run|make it|show|give me|(?=it))"
)
_AGAIN = (
    r"(?:again|(?:the )?same|once more|one more time|same again|same thing|this time|instead|likewise|ditto|it|that|"
    r"one more)"
)
_LINK = (
    r"(?:again|one more time|thing|run|but|with|and|for|it|on|of|using|this time|now|time|the|as|in|by|to|at|only|then|"
    r"too|training|command|please|once more|instead|as well|,)"
)
_FORMAT = rf"(?:{'|'.join([*EXPORT_FORMATS, *sorted(PRECISIONS)])})"
_FOLLOWS = re.compile(rf"^(?:{_OPENING} )*(?:{_AGAIN} ?)?(?:(?:{_LINK}|{_MENTION}|{_FORMAT})(?: |$))*$")
_SAYS_AGAIN = re.compile(r"(?:^|\s)(?:again|same|once more|one more|ditto)(?!\S)")
_CHANGEABLE = frozenset(
    {"train", "evaluate", "infer", "rerun", "explore", "compare", "report", "status", "logs", "diagnose", "deploy"}
)
_TAKES_PARAMS = frozenset({"train", "rerun", "explore", "evaluate", "infer"})
_TAKES_RUNS = frozenset({"compare", "report"})
_TAKES_NO_RUN = frozenset({"train", "explore"})


def follow_up(reading: Reading, parts: Sequence[Part], context: Conversation) -> tuple[SkillCall, ...] | None:
    """Return the last calls with what this request changes; None where it stands on its own."""
    last = next((call for call in reversed(context.last_calls) if call.skill in _CHANGEABLE), None)
    if last is None or not parts:
        return None
    text = " , ".join(part.text for part in parts if part.text)
    skill = score(parts[0].head).skill
    repeats = _FOLLOWS.match(without_numbers(text)) is not None and skill not in ("stop", "help")
    trains_again = skill == "train" and last.skill == "train" and _SAYS_AGAIN.search(text) is not None
    if not repeats and not trains_again:
        return None
    changed = _changed(Filling(Clause(last.skill, Scored(()), list(parts), reading)), last)
    return None if changed is None else (changed,)


def one_before(run: str) -> str:
    """Return the name of the run before a run: `last` → `last~1`, `run_0042` → `run_0041`."""
    place = re.fullmatch(r"last(?:~(\d+))?", run)
    if place:
        return f"last~{int(place[1] or 0) + 1}"
    number = re.fullmatch(r"run_(\d+)", run)
    return f"run_{max(int(number[1]) - 1, 1):04d}" if number else "last~1"


def _changed(filling: Filling, last: SkillCall) -> SkillCall | None:
    """Return the last call as it is changed; None where nothing that it takes was said."""
    args = dict(last.args)
    said = slots.params(filling)
    if filling.question or any(len(values) != 1 for values in said.values()):
        return None
    if said and last.skill in _TAKES_PARAMS:
        before = args.get("params")
        params: dict[str, JsonValue] = dict(before) if isinstance(before, dict) else {}
        args["params"] = {**params, **slots.one_each(said)}
    args.update(_other_arguments(filling, last.skill))
    _change_runs(filling, args, last.skill)
    changed = SkillCall(skill=last.skill, args=args)
    return changed if changed != last or _SAYS_AGAIN.search(filling.text) else None


def _other_arguments(filling: Filling, skill: str) -> Args:
    words = filling.text.split()
    deploys = skill == "deploy"
    said = only_said(
        **{"target" if deploys else "host": slots.host(filling)},
        metric=filling.take_text("metric"),
        tail=filling.take_number("lines"),
        trials=filling.take_number("trials"),
        format=next((EXPORT_FORMATS[word] for word in words if word in EXPORT_FORMATS), None) if deploys else None,
        precision=next((word for word in words if word in PRECISIONS), None) if deploys else None,
    )
    return {name: value for name, value in said.items() if name in ARGUMENTS[skill].model_fields}


def _change_runs(filling: Filling, args: Args, skill: str) -> None:
    newest = filling.newest() if skill in _TAKES_RUNS else None
    if newest:
        args.pop("runs", None)
        args["last"] = newest
    runs = [] if newest or skill in _TAKES_NO_RUN else slots.run_names(filling)
    before = args.get("run")
    if runs == ["last~1"] and isinstance(before, str):
        runs = [one_before(before)]
    if runs and skill in _TAKES_RUNS:
        args.pop("last", None)
        args["runs"] = list(runs)
    elif runs:
        args["run"] = runs[0]
