"""Turn each clause into the calls that it asks for."""

import itertools
import re
from collections.abc import Callable, Iterator

from pydantic import JsonValue

from contracts.plan import SkillCall
from mlclaw_tui.agent.rules import slots
from mlclaw_tui.agent.rules.clauses import Part
from mlclaw_tui.agent.rules.fill_reading import READERS
from mlclaw_tui.agent.rules.reading import Package, Scalar
from mlclaw_tui.agent.rules.slash import as_field
from mlclaw_tui.agent.rules.slots import Args, Filling
from skills.arguments import ARGUMENTS
from mlclaw_tui.agent.rules.wordlists import wordlist

MOST_CALLS = 12
"""Trainings that one sentence may ask for; more belong into a study."""
_PRONOUN = re.compile(
    r"(?:^|\s)(?:it|that|this|that one|this one|that run|this run|the same run|the same one|its)(?!\S)"
)
_REPO_PLACE = (
    r"(?:code|repo|project|script|scripts|sources?|folder|package|program|checkout)(?: (?:in|at|"
    r"from|under|of|is|lives?|called|named|folder|directory))*"
)
_DATA_PLACE = (
    r"(?:on|with|using|data|dataset|images|from|set|data (?:in|at|from|under)|dataset (?:in|at|"
    r"from|under)|images (?:in|at|from|under)|(?:data|dataset|images|files|samples|photos|labels) "
    r"(?:is |are |lives? |that is )?(?:in|at|from|under|:|=)|against|over|data =|set (?:in|at)|"
    r"folder|directory)(?: (?:the|my|our|all|a))*"
)
_DETACHED = re.compile(
    r"(?<!\S)(?:in the background|in background|detached|detach|as a background job|do not wait|"
    r"without waiting|asynchronously|async|and return)(?!\S)"
)
_SEEDS = re.compile(r"different (?:random )?(?:<param:\d+>|seeds?)|(?:various|several|random) (?:<param:\d+>|seeds?)")


def calls_for(filling: Filling, prior_run: str | None) -> list[SkillCall]:
    """Return the calls that a clause asks for; none where something has to be asked first.

    Args:
        filling: The clause; what has to be asked is left in its `question`.
        prior_run: The run that "it" would be.
    """
    maker = _MAKERS.get(filling.clause.skill) or READERS[filling.clause.skill]
    return [_with_fields(filling, call) for call in maker(filling, prior_run)]


def _with_fields(filling: Filling, call: SkillCall) -> SkillCall:
    """Return a call with the arguments that were said as `name=value`, such as `trials=12` or `metric=f1`."""
    fields = ARGUMENTS[call.skill].model_fields
    args = dict(call.args)
    params = args.get("params")
    given = dict(params) if isinstance(params, dict) else {}
    for placeholder, mention in list(filling.mentions("param")):
        if isinstance(mention.value, slots.Param) and mention.value.values and mention.value.name in fields:
            given[mention.value.name] = mention.value.values[0]
            filling.clause.used.add(placeholder)
    for name in [name for name in given if name in fields and name not in args]:
        args[name] = as_field(call.skill, name, str(given.pop(name)))
    if "params" in args:
        args["params"] = given
    return SkillCall(
        skill=call.skill, args={name: value for name, value in args.items() if not (name == "params" and not value)}
    )


def _pronoun(filling: Filling, prior_run: str | None) -> str | None:
    return prior_run if prior_run and _PRONOUN.search(f" {filling.text}") else None


def _preparation(filling: Filling) -> list[SkillCall]:
    """Return the calls that make ready what a clause names by URL or as the folder of the code."""
    address = slots.url(filling)
    if address is not None:
        args: Args = {"repo": address.address, **({"ref": address.ref} if address.ref else {})}
        return [SkillCall(skill="analyze", args={**args, **ref_of(filling, args)}), SkillCall(skill="env")]
    folder = filling.take_after(
        rf"(?:{_REPO_PLACE}|train|retrain|finetune|fit|evaluate|run)(?: the| my| our)?", "path", "slashed"
    )
    if folder is not None:
        return [SkillCall(skill="analyze", args={"repo": str(folder.value)}), SkillCall(skill="env")]
    return []


