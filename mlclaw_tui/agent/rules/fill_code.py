"""Calls about the project, its code, its environment and its data: init, analyze, env, data."""

import re

from contracts.plan import SkillCall
from mlclaw_tui.agent.rules import slots
from mlclaw_tui.agent.rules.filling import PLACES, Args, Filling, call, only_said
from mlclaw_tui.agent.rules.vocabulary import wordlist

_REPO_PLACE = (
    r"(?:code|repo|project|scripts?|sources?|folder|package|program|checkout|train|retrain|finetune|fit|evaluate|run|"
    r"model in|network in)"
    r"(?: (?:in|at|from|under|of|is|lives?|called|named|folder|directory))*(?: the| my| our)?"
)
_DATA_LIKE = re.compile(
    r"(?:^|[/\\])(?:data|dataset|datasets|images|imgs|labels|annotations|samples|csv)[/\\]?$|"
    r"\.(?:csv|tsv|jsonl?|parquet|jpe?g|png|npz?|npy|h5|hdf5|xml|zip|tar|gz|wav|mp4)$",
    re.IGNORECASE,
)
_SAYS_CODE = re.compile(r"(?:^|\s)(?:code|repo|project|scripts?)(?!\S)")
_PROJECT_NAMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"(?:project|workspace)"
            r"(?: (?:called|named|with the name|by the name of|for|on|about|=|:|name|with name|titled))+ "
            r"(?:(?:the|a|an|my|our|this) )*(?P<name>.+)$"
        ),
        r"(?:^| )(?:project|workspace) (?P<name>(?!please|now|for me)\S.*)$",
        r"(?:call|name) (?:it|(?:the |my |this )?project|this) (?P<name>.+)$",
    )
)
_NO_NAME = "What should the project be called? For example `/init vehicle-detection`."
_OTHER_VERSION = (
    "I install what the project asks for. To try another version of a package, say `rerun with numpy 1.26`."
)
_TO_FORMAT = re.compile(r"(?:^|\s)(?:to|into|in|as) (?:the |a |an )?(?P<format>[a-z0-9]+)(?!\S)")
_MAKE_FORMAT = re.compile(
    r"^(?:make|create|build|generate|need|want|get) (?:me )?(?:a |an |the )?(?P<format>[a-z0-9]+) "
    r"(?:dataset|version|format|labels|annotations)"
)
_ASKS = re.compile(r"^(?:is|are|does|do|what|which|was|check|validate|verify|inspect)(?!\S)")


def init(filling: Filling) -> list[SkillCall]:
    """Return the call that makes a project; its name is what follows `called` or `for`."""
    text = filling.reading.said(" ".join(map(filling.spelled, filling.text.split())))
    found = next(filter(None, (pattern.search(text) for pattern in _PROJECT_NAMES)), None)
    said = re.split(r" (?:and|then|please|,|\.)(?: |$)", found["name"].strip("\"'` "))[0] if found else ""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", said.strip("\"'` ,.")).strip("-._")[:64]
    if not name or name.lower() in ("new", "a", "the", "me", "another"):
        filling.question = _NO_NAME
        return []
    filling.use_everything()
    return [call("init", name=name)]


def analyze(filling: Filling) -> list[SkillCall]:
    """Return the call that reads the code; a folder that is named as data are is data."""
    args = slots.address(filling)
    if not args:
        folder = filling.take_text(*PLACES)
        if folder and _DATA_LIKE.search(folder) and not _SAYS_CODE.search(filling.text):
            filling.clause.skill = "data"
            return [call("data", path=folder)]
        args = only_said(repo=folder)
    return [call("analyze", **args, entry=filling.take_text("script"))]


def setup(filling: Filling) -> list[SkillCall]:
    """Return the calls that read the code and install what it needs."""
    args = slots.address(filling) or only_said(repo=filling.take_text(*PLACES))
    return [call("analyze", **args, entry=filling.take_text("script")), call("env", **_env_args(filling))]


def preparation(filling: Filling) -> list[SkillCall]:
    """Return the calls that set up what a clause about something else names by URL or as the folder of the code."""
    args = slots.address(filling)
    if not args:
        folder = filling.take_after(_REPO_PLACE, "path", "slashed")
        args = only_said(repo=str(folder.value) if folder else None)
    return [call("analyze", **args), call("env")] if args else []


def env(filling: Filling) -> list[SkillCall]:
    """Return the call that builds the environment, of the code that the clause names where it does."""
    args = slots.address(filling)
    if not args:
        before = r"(?:of|for|in|at|from|to)(?: (?:the|my|code|repo|project))*"
        folder = filling.take_after(before, "path", "slashed")
        args = only_said(repo=str(folder.value) if folder else None)
    filling.take("file", "path")
    if any(filling.mentions("package", "pin")):
        filling.question = _OTHER_VERSION
    return [*([call("analyze", **args)] if args else []), call("env", **_env_args(filling))]


def data(filling: Filling) -> list[SkillCall]:
    """Return the call that looks at data or converts them."""
    formats = wordlist("data formats")
    found = (*_TO_FORMAT.finditer(filling.text), *_MAKE_FORMAT.finditer(filling.head))
    target = next((each["format"] for each in found if each["format"] in formats), None)
    path = filling.take_text(*PLACES) or filling.take_text("dataset")
    return [call("data", path=path, to=None if _ASKS.match(filling.head) else target)]


def _env_args(filling: Filling) -> Args:
    names = re.split(r"[ ,]+", filling.take_text("extras") or "")
    extras = [name for name in names if name not in ("and", "")]
    return only_said(python=filling.take_text("python"), extras=list(extras))
