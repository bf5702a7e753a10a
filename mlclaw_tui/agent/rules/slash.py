"""Slash commands: `/train lr=0.001 host=server-2`, `/logs 42 tail=100`."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import JsonValue, ValidationError

from contracts.plan import SkillCall
from mlclaw_tui.agent.rules.literals import snake_case, url_of
from mlclaw_tui.agent.rules.numbers import scalar
from mlclaw_tui.agent.rules.params import canonical_name
from mlclaw_tui.agent.rules.runs import canonical
from skills.arguments import ARGUMENTS

_COMMAND = re.compile(r"^/(?P<name>[A-Za-z][\w-]*)(?=\s|$)\s*(?P<rest>.*)$", re.DOTALL)
_WORD = re.compile(r"(?P<key>(?:--)?[A-Za-z_][\w./-]*\s?=\s?(?!=))?(?P<value>\"[^\"]*\"|'[^']*'|\[[^\]]*\]|\S+)")
_POSITIONAL: dict[str, tuple[str, ...]] = {
    "init": ("name",), "analyze": ("repo", "ref"), "env": ("python",), "data": ("path", "to"), "evaluate": ("run",),
    "infer": ("input", "run"), "deploy": ("run",), "compare": ("runs",), "diagnose": ("metric",), "rerun": ("run",),
    "report": ("runs",), "status": ("run",), "logs": ("run",), "stop": ("run",), "watch": ("condition",),
    "usage": ("since",), "import": ("path", "format"), "help": ("topic",),
}  # fmt: skip
_WHOLE = {"remember": "text", "recall": "text", "sql": "query"}
_RUN_FIELDS = frozenset({"run", "runs", "baseline"})
_CHOICES = {"deploy": ("format", "precision"), "report": ("kind",)}


@dataclass(frozen=True, slots=True)
class Slash:
    """What became of a slash command: a call, words to read as a request to a skill, or a question."""

    call: SkillCall | None = None
    skill: str | None = None
    words: str | None = None
    """The rest of a command that is plain English: `/train for 3 epochs`."""
    question: str | None = None


def read_slash(text: str) -> Slash | None:
    """Return what a slash command asks for; None where the text is none, a path for example."""
    found = _COMMAND.match(text)
    if found is None:
        return Slash(question=f"Which command? {_commands()}") if text == "/" else None
    name, rest = found["name"].lower(), found["rest"].strip()
    if name not in ARGUMENTS:
        return Slash(question=f"There is no command `/{found['name']}`. {_nearest(name, ARGUMENTS, '/')}{_commands()}")
    if name in _WHOLE and not re.match(rf"^{_WHOLE[name]}\s?=", rest):
        args: dict[str, JsonValue] = {_WHOLE[name]: rest.strip("\"'") if name != "sql" else rest} if rest else {}
        return _checked(name, args)
    return _read(name, rest)


def checked(call: SkillCall) -> str | None:
    """Return why the arguments of a call do not fit its skill; None where they do."""
    try:
        ARGUMENTS[call.skill].model_validate(call.args)
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"][:2] if isinstance(part, str)) or call.skill
        if problem["type"] == "missing":
            return f"`/{call.skill}` needs `{name}`: {_takes(call.skill)}"
        return f"`{name}` of `/{call.skill}` does not fit: {problem['msg']}."
    return None


def _checked(skill: str, args: dict[str, JsonValue]) -> Slash:
    call = SkillCall(skill=skill, args=args)
    question = checked(call)
    return Slash(question=question) if question else Slash(call=call)


def _read(skill: str, rest: str) -> Slash:
    args: dict[str, JsonValue] = {}
    plain: list[str] = []
    for found in _WORD.finditer(rest):
        value = _unquoted(found["value"])
        if found["key"] is None:
            plain.append(found["value"])
            continue
        question = _keep(skill, args, found["key"].rstrip("= ").lstrip("-"), value)
        if question:
            return Slash(question=question)
    if not _place_plain(skill, args, plain):
        return Slash(skill=skill, words=rest)
    return _checked(skill, args)


def _keep(skill: str, args: dict[str, JsonValue], key: str, value: str) -> str | None:
    """Keep `key=value` as an argument or a param; return what is wrong with it otherwise."""
    fields = ARGUMENTS[skill].model_fields
    if key in fields and key not in ("params", "packages"):
        args[key] = as_field(skill, key, value)
        return None
    if "params" in fields:
        params = args.setdefault("params", {})
        if isinstance(params, dict):
            params[canonical_name(snake_case(key))] = _scalar(value)
        return None
    return f"`/{skill}` has no argument `{key}`. {_nearest(key, fields, '')}{_takes(skill)}"


def _place_plain(skill: str, args: dict[str, JsonValue], plain: list[str]) -> bool:
    """Give words without a name to the arguments that stand first; say whether all of them found a place."""
    names = [name for name in _POSITIONAL.get(skill, ()) if name not in args]
    if len(plain) > 1 and plain[0] in ("last", "latest") and plain[1].isdigit():
        return False  # `/compare last 3` is English
    for word in plain:
        value = _unquoted(word)
        choice = _choice(skill, value)
        if choice and choice not in args:
            args[choice] = value.lower()
        elif skill == "deploy" and "target" not in args and not _is_run(value):
            if not re.fullmatch(r"[\w.-]*[a-z][\w.-]*", value) or len(plain) > 2:
                return False
            args["target"] = value
        elif names and names[0] == "runs" and _is_run(value):
            runs = args.setdefault("runs", [])
            if isinstance(runs, list):
                runs.append(canonical(value))
        elif names and names[0] != "runs" and _fits(skill, names[0], word, len(plain)):
            args[names[0]] = as_field(skill, names[0], value)
            names = names[1:]
        else:
            return False
    return True


def _choice(skill: str, value: str) -> str | None:
    for name in _CHOICES.get(skill, ()):
        if value.lower() in _literals(skill, name):
            return name
    return None


def _fits(skill: str, name: str, word: str, words: int) -> bool:
    value = _unquoted(word)
    if name in _RUN_FIELDS:
        return _is_run(value)
    if name == "condition":
        return value in _literals(skill, name)
    if name in ("repo", "path", "input"):
        return word[:1] in "\"'" or re.search(r"[\\/.~]", value) is not None or words == 1
    if name == "topic":
        return words == 1
    return word[:1] in "\"'" or words <= 2 or skill in ("data", "analyze", "import")


def _is_run(value: str) -> bool:
    return (
        re.fullmatch(
            r"#?\d+|run[_-]?\d+|last|best|(?:last|latest|best)~\d+|baseline|(?=[^\s]*[\d_/-])[A-Za-z][\w./-]*", value
        )
        is not None
    )


def as_field(skill: str, name: str, value: str) -> JsonValue:
    """Return the text of an argument as its type: a run by its usual name, a number as a number."""
    if name in _RUN_FIELDS:
        names: list[JsonValue] = [canonical(part) for part in re.split(r"[,\s]+", value.strip("[]")) if part]
        return names if name == "runs" else canonical(value)
    if name == "repo":
        return (
            url_of(value).address
            if re.match(r"^(?:\w+://|git@|(?:www\.)?(?:github|gitlab|bitbucket)\.)", value)
            else value
        )
    if name in ("python", "data", "host", "target", "name", "since", "every", "notify", "path", "input"):
        return value
    kinds = get_args(ARGUMENTS[skill].model_fields[name].annotation) or (
        ARGUMENTS[skill].model_fields[name].annotation,
    )
    if any(kind in (int, float, bool) for kind in kinds):
        read = scalar(value.rstrip("%"))
        return value if read is None else read
    return [part.strip() for part in value.strip("[]").split(",")] if name == "extras" else value


def _scalar(value: str) -> JsonValue:
    read = scalar(value)
    return value if read is None else read


def _literals(skill: str, name: str) -> tuple[str, ...]:
    annotation: Any = ARGUMENTS[skill].model_fields[name].annotation
    for part in (annotation, *get_args(annotation)):
        if get_origin(part) is not None and all(isinstance(each, str) for each in get_args(part)):
            return tuple(get_args(part))
    return ()


def _nearest(word: str, known: Iterable[str], prefix: str) -> str:
    near = difflib.get_close_matches(word, list(known), n=2, cutoff=0.6)
    return f"Did you mean {' or '.join(f'`{prefix}{each}`' for each in near)}? " if near else ""


def _takes(skill: str) -> str:
    fields = ", ".join(ARGUMENTS[skill].model_fields)
    return f"It takes {fields}." if fields else "It takes no arguments."


def _commands() -> str:
    return f"Commands: {' '.join('/' + name for name in ARGUMENTS)}."


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
