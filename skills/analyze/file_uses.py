"""The files that a program reads and writes, by the calls that do it."""

import ast
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from contracts.names import EntryKind
from contracts.repo import FileUse, Param
from skills.analyze.flows import Flows
from skills.analyze.module import Where, called_name

What = Literal["data", "checkpoint", "config", "log", "table", "predictions", "other"]
_MODEL_ENDINGS = {
    ".pt", ".pth", ".ckpt", ".npz", ".pkl", ".pickle", ".joblib", ".h5", ".keras", ".safetensors", ".bin", ".model",
    ".onnx", ".tar", ".weights", ".cbm", ".msgpack", ".hdf5", ".pdparams", ".params", ".sav", ".jit", ".npy", ".zip",
}  # fmt: skip
_DATA_ENDINGS = {".csv", ".tsv", ".parquet", ".npy", ".jsonl", ".arrow", ".txt", ".feather", ".mat", ".h5", ".hdf5"}
_MODEL_WORDS = re.compile(r"model|ckpt|checkpoint|weight|net|clf|classifier|estimator|state|best|policy|agent|booster")
_PREDICTION_WORDS = re.compile(r"pred|submission|output|result|sample|generated|infer|caption|transl")
_TABLE_ENDINGS = {".csv", ".tsv", ".json", ".jsonl", ".parquet", ".xlsx"}


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]
    position: int
    """Of the path; -1: the object before the dot."""
    keywords: tuple[str, ...]
    what: What | None
    """None: judged by name and ending."""


def _rule(pattern: str, position: int, what: What | None, *keywords: str) -> _Rule:
    return _Rule(re.compile(pattern), position, keywords, what)


_WRITES = (
    _rule(r"^torch\.save$|\.save_on_master$|^accelerator\.save$", 1, "checkpoint", "f"),
    _rule(r"^torch\.jit\.save$|(^|\.)save_file$|^joblib\.dump$|^dill\.dump$|^cloudpickle\.dump$", 1, "checkpoint", "filename", "f"),
    _rule(r"^torch\.onnx\.export$", 2, "checkpoint", "f"),
    _rule(r"^numpy\.(save|savez|savez_compressed)$|^np\.(save|savez|savez_compressed)$", 0, None, "file"),
    _rule(r"^(numpy|np)\.savetxt$", 0, "table", "fname"),
    _rule(r"^pickle\.dump$|^cPickle\.dump$|^json\.dump$|^yaml\.dump$|^yaml\.safe_dump$", 1, None, "fp", "file", "stream"),
    _rule(r"\.(save_model|save_weights|save_pretrained|save_checkpoint|save_params|save_state|dump_model)$", 0, "checkpoint", "filepath", "path", "fname", "save_directory"),
    _rule(r"\.(to_csv|to_parquet|to_excel|to_json|to_feather)$", 0, None, "path_or_buf", "path"),
    _rule(r"\.to_pickle$", 0, None, "path"),
    _rule(r"(^|\.)SummaryWriter$", 0, "log", "log_dir", "logdir"),
    _rule(r"^logging\.FileHandler$|(^|\.)CSVLogger$", 0, "log", "filename"),
    _rule(r"\.(write_text|write_bytes)$", -1, None),
    _rule(r"(^|\.)savefig$", 0, "other", "fname"),
    _rule(r"^(cv2|imageio|skimage\.io)\.(imwrite|imsave)$|(^|\.)save_image$", 0, "other", "filename"),
)  # fmt: skip
_READS = (
    _rule(r"^torch\.load$|^joblib\.load$|^dill\.load$|^torch\.jit\.load$|(^|\.)load_model$|(^|\.)load_file$", 0, "checkpoint", "f", "filename", "filepath"),
    _rule(r"\.(load_weights|load_from_checkpoint|load_checkpoint|load_params|load_state|restore)$", 0, "checkpoint", "filepath", "checkpoint_path", "path"),
    _rule(r"(^|\.)load_checkpoint$", 0, "checkpoint"),
    _rule(r"\.from_pretrained$", 0, "checkpoint", "pretrained_model_name_or_path"),
    _rule(r"^(numpy|np)\.load$|^pickle\.load$|^cPickle\.load$|^pandas\.read_pickle$", 0, None, "file"),
    _rule(r"^(numpy|np)\.(loadtxt|genfromtxt|fromfile|memmap)$", 0, "data", "fname", "filename"),
    _rule(r"^(pandas|pd|polars|pl|dask\.dataframe)\.(read_\w+|scan_\w+)$", 0, "data", "filepath_or_buffer", "path"),
    _rule(r"^json\.load$|^json\.loads$", 0, None),
    _rule(r"^yaml\.(load|safe_load|full_load)$|^tomllib\.load$|^toml\.load$|(^|\.)OmegaConf\.load$", 0, "config"),
    _rule(r"(^|\.)(ImageFolder|DatasetFolder|MNIST|CIFAR10|CIFAR100|FashionMNIST|KMNIST|EMNIST|SVHN|STL10|ImageNet|CocoDetection|VOCDetection|VOCSegmentation|Cityscapes|CelebA|Planetoid|TUDataset)$", 0, "data", "root"),
    _rule(r"\.flow_from_directory$|(^|\.)image_dataset_from_directory$|(^|\.)load_dataset$|(^|\.)load_from_disk$", 0, "data", "directory", "path"),
    _rule(r"^(os\.listdir|os\.scandir|os\.walk|glob\.glob|glob\.iglob|glob)$", 0, "data", "path", "pathname"),
    _rule(r"\.(glob|rglob|iterdir)$", -1, "data"),
    _rule(r"^(cv2\.imread|PIL\.Image\.open|Image\.open|imageio\.imread|skimage\.io\.imread|torchaudio\.load|librosa\.load|soundfile\.read|h5py\.File|cv2\.VideoCapture)$", 0, "data", "fp", "filename", "name"),
    _rule(r"\.(read_text|read_bytes)$", -1, None),
)  # fmt: skip