def ref_of(filling: Filling, args: Args) -> Args:
    """Return the branch, tag or commit that a clause names, where the address did not."""
    if "ref" in args:
        return {}
    pattern = (
        r"(?:(?:on|at|from|use|using|of|with|the|its|checkout|check out|in) )*(?:branch|tag|commit|"
        r"ref|revision|release|version)(?: (?:called|named|=|:|is))*"
    )
    mention = filling.take_after(pattern, "id", "slashed", "quoted", "value", "file", "path")
    if mention is not None:
        return {"ref": mention.said.strip("\"'`")}
    found = re.search(
        r"(?:^|\s)(?:branch|tag|commit|ref|revision|release|version) (?P<ref>(?!of|from|at|the|on|is|"
        r"and|then|with|for)[\w.-]+)|(?:^|\s)(?:the|on|use|from) (?P<before>[\w.-]+) branch",
        filling.text,
    )
    if found is None:
        return {}
    ref = found["ref"] or found["before"]
    filling.clause.used.add(f"number {ref}")
    return {} if ref in ("the", "a", "this", "that", "another") else {"ref": filling.reading.spelled.get(ref, ref)}


def _train(filling: Filling, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    before = _preparation(filling)
    args: Args = {}
    script = filling.take("script")
    data = filling.take_after(_DATA_PLACE, "path", "file", "slashed", "dataset", "quoted") or filling.take("dataset")
    _set(args, "entry", str(script.value) if script else None)
    _set(args, "host", slots.host(filling) or _unlisted_host(filling))
    _set(args, "data", str(data.value) if data else None)
    if _DETACHED.search(filling.text):
        args["detach"] = True
    calls = [SkillCall(skill="train", args=each) for each in _stages(filling, args)]
    if filling.mentions("lasting") and any(filling.mentions("lasting")):
        filling.question = "I cannot limit a training by time. How many epochs or steps should it run?"
    return [*before, *calls]


def _unlisted_host(filling: Filling) -> str | None:
    """Take a name with digits or hyphens after `on`: what is no data set is a machine."""
    mention = filling.take_after(r"(?:on|onto)(?: (?:the|my|our))?", "id")
    return mention.said if mention else None


def _stages(filling: Filling, args: Args) -> list[Args]:
    """Return the arguments of each training: `with lr 0.1 and then with 0.01` is two, the second like the first."""
    stages: list[list[Part]] = []
    for part in filling.clause.parts:
        if stages and "then" in part.joint:
            stages.append([part])
        else:
            stages = [*stages[:-1], [*(stages[-1] if stages else []), part]]
    params = slots.params(filling, stages[0])
    result = _variants(filling, args, params)
    if len(stages) > 1 and not params and any("<param" in part.text for part in stages[1]):
        result = []  # `train, once with adam and once with sgd`
    for stage in stages[1:]:
        said = slots.params(filling, stage) or _same_param(filling, stage, params)
        if said:
            params = {**params, **said}
            result += _variants(filling, args, dict(params))
    return result


def _same_param(filling: Filling, stage: list[Part], params: dict[str, list[Scalar]]) -> dict[str, list[Scalar]]:
    """Return the value of a stage that names none as one of the param that was named last."""
    words = [word for part in stage for word in part.text.split() if slots.number(word) is not None]
    if len(words) != 1 or not params:
        return {}
    filling.clause.used.add(f"number {words[0]}")
    return {next(reversed(params)): [slots.number(words[0]) or 0]}


def _variants(filling: Filling, args: Args, params: dict[str, list[Scalar]]) -> list[Args]:
    """Return the arguments of each training that one set of params asks for, lists as one training a value."""
    params = dict(params)
    device = _device(filling)
    fixed: dict[str, JsonValue] = {**({"device": device} if device and "device" not in params else {})}
    times = filling.take("times")
    count = int(times.value) if times and isinstance(times.value, int) else 1
    for name in ("host", "data", "entry", "detach"):
        if name in params and name not in args:
            args[name] = as_field("train", name, str(params.pop(name)[0]))
    lists = {name: values for name, values in params.items() if len(values) > 1}
    fixed = {name: values[0] for name, values in params.items() if len(values) == 1} | fixed
    if count > 1 and _SEEDS.search(filling.text) and "seed" not in params:
        lists["seed"] = list(range(1, count + 1))
    combinations = list(_combinations(filling, lists))
    if not lists:
        combinations = [{} for _ in range(count)]
    if len(combinations) > MOST_CALLS:
        filling.question = f"These are {len(combinations)} trainings. Should it be a study (`/explore`)?"
        return []
    order = [*params, *fixed]
    return [_with_params(args, {**combination, **fixed}, order) for combination in combinations]


def _combinations(filling: Filling, lists: dict[str, list[Scalar]]) -> Iterator[dict[str, Scalar]]:
    if "respectively" in filling.text and len({len(values) for values in lists.values()}) == 1:
        yield from (dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True))
        return
    yield from (dict(zip(lists, values, strict=True)) for values in itertools.product(*lists.values()))


