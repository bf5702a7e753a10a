"""Follow-ups: requests that change the last one instead of saying it again."""

import re
from collections.abc import Sequence

from contracts.plan import SkillCall
from mlclaw_tui.agent.conversation import Conversation
from mlclaw_tui.agent.rules import slots
from mlclaw_tui.agent.rules.clauses import Part
from mlclaw_tui.agent.rules.intents import Clause, Scored, score
from mlclaw_tui.agent.rules.reading import Reading, without_numbers

_AGAIN = re.compile(
    r"^(?:(?:and|now|then|ok|so|please|but|just|only|what about|how about|and for|and what about|"
    r"do|try|run|make it|show|give me) )*"
    r"(?:again|same|the same|once more|one more time|same again|same thing|this time|instead|"
    r"likewise|ditto|it|that|one more)?(?: (?:again|one more time|thing|run|but|with|and|for|it|"
    r"on|of|using|this time|now|time|the|as|in|by|training|command|please|once more|instead|,))*"
    r"(?P<rest>(?: ?(?:but|with|for|on|and|of|in|using|by|the|instead|at|to|,|now|only|this time|"
    r"please|then|too|as well|<(?:param|space|run|newest|best|host|metric|lines|since|dataset|"
    r"path|file|slashed|times)>))*)$"
)
_TRAIN_AGAIN = re.compile(r"(?:^|\s)(?:again|same)(?!\S)")
_CHANGED = (
    "train",
    "evaluate",
    "infer",
    "rerun",
    "explore",
    "compare",
    "report",
    "status",
    "logs",
    "diagnose",
    "deploy",
)


def follow_up(reading: Reading, parts: Sequence[Part], context: Conversation) -> tuple[SkillCall, ...] | None:
    """Return the last calls with what this request changes; None where it stands on its own."""
    last = next((call for call in reversed(context.last_calls) if call.skill in _CHANGED), None)
    if last is None or not parts:
        return None
    text = " , ".join(part.text for part in parts if part.text)
    skill = score(parts[0].head).skill
    repeats = _AGAIN.match(without_numbers(text)) is not None and skill not in ("stop", "help")
    trains_again = skill == "train" and last.skill == "train" and _TRAIN_AGAIN.search(text) is not None
    if not repeats and not trains_again:
        return None
    changed = _changed(reading, parts, last)
    return None if changed is None else (changed,)


def _changed(reading: Reading, parts: Sequence[Part], last: SkillCall) -> SkillCall | None:
    filling = slots.Filling(Clause(last.skill, Scored(()), list(parts), reading))
    args = dict(last.args)
    said = slots.params(filling)
    if filling.question or any(len(values) != 1 for values in said.values()):
        return None
    if said:
        params = args.get("params")
        args["params"] = {
            **(params if isinstance(params, dict) else {}),
            **{name: values[0] for name, values in said.items()},
        }
    host, metric, lines = slots.host(filling), slots.metric(filling), filling.take("lines")
    args.update({"host": host} if host else {})
    args.update({"metric": metric} if metric else {})
    args.update({"tail": int(lines.value)} if lines and isinstance(lines.value, int) else {})
    _change_runs(filling, args, last)
    changed = SkillCall(skill=last.skill, args=args)
    again = re.search(r"(?:^|\s)(?:again|same|once more|one more|ditto)(?!\S)", filling.text)
    return changed if changed != last or again else None


def _change_runs(filling: slots.Filling, args: slots.Args, last: SkillCall) -> None:
    newest = next(
        (mention.value.newest for _, mention in filling.mentions("newest") if isinstance(mention.value, slots.Runs)),
        None,
    )
    takes_many = last.skill in ("compare", "report")
    if newest and takes_many:
        args.pop("runs", None)
        args["last"] = newest
        return
    names = slots.run_names(filling)
    if not names or last.skill in ("train", "explore"):
        return
    before = args.get("run")
    if names == ["last~1"] and isinstance(before, str):
        names = [one_before(before)]
    if takes_many:
        args.pop("last", None)
        args["runs"] = list(names)
    else:
        args["run"] = names[0]


def one_before(run: str) -> str:
    """Return the name of the run before a run: `last` → `last~1`, `run_0042` → `run_0041`."""
    place = re.fullmatch(r"last(?:~(\d+))?", run)
    if place:
        return f"last~{int(place[1] or 0) + 1}"
    number = re.fullmatch(r"run_(\d+)", run)
    return f"run_{max(int(number[1]) - 1, 1):04d}" if number else "last~1"
