"""The words that the rules know: lists and names of `words.txt`, spellings of `spellings.txt`."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from mlclaw_tui.agent.rules.tables import read_table

EXPORT_FORMATS = {
    "onnx": "onnx",
    "tensorrt": "tensorrt",
    "engine": "tensorrt",
    "torchscript": "torchscript",
    "openvino": "openvino",
    "coreml": "coreml",
    "mlmodel": "coreml",
    "tflite": "tflite",
}
PRECISIONS = frozenset({"fp32", "fp16", "bf16", "int8"})


@cache
def wordlist(name: str) -> frozenset[str]:
    """Return the words of a section of `words.txt`."""
    return frozenset(" ".join(_words()[name]).split())


@cache
def param_names() -> Mapping[str, str]:
    """Return the names of params by the phrases that say them; other params keep the user's own words."""
    own = {phrase: phrase.replace(" ", "_") for phrase in _phrases("params said as they are named")}
    lines = (line.partition(": ") for line in _words()["params"])
    return own | {phrase: name for name, _, phrases in lines for phrase in phrases.split(", ")}


@cache
def metric_phrases() -> tuple[tuple[str, ...], ...]:
    """Return the metrics that take several words."""
    return tuple(tuple(phrase.split()) for phrase in _phrases("metric phrases"))


@cache
def named_model() -> re.Pattern[str]:
    """Return the pattern of an architecture's name: `resnet18`."""
    return re.compile("|".join(" ".join(_words()["models"]).split()), re.IGNORECASE)


@cache
def named_data_set() -> re.Pattern[str]:
    """Return the pattern of a public data set's name: `cifar10`."""
    return re.compile("|".join(" ".join(_words()["data sets"]).split()), re.IGNORECASE)


@cache
def machine_like() -> re.Pattern[str]:
    """Return the pattern of names that look like a machine's: `server-2`, `gpu01`, `slurm:gpu`."""
    beginnings = "|".join(" ".join(_words()["machine names begin with"]).split())
    return re.compile(rf"(?:{beginnings})(?:[-_.:]?[a-z]*[-_.]?\d[\w.-]*|[-_.:][a-z][\w.-]*)", re.IGNORECASE)


@cache
def contractions() -> Mapping[str, str]:
    """Return the words that stand for two: `what's` is `what is`."""
    return dict(_pairs("contractions"))


@cache
def variants() -> Mapping[str, str]:
    """Return the word that the rules know for each other spelling of it."""
    return {spelling: word for word, spellings in _pairs("variants") for spelling in spellings.split()}


@cache
def gerunds() -> Mapping[str, str]:
    """Return the verb of each gerund: `training` is train."""
    return {form: verb for verb, forms in _pairs("gerunds") for form in forms.split()}


@cache
def same_phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return patterns of phrases with the words that say the same."""
    rows = (line.rpartition(" => ") for line in _spellings()["phrases"])
    return tuple((re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])"), words) for pattern, _, words in rows)


def _phrases(section: str) -> Iterator[str]:
    return (phrase.strip() for phrase in " ".join(_words()[section]).split(",") if phrase.strip())


def _pairs(section: str) -> Iterator[tuple[str, str]]:
    for line in _spellings()[section]:
        word, _, rest = line.partition(": ")
        yield word, rest


@cache
def _words() -> dict[str, list[str]]:
    return read_table("words.txt")


@cache
def _spellings() -> dict[str, list[str]]:
    return read_table("spellings.txt")
