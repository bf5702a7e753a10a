"""Turn clauses that only look, note or control into calls."""

import re
from collections.abc import Callable

from contracts.plan import SkillCall
from mlclaw_tui.agent.rules import slots
from mlclaw_tui.agent.rules.conditions import condition_of
from mlclaw_tui.agent.rules.slots import Args, Filling
from skills.arguments import ARGUMENTS

_PRONOUN = re.compile(r"(?:^|\s)(?:it|that|this|that one|this one|that run|this run|its)(?!\S)")
_TOPIC_WORDS = {
    "training": "train", "evaluation": "evaluate", "inference": "infer", "prediction": "infer", "predictions": "infer", "deployment": "deploy",
    "comparison": "compare", "comparing": "compare", "environment": "env", "environments": "env", "dataset": "data", "reports": "report", "charts": "report",
    "chart": "report", "log": "logs", "notes": "remember", "importing": "import", "sweeps": "explore", "sweep": "explore", "tuning": "explore", "project": "init",
    "setup": "analyze",
}  # fmt: skip


def _prior(filling: Filling, prior_run: str | None) -> list[str]:
    return [prior_run] if prior_run and _PRONOUN.search(f" {filling.text}") else []


def _init(filling: Filling, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    text = filling.reading.said(filling.text)
    spelled = " ".join(filling.reading.spelled.get(word, word) for word in text.split())
    found = (
        re.search(
            r"(?:project|workspace)(?: (?:called|named|with the name|by the name of|for|on|about|=|:|name|"
            r"with name|titled))+ (?:(?:the|a|an|my|our|this) )*(?P<name>.+)$",
            spelled,
        )
        or re.search(r"(?:^| )(?:project|workspace) (?P<name>(?!please|now|for me)\S.*)$", spelled)
        or re.search(
            r"^(?:create|start|make|new|add|set up|initialize|please|can you|could you|\s)*(?:the |a |an |"
            r"my |new )*(?P<name>\S+(?: \S+){0,2}) project$",
            spelled,
        )
        or re.search(r"(?:call|name) (?:it|the project|my project|this project|this) (?P<name>.+)$", spelled)
    )
    if found is None:
        filling.question = "What should the project be called? For example `/init vehicle-detection`."
        return []
    name = re.split(r" (?:and|then|please|,|\.)(?: |$)", found["name"].strip("\"'` "))[0].strip("\"'` ,.")
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._")[:64]
    if not name or name.lower() in ("new", "a", "the", "me", "another"):
        filling.question = "What should the project be called? For example `/init vehicle-detection`."
        return []
    filling.clause.used.update(word for word in filling.text.split())
    return [SkillCall(skill="init", args={"name": name})]


def _discover(filling: Filling, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    return [SkillCall(skill="discover")]


def _analyze(filling: Filling, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    from_url = slots.url(filling)
    args: Args = {}
    if from_url is not None:
        args["repo"] = from_url.address
        filling.set("ref", from_url.ref)
        args.update(filling.args)
        args.update(_ref(filling) if not from_url.ref else {})
    else:
        repo = slots.place(filling)
        if (
            repo
            and _DATA_LIKE.search(repo)
            and not re.search(r"(?:^|\s)(?:code|repo|project|scripts?)(?!\S)", filling.text)
        ):
            filling.clause.skill = "data"
            return [SkillCall(skill="data", args={"path": repo})]
        args.update({"repo": repo} if repo else {})
    script = filling.take("script")
    args.update({"entry": str(script.value)} if script else {})
    return [SkillCall(skill="analyze", args=args)]


_DATA_LIKE = re.compile(
    r"(?:^|[/\\])(?:data|dataset|datasets|images|imgs|labels|annotations|samples|csv)[/\\]?$|"
    r"\.(?:csv|tsv|jsonl?|parquet|jpe?g|png|npz?|npy|h5|hdf5|xml|zip|tar|gz|wav|mp4)$",
    re.IGNORECASE,
)


def _ref(filling: Filling) -> Args:
    pattern = r"(?:branch|tag|commit|ref|revision|release|version|at|on|checkout)(?: (?:called|named|=|:|is|the))*"
    mention = filling.take_after(pattern, "id", "slashed", "quoted", "value", "file")
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
    return {"ref": filling.reading.spelled.get(ref, ref)}


def _compare(filling: Filling, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    metric = slots.metric(filling)
    newest = [
        mention.value.newest for _, mention in filling.mentions("newest") if isinstance(mention.value, slots.Runs)
    ]
    if newest:
        filling.take("newest")
    bests = [placeholder for placeholder, _ in filling.mentions("best")]
    names = slots.run_names(filling, bare=True)
    names = [name for name in names if not (name == "best" and bests and len(set(names)) < 2)]
    if re.search(r"\b(?:this|that|current)(?: one| run)?$|\bvs (?:this|that)", filling.text) and names == ["last~1"]:
        names.append("last")
    args: Args = {}
    if names:
        args["runs"] = list(names)
    if newest and newest[0] and not names:
        args["last"] = newest[0]
    args.update({"metric": metric} if metric else {})
    return [SkillCall(skill="compare", args=args)]


def _diagnose(filling: Filling, prior_run: str | None) -> list[SkillCall]:
    args: Args = {}
    metric = slots.metric(filling)
    args.update({"metric": metric} if metric else {})
    against = (
        filling.take_after(
            r"(?:than|since|against|compared to|compared with|to|from|vs|after|relative to|over|between|"
            r"before|versus|at|below|under|behind|in contrast to)(?: (?:the|my|our))*",
            "run",
            "best",
            "id",
            "slashed",
            "quoted",
        )
        if not re.search(r"between ", filling.text)
        else None
    )
    word = re.search(
        r"(?:than|since|against|to|with|from|vs|below|under|behind) (?:the |my |our )?(baseline|"
        r"control|reference)(?!\S)",
        filling.text,
    )
    names = slots.run_names(filling)
    if against is not None:
        name = against.value.names[0] if isinstance(against.value, slots.Runs) else against.said.strip("\"'`")
        args["baseline"] = name
    elif word:
        args["baseline"] = word[1]
    names = [name for name in names if name != args.get("baseline")]
    if not names and prior_run and not args.get("baseline"):
        names = _prior(filling, prior_run)
    _two_sides(filling, args, names)
    since = filling.take("since")
    args.update({"since": str(since.value)} if since else {})
    return [SkillCall(skill="diagnose", args=args)]


def _two_sides(filling: Filling, args: Args, names: list[str]) -> None:
    """Say which run is the worse one: of two between which something happened the later named is."""
    if len(names) >= 2 and "baseline" not in args:
        later_is_worse = re.search(r"(?:^|\s)(?:between|from)(?!\S)", filling.text) is not None
        args["run"], args["baseline"] = (names[1], names[0]) if later_is_worse else (names[0], names[1])
    elif names:
        args["run"] = names[0]


def _report(filling: Filling, prior_run: str | None) -> list[SkillCall]:
    args: Args = {}
    newest = [
        mention.value.newest for _, mention in filling.mentions("newest") if isinstance(mention.value, slots.Runs)
    ]
    if newest:
        filling.take("newest")
    metric = slots.metric(filling)
    names = [*slots.run_names(filling)] or _prior(filling, prior_run)
    kind = _report_kind(filling.text)
    if names:
        args["runs"] = list(names)
    elif newest and newest[0]:
        args["last"] = newest[0]
    args.update({"kind": kind} if kind else {})
    args.update({"metric": metric} if metric else {})
    return [SkillCall(skill="report", args=args)]


def _report_kind(text: str) -> str | None:
    kinds = (
        ("model_card", r"\bmodel card\b"),
        ("html", r"\b(?:html|web ?page|browser)\b"),
        ("markdown", r"\b(?:markdown|md)\b"),
        (
            "chart",
            (
                r"\b(?:chart|charts|plot|plots|plotted|graph|graphs|curve|curves|draw|pictures|evolved|"
                r"evolves|visualize|visualization|visualizations|histogram|figure|figures|diagram)\b"
            ),
        ),
    )
    found = [kind for kind, pattern in kinds if re.search(pattern, text)]
    if not found and re.search(r"<metric:\d+> (?:over|vs|per|by|against|history|trend|evolution)(?!\S)", text):
        return "chart"
    if (
        "chart" in found
        and re.search(r"\breport\b", text)
        and not re.match(r"^(?:plot|draw|graph|chart|visualize)\b", text)
    ):
        found.remove("chart")
    return found[0] if found else None


def _on_runs(skill: str) -> Callable[[Filling, str | None], list[SkillCall]]:
    def fill(filling: Filling, prior_run: str | None) -> list[SkillCall]:
        host = slots.host(filling) if skill in ("status", "stop") else None
        lines = filling.take("lines") if skill == "logs" else None
        names = slots.run_names(filling) or _numbers_after(filling, skill) or _prior(filling, prior_run)
        shared: Args = {}
        shared.update({"host": host} if host else {})
        shared.update({"tail": int(lines.value)} if lines and isinstance(lines.value, int) else {})
        return [SkillCall(skill=skill, args={"run": name, **shared}) for name in names] or [
            SkillCall(skill=skill, args=shared)
        ]

    return fill


def _numbers_after(filling: Filling, skill: str) -> list[str]:
    verb = {
        "stop": "stop|kill|cancel|abort|terminate|end|halt|quit",
        "logs": "logs?|tail|output|logs? (?:of|for|from)|output of",
        "status": "status|status of|how is|eta",
    }[skill]
    found = re.match(
        rf"^(?:{verb})(?: run| of| for| number)* (?P<number>\d{{1,9}})(?!\S)(?! (?:lines|%))", filling.clause.head
    )
    if found is None:
        return []
    filling.clause.used.add(f"number {found['number']}")
    return [slots.canonical(found["number"])]


def _watch(filling: Filling, prior_run: str | None) -> list[SkillCall]:
    condition = condition_of(filling)
    if condition is None:
        filling.question = (
            "What should I watch for? I know plateau, nan, finished, failed, gpu_memory, stalled, "
            "diverged, or a metric above or below a value."
        )
        return []
    names = slots.run_names(filling) or _prior(filling, prior_run)
    return [SkillCall(skill="watch", args={**condition, **({"run": names[0]} if names else {})})]


def _usage(filling: Filling, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    since = filling.take("since")
    return [SkillCall(skill="usage", args={"since": str(since.value)} if since else {})]


def _remember(filling: Filling, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    note = filling.take("note")
    return [SkillCall(skill="remember", args={"text": str(note.value)})] if note else []


_RECALL_TOPIC = re.compile(
    r"\b(?:about|regarding|concerning|on|of|with|try|tried|test|tested|recall|used|use|decide on|"
    r"decided on|note on)\b (?P<topic>.+)$"
)


def _recall(filling: Filling, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    said = " ".join(filling.reading.spelled.get(word, word) for word in filling.clause.head.split())
    said = filling.reading.said(said).strip(" ?.,")
    why = re.search(r"(?i)\bwhy\b.*$", said)
    topic = _RECALL_TOPIC.search(said)
    text = _original(filling, why[0]) if why else topic["topic"] if topic else None
    filling.clause.used.update(filling.text.split())
    text = re.sub(r"^(?:the|a|an|our|my|that|this|using|with|any) ", "", text.strip()) if text and not why else text
    return [
        SkillCall(
            skill="recall",
            args={"text": text.strip()} if text and text not in ("it", "that", "this", "notes", "me") else {},
        )
    ]


def _original(filling: Filling, text: str) -> str:
    return re.sub(r" = ", "=", text).strip()


def _import(filling: Filling, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    path = slots.place(filling)
    if path is None:
        filling.question = "Import from which file or folder? For example `import runs from history.jsonl`."
        return []
    args: Args = {"path": path}
    found = re.search(
        r"\b(?:as|format|in) (?:= |: |a |an )?(?P<format>jsonl|json|csv|tensorboard|wandb|mlflow|log|yaml)\b(?! logs)",
        filling.text,
    )
    args.update({"format": found["format"]} if found else {})
    return [SkillCall(skill="import", args=args)]


def _help(filling: Filling, prior_run: str | None) -> list[SkillCall]:  # noqa: ARG001
    topic = topic_of(filling.clause.head, [skill for skill, _ in filling.clause.scored.ranking])
    filling.clause.used.update(filling.text.split())
    return [SkillCall(skill="help", args={"topic": topic} if topic else {})]


def topic_of(head: str, ranking: list[str]) -> str | None:
    """Return the skill that a request for help is about, where it names one."""
    if re.search(
        r"\b(?:what can|what else|who are|does this work|does it work|commands|skills|capabilities|features)\b", head
    ):
        return None
    words = re.findall(r"[a-z]+", head)
    for word in words[1:]:
        if word in ARGUMENTS and word != "help":
            return word
        if word in _TOPIC_WORDS:
            return _TOPIC_WORDS[word]
    return next(
        (skill for skill in ranking if skill not in ("help", "setup", "analyze")),
        "analyze" if "setup" in ranking else None,
    )


READERS: dict[str, Callable[[Filling, str | None], list[SkillCall]]] = {
    "init": _init, "discover": _discover, "analyze": _analyze, "compare": _compare, "diagnose": _diagnose, "report": _report,
    "status": _on_runs("status"), "logs": _on_runs("logs"), "stop": _on_runs("stop"), "watch": _watch, "usage": _usage, "remember": _remember,
    "recall": _recall, "import": _import, "help": _help,
}  # fmt: skip