def _with_params(args: Args, params: dict[str, Scalar] | dict[str, JsonValue], order: list[str]) -> Args:
    ordered: dict[str, JsonValue] = {name: params[name] for name in dict.fromkeys(order) if name in params}
    ordered.update({name: value for name, value in params.items() if name not in ordered})
    return {**args, **({"params": ordered} if ordered else {})}


def _device(filling: Filling) -> str | None:
    found = re.search(
        r"(?:^|\s)(?:on|using|with) (?:the |a |my )?(?P<kind>cpu|gpu|cuda|mps)(?: (?:number )?(?P<number>\d))?(?!\S)",
        filling.text,
    )
    if found is None:
        return None
    if found["number"]:
        filling.clause.used.add(f"number {found['number']}")
        return f"cuda:{found['number']}"
    return {"gpu": "cuda"}.get(found["kind"], found["kind"])


def _single(params: dict[str, list[Scalar]]) -> dict[str, JsonValue]:
    return {name: values[0] if len(values) == 1 else ",".join(map(_text, values)) for name, values in params.items()}


def _evaluate(filling: Filling, prior_run: str | None) -> list[SkillCall]:
    before = _preparation(filling)
    names = slots.run_names(filling) or _after_verb(filling) or [*filter(None, [_pronoun(filling, prior_run)])]
    data = filling.take("path", "file", "slashed", "dataset", "quoted")
    params = _single(slots.params(filling))
    filling.take("script")
    shared: Args = {**({"data": str(data.value)} if data else {}), **({"params": params} if params else {})}
    return [*before, *_each_run("evaluate", names, shared)]


def _after_verb(filling: Filling) -> list[str]:
    """Return the bare numbers after the verb: `evaluate 42`."""
    found = re.match(
        r"^(?:[a-z]+ )(?:number |no |id )?(?P<first>\d{1,9})(?: ?(?:,|and|, and) "
        r"(?P<second>\d{1,9}))?(?!\S)(?! (?:%|times|lines))",
        filling.clause.head,
    )
    if found is None:
        return []
    numbers = [each for each in (found["first"], found["second"]) if each]
    filling.clause.used.update(f"number {each}" for each in numbers)
    return [slots.canonical(each) for each in numbers]


def _each_run(skill: str, names: list[str], shared: Args) -> list[SkillCall]:
    return [SkillCall(skill=skill, args={"run": name, **shared}) for name in names] or [
        SkillCall(skill=skill, args=shared)
    ]


def _infer(filling: Filling, prior_run: str | None) -> list[SkillCall]:
    params = _single(slots.params(filling))
    sources = [str(mention.value) for _, mention in filling.mentions("path", "file", "slashed", "quoted")]
    filling.clause.used.update(placeholder for placeholder, _ in filling.mentions("path", "file", "slashed", "quoted"))
    names = slots.run_names(filling) or [*filter(None, [_pronoun(filling, prior_run)])]
    dataset = None if sources else filling.take("dataset")
    sources = [str(dataset.value)] if dataset else sources
    shared: Args = {"params": params} if params else {}
    return [
        call
        for each in sources or [None]
        for call in _each_run("infer", names, {**({"input": each} if each else {}), **shared})
    ]


def _deploy(filling: Filling, prior_run: str | None) -> list[SkillCall]:
    names = slots.run_names(filling) or _after_verb(filling) or [*filter(None, [_pronoun(filling, prior_run)])]
    targets = [str(mention.value) for _, mention in filling.mentions("host")]
    if len(targets) == len(names) > 1:
        return [
            SkillCall(skill="deploy", args={"run": name, "target": target})
            for name, target in zip(names, targets, strict=True)
        ]
    target = slots.host(filling) or _unlisted_target(filling)
    formats, precisions = slots.export_formats(filling), slots.precisions(filling)
    shared: Args = {}
    _set(shared, "target", target)
    if precisions:
        shared["precision"] = precisions[0]
    calls = []
    for name in names or [None]:
        for each in formats or [None]:
            args: Args = {**({"run": name} if name else {}), **({"format": each} if each else {}), **shared}
            calls.append(SkillCall(skill="deploy", args=args))
    return calls