def file_uses(flows: Flows, kind: EntryKind) -> tuple[tuple[FileUse, ...], tuple[FileUse, ...]]:
    """Return what a program reads and what it writes."""
    reads: dict[tuple[str | None, str | None, str], FileUse] = {}
    writes: dict[tuple[str | None, str | None, str], FileUse] = {}
    for call in flows.calls:
        where, node, name = call.where, call.node, call.name
        for uses, rules, is_write in ((writes, _WRITES, True), (reads, _READS, False)):
            rule = next((rule for rule in rules if rule.pattern.search(name)), None)
            if rule is not None:
                for use in _uses(flows, where, node, rule, kind, is_write=is_write):
                    uses.setdefault((use.path, use.param, use.what), use)
        if name in {"open", "io.open", "gzip.open", "codecs.open"} or name.endswith(".open"):
            mode = _mode(node)
            is_write = any(letter in mode for letter in "wax")
            uses = writes if is_write else reads
            position = 0 if name in {"open", "io.open", "gzip.open", "codecs.open"} else -1
            if position == -1 and not mode:
                continue
            for use in _uses(
                flows, where, node, _Rule(re.compile(""), position, ("file",), None), kind, is_write=is_write
            ):
                uses.setdefault((use.path, use.param, use.what), use)
    return _tidy(reads), _tidy(writes)


def _uses(flows: Flows, where: Where, node: ast.Call, rule: _Rule, kind: EntryKind, *, is_write: bool) -> list[FileUse]:
    path = _path_argument(node, rule)
    if path is None:
        return []
    found: list[FileUse] = []
    for text in flows.templates(path, where):
        params = re.findall(r"\{(\w+)\}", text)
        shown = None if text.strip("*/.") == "" else text
        if shown is None and found:
            continue
        what = rule.what or _judged(text, called_name(node) or "", node, kind, is_write=is_write)
        found.append(
            FileUse(path=shown, param=params[0] if params else None, what=what, proof=where.module.place(node))
        )
    return found


def _path_argument(node: ast.Call, rule: _Rule) -> ast.expr | None:
    if rule.position == -1:
        return node.func.value if isinstance(node.func, ast.Attribute) else None
    if len(node.args) > rule.position:
        found = node.args[rule.position]
        return None if isinstance(found, ast.Starred) else found
    return next((keyword.value for keyword in node.keywords if keyword.arg in rule.keywords), None)


def _judged(text: str, name: str, node: ast.Call, kind: EntryKind, *, is_write: bool) -> What:
    lowered = text.lower()
    ending = PurePosixPath(lowered.rstrip("}")).suffix
    subject = ast.unparse(node.args[0])[:80].lower() if node.args and is_write else ""
    if ending in {".yaml", ".yml", ".toml", ".cfg", ".ini"} or "config" in lowered or "hparams" in lowered:
        return "config"
    if ending == ".log" or re.search(r"(^|[/_{])logs?([/_}.]|$)", lowered):
        return "log"
    if is_write and kind == "infer" and _PREDICTION_WORDS.search(lowered):
        return "predictions"
    if ending in _MODEL_ENDINGS or not ending:
        if _MODEL_WORDS.search(lowered) or (is_write and "dump" in name and _MODEL_WORDS.search(subject)):
            return "checkpoint"
        if is_write and kind == "train" and ("savez" in name or "pickle" in name):
            return "checkpoint"
    if is_write and _PREDICTION_WORDS.search(lowered) and "pred" in lowered:
        return "predictions"
    if is_write:
        return "data" if kind == "prepare" else "table" if ending in _TABLE_ENDINGS else "other"
    return "data" if ending in _DATA_ENDINGS | {".json"} or "data" in lowered else "other"


def _mode(node: ast.Call) -> str:
    values = [*node.args[1:2], *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
    if isinstance(node.func, ast.Attribute) and not values:
        values = node.args[:1]
    return next(
        (value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)), ""
    )


def _tidy(uses: dict[tuple[str | None, str | None, str], FileUse]) -> tuple[FileUse, ...]:
    known = {(str(use.proof), use.path) for use in uses.values() if use.what != "other" and use.path}
    kept = [use for use in uses.values() if use.what != "other" or use.path]
    del known
    return tuple(sorted(kept, key=lambda use: (use.what != "checkpoint", use.proof.path, use.proof.line)))[:60]


def with_roles(
    params: tuple[Param, ...], kind: EntryKind, reads: tuple[FileUse, ...], writes: tuple[FileUse, ...]
) -> tuple[Param, ...]:
    """Return params with the role that the files they name give them, where their names gave none."""
    read = {use.param: use for use in reversed(reads) if use.param}
    written = {use.param: use for use in reversed(writes) if use.param}
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
        result.append(param if role == param.role else param.model_copy(update={"role": role}))
    return tuple(result)
