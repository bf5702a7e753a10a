"""Programs that do several things: which words of their command line make them train, evaluate or predict."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.names import EntryKind
from contracts.repo import Evidence
from skills.analyze.declared import Declared
from skills.analyze.kinds import name_words
from skills.analyze.module import Module
from skills.analyze.plain import words

_MODES = words(
    "mode phase task action command stage run_mode job run_type cmd do what operation job_type run_option "
    "exec_mode running_mode train_or_test train_test type_of_run state subcommand"
)
_PREFIXES = ("do", "run", "only", "just", "is", "enable", "perform")
_SUFFIXES = ("only", "mode", "model", "phase")
_PLAIN: dict[str, EntryKind] = {
    **dict.fromkeys(("eval", "evaluate", "evaluation", "test", "testing", "validate", "validation", "val"), "evaluate"),
    **dict.fromkeys(("predict", "prediction", "infer", "inference", "generate", "sample", "demo", "submit"), "infer"),
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("export",), "export"),
}  # fmt: skip


@dataclass(frozen=True)
class Mode:
    """One of the things that a program does."""

    kind: EntryKind
    words: tuple[str, ...]
    """What to add to its command; empty where it does this by itself."""
    params: tuple[str, ...]
    """Names of the params that the words set."""
    evidence: Evidence | None = None


def modes_of(params: Sequence[Declared], main: EntryKind | None, modules: Iterable[Module]) -> list[Mode]:
    """Return what a program can be told to do; empty where it does one thing.

    Args:
        params: What its command line takes.
        main: What it seems to be for.
        modules: Its sources, where values are compared with a param that has no choices.
    """
    for param in params:
        found = _of_choice(param, modules)
        if found:
            return found
    return _of_switches(params, main)


def _of_choice(param: Declared, modules: Iterable[Module]) -> list[Mode]:
    if param.name.lower() not in _MODES or param.action != "store":
        return []
    values = [str(value) for value in param.choices or () if isinstance(value, str)]
    values = values or sorted(_compared(param.name, modules))
    modes: list[Mode] = []
    for value in values:
        kind = _plain_kind(value)
        if kind is None:
            continue
        flag = next((flag for flag in param.flags if flag.startswith("--")), None) or (param.flags or (None,))[0]
        words = (flag, value) if flag else (value,)
        says = f"does it with `{' '.join(words)}`"
        modes.append(Mode(kind, words, (param.name,), Evidence(says=says, place=param.place)))
    return modes if len({mode.kind for mode in modes}) > 1 else []


def _of_switches(params: Sequence[Declared], main: EntryKind | None) -> list[Mode]:
    switches = [(param, kind) for param in params if (kind := _switch_kind(param))]
    trains = [param for param, kind in switches if kind == "train"]
    others = [(param, kind) for param, kind in switches if kind != "train"]
    if not others or (main != "train" and not trains):
        return []
    modes: list[Mode] = []
    if trains:
        modes.append(_switched(trains[0], "train"))
    else:
        modes.append(Mode("train", (), tuple(param.name for param, _ in others)))
    seen: set[EntryKind] = set()
    for param, kind in sorted(others, key=lambda pair: len(name_words(pair[0].name))):
        if kind not in seen:
            seen.add(kind)
            modes.append(_switched(param, kind))
    return modes


def _switched(param: Declared, kind: EntryKind) -> Mode:
    flag = next((flag for flag in param.flags if flag.startswith("--")), param.flags[0])
    return Mode(kind, (flag,), (param.name,), Evidence(says=f"does it with `{flag}`", place=param.place))


def _switch_kind(param: Declared) -> EntryKind | None:
    if param.action not in {"store_true", "boolean_optional"} or not param.flags or param.default is True:
        return None
    return _plain_kind(param.name)


def _plain_kind(text: str) -> EntryKind | None:
    """Return the kind that a word says by itself: `eval`, `do_train`, `test_only`; not `train_vae` or `eval_every`."""
    words = name_words(text)
    while len(words) > 1 and words[0] in _PREFIXES:
        words = words[1:]
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words = words[:-1]
    return _PLAIN.get(words[0]) if len(words) == 1 else None


def _compared(name: str, modules: Iterable[Module]) -> set[str]:
    found: set[str] = set()
    for module in modules:
        for node in module.nodes:
            if isinstance(node, ast.Compare) and _ends_in(node.left, name):
                for side in node.comparators:
                    items = side.elts if isinstance(side, ast.List | ast.Tuple | ast.Set) else [side]
                    found |= {
                        item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)
                    }
    return found


def _ends_in(node: ast.expr, name: str) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    return (isinstance(node, ast.Attribute) and node.attr == name) or (isinstance(node, ast.Name) and node.id == name)
