"""Calls that run the code's training: train, rerun, explore."""

import itertools
import re
from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from contracts.plan import SkillCall
from mlclaw_tui.agent.rules import slots
from mlclaw_tui.agent.rules.clauses import Part
from mlclaw_tui.agent.rules.fill_code import preparation
from mlclaw_tui.agent.rules.filling import Args, Filling, call, call_each, only_said
from mlclaw_tui.agent.rules.numbers import number
from mlclaw_tui.agent.rules.reading import Package, Param, Scalar
from mlclaw_tui.agent.rules.runs import canonical
from mlclaw_tui.agent.rules.vocabulary import wordlist

MOST_CALLS = 12
"""Trainings that one sentence may ask for; more belong into a study."""
AUTO = "auto"
"""The range of a param that the user named without one."""
_DATA_PLACE = (
    r"(?:on|with|using|from|against|over|set|folder|directory|"
    r"(?:data|dataset|images|files|samples|photos|labels)(?: (?:is|are|lives?|that is))?(?: (?:in|at|from|under|:|=))?|"
    r"set (?:in|at))(?: (?:the|my|our|all|a))*"
)
_DETACHED = re.compile(
    r"(?<!\S)(?:in (?:the )?background|detached|detach|as a background job|do not wait|without waiting|"
    r"asynchronously|async|and return)(?!\S)"
)
_DIFFERENT_SEEDS = re.compile(r"(?:different|various|several)(?: random)? (?:<param:\d+>|seeds?)")
_DEVICE = re.compile(
    r"(?:^|\s)(?:on|using|with) (?:the |a |my )?(?P<kind>cpu|gpu|cuda|mps)(?: (?:number )?(?P<number>\d))?(?!\S)"
)
_AGAIN = re.compile(r"^(?:run|do|try) (?P<number>\d{1,9}) (?:again|over|once more)")
_NUMBER = r"[-+]?[\d.][\d.e+-]*"
_BARE_RANGE = re.compile(rf"(?:^|\s)(?P<low>{_NUMBER}) (?:to|through) (?P<high>{_NUMBER})(?!\S)")
_BARE_LIST = re.compile(rf"(?:^|\s){_NUMBER}(?: (?:, |and |or |, and )+{_NUMBER})+(?!\S)")
_SETTING = re.compile(
    r"(?:^|\s)(?:with|using) (?:(?:a|an|the|my|our|some|only|just) )*(?P<what>\S+(?: (?!and |for |on |,)\S+)?)"
)
_TIME_LIMIT = "I cannot limit a training by time. How many epochs or steps should it run?"


def train(filling: Filling) -> list[SkillCall]:
    """Return the trainings that a clause asks for, what has to be set up for them first."""
    before = preparation(filling)
    script = filling.take_text("script")
    data = filling.take_after(_DATA_PLACE, "path", "file", "slashed", "dataset", "quoted") or filling.take("dataset")
    shared = only_said(
        entry=script,
        host=slots.host(filling) or _unlisted_host(filling),
        data=str(data.value) if data else None,
        detach=_DETACHED.search(filling.text) is not None or None,
    )
    calls = [SkillCall(skill="train", args={**shared, **only_said(params=each)}) for each in _stages(filling)]
    unread = _unread_setting(filling)
    if any(filling.mentions("host")):
        filling.question = (
            "On which machine should it train? Ask for one training each, for example `train on server-2`."
        )
    elif any(filling.mentions("lasting")):
        filling.question = _TIME_LIMIT
    elif unread:
        filling.question = (
            f"What is {unread!r} for the training? Say it as `name=value`, by the name that the code uses."
        )
    return [*before, *calls]


def rerun(filling: Filling) -> list[SkillCall]:
    """Return the runs that a clause wants again."""
    params = slots.one_each(slots.params(filling))
    packages: dict[str, JsonValue] = {
        mention.value.name: mention.value.version
        for mention in filling.take_all("package", "pin")
        if isinstance(mention.value, Package)
    }
    runs = slots.run_names(filling) or slots.runs_after_verb(filling) or _run_again(filling) or filling.pronoun_run()
    times = min(filling.take_number("times") or 1, MOST_CALLS)
    seeds: list[Args] = [{"seed": number} for number in range(1, times + 1)]
    varied = seeds if _DIFFERENT_SEEDS.search(filling.text) and "seed" not in params else [{}] * times
    return [
        each
        for other in varied
        for each in call_each("rerun", runs, only_said(params={**params, **other}, packages=packages))
    ]


def explore(filling: Filling) -> list[SkillCall]:
    """Return the study that a clause asks for; `try lr 0.01` is a training."""
    spaces = _spaces(filling)
    _give_unnamed(filling, spaces)
    trials, metric = filling.take_number("trials"), filling.take_text("metric")
    single = spaces and not any(isinstance(value, str) for value in spaces.values())
    if single and trials is None and re.match(r"^(?:try|test|use|run)(?!\S)", filling.head):
        filling.clause.skill = "train"
        return [call("train", params=spaces)]
    return [call("explore", params=spaces, trials=trials, metric=metric)]


def _unread_setting(filling: Filling) -> str | None:
    """Return what follows `with` or `using` and was not understood, such as `with focal loss`."""
    for found in _SETTING.finditer(filling.text):
        first, mention = found["what"].split()[0], filling.reading.mention(found["what"].split()[0])
        is_metric = mention is not None and mention.kind == "metric"
        if is_metric or (mention is None and first not in wordlist("harmless settings") and number(first) is None):
            return filling.reading.said(found["what"])
    return None