def _unlisted_target(filling: Filling) -> str | None:
    mention = filling.take_after(
        r"(?:deploy|ship|push|put|get|move|copy|send|roll out|it|<run:\d+>|<best:\d+>|model)(?: \w+)? "
        r"(?:to|on|onto|over to)(?: (?:the|my|our))?",
        "id",
        "quoted",
    )
    if mention is not None:
        return mention.said.strip("\"'`")
    found = re.search(
        r"(?:^|\s)(?:deploy|ship|roll out|push)(?: (?:it|that|this|<\w+:\d+>|the (?:best |last "
        r")?model|my (?:best )?model))* (?:to|on|onto) (?:the |my |our "
        r")?(?P<word>[a-z][a-z-]{2,})(?!\S)",
        filling.text,
    )
    words = {
        "production": "production",
        "phone": "phone",
        "mobile": "mobile",
        "browser": "browser",
        "device": "device",
        "edge": "edge",
    }
    if found is None or found["word"] in ("the", "it", "onnx", "this", "that"):
        return None
    word = found["word"]
    return words.get(word, filling.reading.spelled.get(word, word)) if word not in wordlist("devices") else word


def _rerun(filling: Filling, prior_run: str | None) -> list[SkillCall]:
    params = _single(slots.params(filling))
    packages: dict[str, JsonValue] = {}
    while (mention := filling.take("package", "pin")) is not None:
        if isinstance(mention.value, Package):
            packages[mention.value.name] = mention.value.version
    names = (
        slots.run_names(filling)
        or _after_verb(filling)
        or _again(filling)
        or [*filter(None, [_pronoun(filling, prior_run)])]
    )
    shared: Args = {**({"params": params} if params else {}), **({"packages": packages} if packages else {})}
    slots.host(filling)
    times = filling.take("times")
    calls = _each_run("rerun", names, shared)
    return calls * (int(times.value) if times and isinstance(times.value, int) and times.value <= MOST_CALLS else 1)


def _again(filling: Filling) -> list[str]:
    """Return the run of `run 5 again`, `do 5 over`."""
    found = re.match(r"^(?:run|do|try) (?P<number>\d{1,9}) (?:again|over|once more)", filling.clause.head)
    if found is None:
        return []
    filling.clause.used.add(f"number {found['number']}")
    return [slots.canonical(found["number"])]


def _explore(filling: Filling, prior_run: str | None) -> list[SkillCall]:
    spaces = _spaces(filling)
    trials = filling.take("trials")
    metric = slots.metric(filling)
    args: Args = {}
    _unnamed_space(filling, spaces)
    if spaces:
        args["params"] = dict(spaces)
    if trials is not None:
        args["trials"] = int(trials.value) if isinstance(trials.value, int) else None
    _set(args, "metric", metric)
    if (
        re.match(r"^(?:try|test|use|run)\b", filling.clause.head)
        and spaces
        and trials is None
        and all(not isinstance(value, str) for value in spaces.values())
    ):
        filling.clause.skill = "train"
        return _try(filling, args, prior_run)
    return [SkillCall(skill="explore", args=args)]


