"""The files that a program reads and writes, by the calls that do it."""

import ast
import re
from pathlib import PurePosixPath

from contracts.names import EntryKind
from contracts.repo import FileUse, Param
from skills.analyze.columns import columns_of
from skills.analyze.file_calls import FileCall, What, file_calls
from skills.analyze.flows import Flows
from skills.analyze.module import called_name
from skills.analyze.plain import words

_MODEL_ENDINGS = words(
    ".pt .pth .ckpt .npz .pkl .pickle .joblib .h5 .keras .safetensors .bin .model .onnx .tar .weights .cbm .msgpack "
    ".hdf5 .pdparams .params .sav .jit .npy .zip"
)
_DATA_ENDINGS = words(".csv .tsv .parquet .npy .jsonl .arrow .txt .feather .mat .h5 .hdf5 .json")
_TABLE_ENDINGS = words(".csv .tsv .json .jsonl .parquet .xlsx")
_MODEL_WORDS = re.compile(r"model|ckpt|checkpoint|weight|net|clf|classifier|estimator|state|best|policy|agent|booster")
_CONFIG_WORDS = re.compile(r"config|hparams|hyperparam|settings|(^|[/_])params\b|options\.")
_PREDICTION_WORDS = re.compile(r"pred|submission|output|result|sample|generated|infer|caption|transl")
_GOES_ON = re.compile(r"^(load|restore|checkpoint|ckpt|snapshot)(_?(model|path|file|from|checkpoint|ckpt|dir|name))?$")
"""Names of a training's param that takes a checkpoint to go on from."""
_MOST = 60


def file_uses(flows: Flows, kind: EntryKind) -> tuple[tuple[FileUse, ...], tuple[FileUse, ...]]:
    """Return what a program reads and what it writes."""
    reads: dict[tuple[str | None, str | None, str], FileUse] = {}
    writes: dict[tuple[str | None, str | None, str], FileUse] = {}
    for module in flows.modules:
        for call in file_calls(module):
            uses = writes if call.is_write else reads
            for use in _uses(flows, call, kind):
                uses.setdefault((use.path, use.param, use.what), use)
    return _tidy(reads), _tidy(writes)


def _uses(flows: Flows, call: FileCall, kind: EntryKind) -> list[FileUse]:
    found: list[FileUse] = []
    for text in flows.templates(call.path, call.where):
        params = re.findall(r"\{(\w+)\}", text)
        shown = None if text.strip("*/.") == "" else text
        if shown is None and found:
            continue
        what = call.what or _judged(text, call.node, kind, is_write=call.is_write)
        param = params[0] if params else None
        columns = columns_of(call) if what in {"data", "table"} else ()
        place = call.where.module.place(call.node)
        found.append(FileUse(path=shown, param=param, what=what, columns=columns, proof=place))
    return found


def _judged(text: str, node: ast.Call, kind: EntryKind, *, is_write: bool) -> What:
    """Return what a file is by its name, where the call does not say."""
    lowered = text.lower()
    ending = PurePosixPath(lowered.rstrip("}")).suffix
    if ending in {".yaml", ".yml", ".toml", ".cfg", ".ini"} or _CONFIG_WORDS.search(lowered):
        return "config"
    if ending == ".log" or re.search(r"(^|[/_{])logs?([/_}.]|$)", lowered):
        return "log"
    return _judged_write(lowered, ending, node, kind) if is_write else _judged_read(lowered, ending)


def _judged_write(text: str, ending: str, node: ast.Call, kind: EntryKind) -> What:
    name = called_name(node) or ""
    subject = ast.unparse(node.args[0])[:80].lower() if node.args else ""
    if kind == "infer" and _PREDICTION_WORDS.search(text):
        return "predictions"
    if ending in _MODEL_ENDINGS or not ending:
        if _MODEL_WORDS.search(text) or ("dump" in name and _MODEL_WORDS.search(subject)):
            return "checkpoint"
        if kind == "train" and ("savez" in name or "pickle" in name):
            return "checkpoint"
    if "pred" in text:
        return "predictions"
    return "data" if kind == "prepare" else "table" if ending in _TABLE_ENDINGS else "other"


def _judged_read(text: str, ending: str) -> What:
    if (ending in _MODEL_ENDINGS or not ending) and _MODEL_WORDS.search(text):
        return "checkpoint"
    return "data" if ending in _DATA_ENDINGS or "data" in text else "other"


def _tidy(uses: dict[tuple[str | None, str | None, str], FileUse]) -> tuple[FileUse, ...]:
    kept = [use for use in uses.values() if use.what != "other" or use.path]
    return tuple(sorted(kept, key=lambda use: (use.what != "checkpoint", use.proof.path, use.proof.line)))[:_MOST]


def _leads(use: FileUse) -> bool:
    """Whether a param is where a path begins, not just a part of a name in it."""
    return use.path is not None and bool(re.match(rf"\{{{use.param}\}}(/|$|[_.*-])", use.path))


def with_roles(
    params: tuple[Param, ...], kind: EntryKind, reads: tuple[FileUse, ...], writes: tuple[FileUse, ...]
) -> tuple[Param, ...]:
    """Return params with the role that the files they name give them, where their names gave none."""
    read = {use.param: use for use in reversed(reads) if _leads(use)}
    written = {use.param: use for use in reversed(writes) if _leads(use)}
    result = []
    for param in params:
        role = param.role
        source = read.get(param.name)
        whole = source is not None and source.path == f"{{{param.name}}}"
        if param.name in written and source is None and role in {None, "checkpoint", "input"}:
            role = "output"
        elif source is not None and source.what == "checkpoint" and param.name not in written:
            if role is None or (whole and role in {"data", "input", "output"}):
                role = "resume" if kind == "train" else "checkpoint"
        elif source is not None and source.what == "data" and role is None and param.type in {None, "str", "path"}:
            role = "input" if kind == "infer" else "data"
        if kind == "train" and role == "checkpoint" and _GOES_ON.search(param.name.lower()):
            role = "resume"
        result.append(param if role == param.role else param.model_copy(update={"role": role}))
    return _with_input(result) if kind == "infer" else tuple(result)


def _with_input(params: list[Param]) -> tuple[Param, ...]:
    """Return the params of an inference; its one word without a role is what it is to predict."""
    words = [
        param for param in params if param.positional and param.role is None and param.type in {None, "str", "path"}
    ]
    if len(words) != 1 or any(param.role == "input" for param in params):
        return tuple(params)
    return tuple(param.model_copy(update={"role": "input"}) if param is words[0] else param for param in params)