def _unlisted_host(filling: Filling) -> str | None:
    """Take a name with digits or hyphens after `on`: what is no data set is a machine."""
    mention = filling.take_after(r"(?:on|onto)(?: (?:the|my|our))?", "id")
    return mention.said if mention else None


def _stages(filling: Filling) -> list[dict[str, JsonValue]]:
    """Return the params of each training: `with lr 0.1 and then with 0.01` is two, the second like the first."""
    first, *later = _parts_by_stage(filling)
    device, times = _device(filling), filling.take_number("times") or 1
    params = slots.params(filling, first)
    starts_later = later and not params and "<param" in later[0][0].text  # `train, then with adam and then with sgd`
    result = [] if starts_later else _variants(filling, {**params, **device}, times)
    for stage in later:
        said = slots.params(filling, stage) or _same_param(filling, stage, params)
        if said:
            params = {**params, **said}
            result += _variants(filling, {**params, **device}, 1)
    return result


def _parts_by_stage(filling: Filling) -> list[list[Part]]:
    stages: list[list[Part]] = [[]]
    for part in filling.clause.parts:
        if stages[-1] and "then" in part.joint:
            stages.append([])
        stages[-1].append(part)
    return stages


def _same_param(filling: Filling, stage: list[Part], params: dict[str, list[Scalar]]) -> dict[str, list[Scalar]]:
    """Return the value of a stage that names none as one of the param that was named last."""
    words = [word for part in stage for word in part.text.split() if number(word) is not None]
    value = number(words[0]) if len(words) == 1 else None
    if value is None or not params:
        return {}
    filling.use_number(words[0])
    return {next(reversed(params)): [value]}


def _variants(filling: Filling, params: Mapping[str, list[Scalar]], times: int) -> list[dict[str, JsonValue]]:
    """Return the params of each training that one set asks for: a list is one training for each of its values."""
    lists = {name: values for name, values in params.items() if len(values) > 1}
    if times > 1 and "seed" not in params and _DIFFERENT_SEEDS.search(filling.text):
        lists["seed"] = list(range(1, times + 1))
    chosen = list(_combinations(filling, lists)) if lists else [{} for _ in range(min(times, MOST_CALLS + 1))]
    if len(chosen) > MOST_CALLS:
        filling.question = f"These are more than {MOST_CALLS} trainings. Should it be a study (`/explore`)?"
        return []
    fixed = {name: values[0] for name, values in params.items() if len(values) == 1}
    order = dict.fromkeys([*params, *lists])
    return [{name: {**fixed, **each}[name] for name in order} for each in chosen]


def _combinations(filling: Filling, lists: dict[str, list[Scalar]]) -> Iterator[dict[str, Scalar]]:
    as_many = len({len(values) for values in lists.values()}) == 1
    together = as_many and ("respectively" in filling.text.split() or "<space" not in filling.text)
    rows = zip(*lists.values(), strict=True) if together else itertools.product(*lists.values())
    return (dict(zip(lists, row, strict=True)) for row in rows)


def _device(filling: Filling) -> dict[str, list[Scalar]]:
    found = _DEVICE.search(filling.text)
    if found is None:
        return {}
    if found["number"]:
        filling.use_number(found["number"])
        return {"device": [f"cuda:{found['number']}"]}
    return {"device": [{"gpu": "cuda"}.get(found["kind"], found["kind"])]}


def _run_again(filling: Filling) -> list[str]:
    """Return the run of `run 5 again`, `do 5 over`."""
    found = _AGAIN.match(filling.head)
    if found is None:
        return []
    filling.use_number(found["number"])
    return [canonical(found["number"])]


def _spaces(filling: Filling) -> dict[str, JsonValue]:
    """Return the params to search: ranges as `low..high`, lists with commas, those without values as `auto`."""
    found: dict[str, JsonValue] = {}
    for mention in filling.take_all("param", "space"):
        if isinstance(mention.value, Param):
            space = _space(mention.value, mention.said)
            found[mention.value.name] = found.get(mention.value.name, AUTO) if space == AUTO else space
    return found


def _space(param: Param, said: str) -> JsonValue:
    if param.shape == "value":
        return param.values[0]
    if not param.values:
        return AUTO
    values = [_as_said(said, value) for value in param.values]
    return ",".join(values) if param.shape == "list" else "..".join(values)


def _give_unnamed(filling: Filling, spaces: dict[str, JsonValue]) -> None:
    """Give values without a name to the only param that has none: `what lr works best? try 1e-4 to 1e-1`."""
    open_names = [name for name, value in spaces.items() if value == AUTO]
    between, listed = _BARE_RANGE.search(filling.text), _BARE_LIST.search(filling.text)
    found = between or listed
    if len(open_names) != 1 or found is None:
        return
    words = [word for word in found[0].split() if number(word) is not None]
    spaces[open_names[0]] = "..".join(words) if between else ",".join(words)
    for word in words:
        filling.use_number(word)


def _as_said(words: str, value: Scalar) -> str:
    """Return a number as it was written: `1e-4`, not `0.0001`."""
    return next((word for word in words.split() if number(word) == value), slots.text_of(value))
