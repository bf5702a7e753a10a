"""Calls that look after what runs, keep notes, bring in runs, and explain: status, logs, stop, watch and the like."""

import re

from contracts.plan import SkillCall
from mlclaw_tui.agent.rules import slots
from mlclaw_tui.agent.rules.conditions import condition_of
from mlclaw_tui.agent.rules.filling import PLACES, Filling, call, call_each, only_said
from mlclaw_tui.agent.rules.runs import canonical
from skills.arguments import ARGUMENTS

_NO_CONDITION = (
    "What should I watch for? I know plateau, nan, finished, failed, gpu_memory, stalled, diverged, "
    "or a metric above or below a value."
)
_NO_FILE = "Import from which file or folder? For example `import runs from history.jsonl`."
_NUMBER_AFTER = re.compile(
    r"^(?:status|how is|eta|logs?|tail|output|stop|kill|cancel|abort|terminate|end|halt|quit)"
    r"(?: run| job| of| for| from| number)* "
    r"(?P<number>\d{1,9})(?!\S)(?! (?:lines|%))"
)
_IMPORT_FORMAT = re.compile(
    r"(?:^|\s)(?:as|format|in) (?:= |: |a |an )?"
    r"(?P<format>jsonl|json|csv|tensorboard|wandb|mlflow|log|yaml)(?!\S)(?! logs)"
)
_WHY = re.compile(r"(?:^|\s)(?P<question>why(?!\S).*)$", re.IGNORECASE)
_TOPIC = re.compile(
    r"(?:^|\s)(?:about|regarding|concerning|on|of|with|try|tried|test|tested|recall|used|use|decided? on|note on) "
    r"(?P<topic>.+)$"
)
_NO_TOPIC = re.compile(
    r"(?:^|\s)(?:what can|what else|things|can i ask|who are|does this work|does it work|commands|skills|capabilities|"
    r"features)(?!\S)"
)
_TOPIC_WORDS = {
    "training": "train", "evaluation": "evaluate", "inference": "infer", "prediction": "infer", "predictions": "infer",
    "deployment": "deploy", "comparison": "compare", "comparing": "compare", "environment": "env", "dataset": "data",
    "reports": "report", "chart": "report", "charts": "report", "log": "logs", "notes": "remember",
    "importing": "import", "sweep": "explore", "sweeps": "explore", "tuning": "explore", "project": "init",
}  # fmt: skip


def status(filling: Filling) -> list[SkillCall]:
    """Return the call that says how runs are doing."""
    shared = only_said(host=slots.host(filling))
    return call_each("status", _runs(filling), shared)


def logs(filling: Filling) -> list[SkillCall]:
    """Return the call that shows what a run printed."""
    shared = only_said(tail=filling.take_number("lines"))
    return call_each("logs", _runs(filling), shared)


def stop(filling: Filling) -> list[SkillCall]:
    """Return the call that stops runs."""
    shared = only_said(host=slots.host(filling))
    return call_each("stop", _runs(filling), shared)


def watch(filling: Filling) -> list[SkillCall]:
    """Return the call that waits for something and tells."""
    condition = condition_of(filling)
    if condition is None:
        filling.question = _NO_CONDITION
        return []
    runs = slots.run_names(filling) or filling.pronoun_run()
    return [call("watch", **condition, run=runs[0] if runs else None)]


def discover(filling: Filling) -> list[SkillCall]:
    """Return the call that looks for machines, keys and data."""
    filling.use_everything()
    return [call("discover")]


def usage(filling: Filling) -> list[SkillCall]:
    """Return the call that says what the model cost."""
    return [call("usage", since=filling.take_text("since"))]


def remember(filling: Filling) -> list[SkillCall]:
    """Return the call that keeps a note."""
    note = filling.take_text("note")
    return [call("remember", text=note)] if note else []


def recall(filling: Filling) -> list[SkillCall]:
    """Return the call that looks up notes: about what, or the question as it was asked."""
    said = filling.reading.said(" ".join(map(filling.spelled, filling.head.split()))).strip(" ?.,")
    filling.use_everything()
    why, about = _WHY.search(said), _TOPIC.search(said)
    if why:
        return [call("recall", text=why["question"].replace(" = ", "="))]
    topic = re.sub(r"^(?:the|a|an|our|my|that|this|using|with|any) ", "", about["topic"].strip()) if about else ""
    return [call("recall", text=topic if topic not in ("", "it", "that", "this", "notes", "me") else None)]


def import_(filling: Filling) -> list[SkillCall]:
    """Return the call that brings in runs from elsewhere."""
    path = filling.take_text(*PLACES)
    if path is None:
        filling.question = _NO_FILE
        return []
    found = _IMPORT_FORMAT.search(filling.text)
    return [call("import", path=path, format=found["format"] if found else None)]


def explain(filling: Filling) -> list[SkillCall]:
    """Return the call for help, on the skill that is named where one is."""
    topic = topic_of(filling.head, [skill for skill, _ in filling.clause.scored.ranking])
    filling.use_everything()
    return [call("help", topic=topic)]


def topic_of(head: str, ranking: list[str]) -> str | None:
    """Return the skill that a request for help is about.

    Args:
        head: The request.
        ranking: Skills that its cues speak for, the heaviest first.
    """
    if _NO_TOPIC.search(head):
        return None
    words: list[str] = re.findall(r"[a-z]+", head)
    for word in words[1:]:
        if word in ARGUMENTS and word != "help":
            return word
        if word in _TOPIC_WORDS:
            return _TOPIC_WORDS[word]
    others = [skill for skill in ranking if skill not in ("help", "setup", "analyze")]
    if others:
        return others[0]
    return "analyze" if "setup" in ranking else None


def _runs(filling: Filling) -> list[str]:
    found = _NUMBER_AFTER.match(filling.head)
    if found:
        filling.use_number(found["number"])
    return slots.run_names(filling) or ([canonical(found["number"])] if found else []) or filling.pronoun_run()
