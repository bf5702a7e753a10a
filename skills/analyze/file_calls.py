"""The calls that read or write files, by their names."""

import ast
import re
from dataclasses import dataclass
from typing import Literal

from skills.analyze.module import FoundCall, Module, Where, per_module
from skills.analyze.plain import words

What = Literal["data", "checkpoint", "config", "log", "table", "predictions", "other"]
_RECEIVER = -1
"""Position of a path that stands before the dot."""
_DATASETS = (
    "ImageFolder|DatasetFolder|MNIST|CIFAR10|CIFAR100|FashionMNIST|KMNIST|EMNIST|SVHN|STL10|ImageNet|CocoDetection|"
    "VOCDetection|VOCSegmentation|Cityscapes|CelebA|Planetoid|TUDataset|Food101|OxfordIIITPet|Flowers102"
)
_OPENS = words("open io.open gzip.open codecs.open bz2.open lzma.open")


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]
    position: int
    what: What | None
    """None: judged by name and ending."""
    keywords: frozenset[str]


def _rule(position: int, what: What | None, keywords: str, *patterns: str) -> _Rule:
    return _Rule(re.compile("|".join(patterns)), position, what, words(keywords))


_WRITES = (
    _rule(1, "checkpoint", "f", r"^torch\.save$", r"\.save_on_master$", r"^accelerator\.save$"),
    _rule(
        1, "checkpoint", "filename f", r"^torch\.jit\.save$", r"(^|\.)save_file$", r"^(joblib|dill|cloudpickle)\.dump$"
    ),
    _rule(2, "checkpoint", "f", r"^torch\.onnx\.export$"),
    _rule(0, None, "file", r"^(numpy|np|jax\.numpy)\.(save|savez|savez_compressed)$"),
    _rule(0, "table", "fname", r"^(numpy|np)\.savetxt$"),
    _rule(1, None, "fp file stream", r"^(pickle|cPickle|json|yaml)\.(dump|safe_dump)$"),
    _rule(
        0,
        "checkpoint",
        "filepath path fname save_directory",
        r"\.(save_model|save_weights|save_pretrained|save_checkpoint|save_params|save_state|dump_model)$",
    ),
    _rule(0, "checkpoint", "filepath path", r"(^|\.)(model|net|agent|policy|estimator|network|autoencoder)\.save$"),
    _rule(0, None, "path_or_buf path", r"\.(to_csv|to_parquet|to_excel|to_json|to_feather|to_pickle)$"),
    _rule(0, "log", "log_dir logdir filename", r"(^|\.)(SummaryWriter|CSVLogger)$", r"^logging\.FileHandler$"),
    _rule(_RECEIVER, None, "", r"\.(write_text|write_bytes)$"),
    _rule(
        0, "other", "fname filename", r"(^|\.)(savefig|save_image)$", r"^(cv2|imageio|skimage\.io)\.(imwrite|imsave)$"
    ),
)
_READS = (
    _rule(
        0, "checkpoint", "f filename filepath", r"^(torch|joblib|dill|torch\.jit)\.load$", r"(^|\.)load_(model|file)$"
    ),
    _rule(
        0,
        "checkpoint",
        "filepath checkpoint_path path",
        r"\.(load_weights|load_from_checkpoint|load_params|load_state|restore)$",
        r"(^|\.)load_checkpoint$",
    ),
    _rule(0, "checkpoint", "pretrained_model_name_or_path", r"\.from_pretrained$"),
    _rule(0, None, "file", r"^(numpy|np|pickle|cPickle)\.load$", r"^pandas\.read_pickle$"),
    _rule(0, "data", "fname filename", r"^(numpy|np)\.(loadtxt|genfromtxt|fromfile|memmap)$"),
    _rule(0, "data", "filepath_or_buffer path io", r"^(pandas|pd|polars|pl|dask\.dataframe)\.(read_\w+|scan_\w+)$"),
    _rule(0, None, "fp", r"^json\.loads?$"),
    _rule(0, "config", "stream f", r"^yaml\.(load|safe_load|full_load)$", r"^toml(lib)?\.load$", r"\bOmegaConf\.load$"),
    _rule(0, "data", "root", rf"(^|\.)({_DATASETS})$"),
    _rule(
        0,
        "data",
        "directory path",
        r"\.flow_from_directory$",
        r"(^|\.)(image_dataset_from_directory|load_dataset|load_from_disk)$",
    ),
    _rule(0, "data", "path pathname", r"^(os\.listdir|os\.scandir|os\.walk|glob\.glob|glob\.iglob|glob)$"),
    _rule(_RECEIVER, "data", "", r"\.(glob|rglob|iterdir)$"),
    _rule(
        0,
        "data",
        "fp filename name",
        r"^(cv2\.imread|PIL\.Image\.open|Image\.open|imageio\.imread|skimage\.io\.imread|cv2\.VideoCapture)$",
        r"^(torchaudio\.load|librosa\.load|soundfile\.read|h5py\.File)$",
    ),
    _rule(_RECEIVER, None, "", r"\.(read_text|read_bytes)$"),
)
_OPENED = _rule(0, None, "file", r"open$")
_OPENED_METHOD = _rule(_RECEIVER, None, "", r"\.open$")


@dataclass(frozen=True)
class FileCall:
    """A call that reads or writes a file."""

    where: Where
    node: ast.Call
    path: ast.expr
    what: What | None
    is_write: bool


@per_module
def file_calls(module: Module) -> list[FileCall]:
    """Return the calls of a module that read or write files, in the order of its lines."""
    found = [known for call in module.calls for known in _of_call(call)]
    return sorted(found, key=lambda call: (call.node.lineno, call.node.col_offset))


def _of_call(call: FoundCall) -> list[FileCall]:
    found: list[FileCall] = []
    for rules, is_write in ((_WRITES, True), (_READS, False)):
        rule = next((rule for rule in rules if rule.pattern.search(call.name)), None)
        if rule is not None:
            found += _with(call, rule, is_write=is_write)
    if call.name in _OPENS or call.name.endswith(".open"):
        mode = _mode(call.node)
        is_method = call.name not in _OPENS
        if mode or not is_method:
            rule = _OPENED_METHOD if is_method else _OPENED
            found += _with(call, rule, is_write=any(letter in mode for letter in "wax"))
    return found


def _with(call: FoundCall, rule: _Rule, *, is_write: bool) -> list[FileCall]:
    path = _path(call.node, rule)
    return [] if path is None else [FileCall(call.where, call.node, path, rule.what, is_write)]


def _path(node: ast.Call, rule: _Rule) -> ast.expr | None:
    if rule.position == _RECEIVER:
        return node.func.value if isinstance(node.func, ast.Attribute) else None
    if len(node.args) > rule.position:
        found = node.args[rule.position]
        return None if isinstance(found, ast.Starred) else found
    return next((keyword.value for keyword in node.keywords if keyword.arg in rule.keywords), None)


def _mode(node: ast.Call) -> str:
    values = [*node.args[1:2], *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
    if isinstance(node.func, ast.Attribute) and not values:
        values = node.args[:1]
    texts = [value.value for value in values if isinstance(value, ast.Constant)]
    return next((text for text in texts if isinstance(text, str)), "")