def _try(filling: Filling, args: Args, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    return [SkillCall(skill="train", args={**({"params": args["params"]} if "params" in args else {})})]


def _spaces(filling: Filling) -> dict[str, JsonValue]:
    """Return the params to search, ranges as `low..high`, lists with commas, those without values as `auto`."""
    found: dict[str, JsonValue] = {}
    for placeholder, mention in list(filling.mentions("param", "space")):
        filling.clause.used.add(placeholder)
        param = mention.value
        if not isinstance(param, slots.Param):
            continue
        if param.shape in ("range", "change"):
            found[param.name] = f"{_said(mention.said, param.values[0])}..{_said(mention.said, param.values[1])}"
        elif param.shape == "list":
            found[param.name] = ",".join(_said(mention.said, value) for value in param.values)
        elif param.shape == "value":
            value = param.values[0]
            found[param.name] = value if not isinstance(value, float) else value
        else:
            found.setdefault(param.name, "auto")
    return found


_BARE_RANGE = re.compile(r"(?:^|\s)(?P<low>[-+]?[\d.][\d.e+-]*) (?:to|and|through) (?P<high>[-+]?[\d.][\d.e+-]*)(?!\S)")
_BARE_LIST = re.compile(r"(?:^|\s)(?P<list>[-+]?[\d.][\d.e+-]*(?: (?:, |and |or |, and )+[-+]?[\d.][\d.e+-]*)+)(?!\S)")


def _unnamed_space(filling: Filling, spaces: dict[str, JsonValue]) -> None:
    """Give values without a name to the only param that has none: `what lr works best? try 1e-4 to 1e-1`."""
    open_names = [name for name, value in spaces.items() if value == "auto"]
    between, listed = _BARE_RANGE.search(filling.text), _BARE_LIST.search(filling.text)
    if len(open_names) != 1 or not (between or listed):
        return
    words = [word for word in (between or listed or [""])[0].split() if slots.number(word) is not None]
    spaces[open_names[0]] = "..".join(words) if between and " and " not in between[0] else ",".join(words)
    filling.clause.used.update(f"number {word}" for word in words)


def _said(words: str, value: Scalar) -> str:
    """Return a number as it was written: `1e-4`, not `0.0001`."""
    for word in words.split():
        if slots.number(word) == value:
            return word
    return _text(value)


def _text(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _setup(filling: Filling, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    address = slots.url(filling)
    args: Args = {"repo": address.address, **({"ref": address.ref} if address.ref else {})} if address else {}
    args.update(ref_of(filling, args) if address else {})
    if address is None:
        _set(args, "repo", slots.place(filling))
    script = filling.take("script")
    _set(args, "entry", str(script.value) if script else None)
    return [SkillCall(skill="analyze", args=args), SkillCall(skill="env", args=_env_args(filling))]


def _env(filling: Filling, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    before: list[SkillCall] = []
    address = slots.url(filling)
    folder = (
        None
        if address
        else filling.take_after(r"(?:of|for|in|at|from|to)(?: (?:the|my|code|repo|project))*", "path", "slashed")
    )
    if address or folder:
        repo = address.address if address else str(folder.value) if folder else ""
        before = [
            SkillCall(skill="analyze", args={"repo": repo, **({"ref": address.ref} if address and address.ref else {})})
        ]
    filling.take("file", "path")
    args = _env_args(filling)
    if any(filling.mentions("package", "pin")):
        filling.question = (
            "I install what the project asks for. To try another version of a package, say `rerun with numpy 1.26`."
        )
    return [*before, SkillCall(skill="env", args=args)]


def _env_args(filling: Filling) -> Args:
    args: Args = {}
    python = filling.take("python")
    _set(args, "python", str(python.value) if python else None)
    extras = filling.take("extras")
    if extras is not None:
        args["extras"] = [word for word in re.split(r"[ ,]+", str(extras.value)) if word not in ("and", "")]
        return args
    found = re.search(
        r"(?:^|\s)(?:the |with |and |its )*(?P<names>[a-z][\w-]*(?:(?: ,| and| , and) [a-z][\w-]*)*) extras?(?! [a-z])",
        filling.text,
    ) or re.search(
        r"extras? (?:= |: |group |groups |called )*(?P<names>[a-z][\w-]*(?:(?: ,| and) [a-z][\w-]*)*)", filling.text
    )
    if found:
        names = [
            word
            for word in re.split(r"[ ,]+", found["names"])
            if word not in ("and", "the", "with", "it", "its", "an", "a", "all", "install", "use", "my", "")
        ]
        if names:
            args["extras"] = list(names)
    return args


def _data(filling: Filling, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    args: Args = {}
    targets = [
        *re.finditer(r"(?:to|into|in|as) (?:the |a |an )?(?P<format>[a-z0-9]+)(?!\S)", filling.text),
        *re.finditer(
            r"^(?:make|create|build|generate|need|want|get) (?:me )?(?:a |an |the )?(?P<format>[a-z0-9]+) "
            r"(?:dataset|version|format|labels|annotations)",
            filling.clause.head,
        ),
    ]
    target = next((found["format"] for found in targets if found["format"] in wordlist("data formats")), None)
    mention = filling.take("path", "file", "slashed", "quoted", "dataset")
    _set(args, "path", str(mention.value) if mention else None)
    if target and not re.match(
        r"^(?:is|are|does|do|what|which|was|check|validate|verify|inspect)(?!\S)", filling.clause.head
    ):
        args["to"] = target
    return [SkillCall(skill="data", args=args)]


def _set(args: Args, name: str, value: JsonValue | None) -> None:
    if value is not None:
        args[name] = value


_MAKERS: dict[str, Callable[[Filling, str | None], list[SkillCall]]] = {
    "train": _train, "evaluate": _evaluate, "infer": _infer, "deploy": _deploy, "rerun": _rerun, "explore": _explore,
    "setup": _setup, "env": _env, "data": _data,
}  # fmt: skip
