"""What one line says: each form of line is tried in turn, the most particular first."""

import re

from contracts.lexicon import split_of, understand, words_of
from skills.metrics.bars import Bar
from skills.metrics.mappings import find_mapping, read_mapping
from skills.metrics.memory import Memory
from skills.metrics.names import Kind
from skills.metrics.pairs import Located, find_pairs, is_prose, label_of, locate_pairs
from skills.metrics.position import NOWHERE, LocatedPosition, Position, find_position, locate_position
from skills.metrics.reading import Reading
from skills.metrics.sentences import find_sentence
from skills.metrics.shapes import Shapes, Text
from skills.metrics.tables import find_head, is_rule, read_row
from skills.metrics.values import blot, plain_values

_CONFIGURES = re.compile(r"param|arg(?:s|ument)|config|cfg|option|setting|namespace", re.IGNORECASE)
_EXTENSION = (
    r"\.(?:ckpt|pth?|h5|hdf5|keras|pkl|joblib|jsonl?|ya?ml|toml|csv|txt|png|jpe?g|np[yz]|onnx|bin|safetensors|tar|gz|zip|"
    r"log|py|weights|model)\b"
)
_HAS_FILE = re.compile(_EXTENSION)
_FILE = re.compile(rf"(?<!\S)\S*{_EXTENSION}\S*")
_NUMBERED = re.compile(r"\d|\b(?:nan|inf)", re.IGNORECASE)
_SAYS = re.compile(r"[\d:=]")
_ALONE = re.compile(
    r"(?P<name>[^\W\d][\w/.@-]*(?: [\w/.@-]+){0,2})\s+(?P<value>[-+.\d]\S*|\w*(?:tensor|array|float\d*)\(.*)"
)
LONGEST_TEXT = 8192
"""Letters of a line that is read as text; a longer one is read only where it is an object."""
_MISSES_BEFORE_A_TABLE_ENDS = 50


def locate(message: str) -> tuple[LocatedPosition, list[Located]]:
    """Return where position and pairs of a line of text stand."""
    if _HAS_FILE.search(message):
        message = _FILE.sub(blot, message)
    message = plain_values(message)
    position = locate_position(message)
    return position, locate_pairs(position.rest)


def interpret(message: str, memory: Memory, shapes: Shapes) -> Reading | None:
    """Return what a line says, or None where it says nothing of metrics and positions.

    Headings and the heads of tables are remembered.
    """
    if not memory.table and (known := shapes.recall(message)):
        return _said(message, known, memory)
    if len(message) <= LONGEST_TEXT and (reading := find_sentence(message)):
        return reading
    if "{" in message and (reading := _mapping(message)):
        return reading
    if len(message) > LONGEST_TEXT or is_rule(message):
        return None
    if memory.table and (reading := _row(message, memory)):
        return reading
    if not _NUMBERED.search(message):
        _remember(message, memory)
        return None
    if remember_head(message, memory):
        return None
    alone = _ALONE.fullmatch(message)
    if alone and not is_prose(alone["name"]) and not find_position(message)[0].is_given:
        return _said(message, Text(NOWHERE, find_pairs(f"{alone['name']}: {alone['value']}")), memory)
    return _said(message, shapes.read(message), memory)


def _said(message: str, text: Text, memory: Memory) -> Reading | None:
    if not text.pairs and not text.position.is_given:
        _remember(message, memory)
        return None
    return Reading(text.pairs, text.position)


def remember_head(text: str, memory: Memory) -> bool:
    """Return whether a line is the head of a table, and remember it."""
    table = find_head(text) if text else None
    if table:
        memory.table, memory.table_misses = table, 0
    return table is not None


def read_bar(bar: Bar, memory: Memory, shapes: Shapes) -> Reading:
    """Return what a progress bar says. Nothing is remembered."""
    if bar.is_moving_data:
        return Reading([])
    if memory.table and (row := read_row(memory.table, bar.desc)):
        return Reading(row.pairs, row.position, is_certain=True)
    described, before = shapes.recall(bar.desc) or shapes.read(bar.desc)
    pairs = [*before, *(shapes.recall(bar.after) or shapes.read(bar.after)).pairs]
    split = described.split or _named_split(bar.desc)
    if bar.is_mean and memory.has_whole_bar and split is None:
        split = "eval"
    if bar.is_unstarted:  # what it shows was measured at the end of the epoch before
        return Reading([pair for pair in pairs if understand(pair.key).split not in {None, "train"}])
    return Reading(pairs, _bar_position(bar, described, split))


def _named_split(desc: str) -> str | None:
    """Return the split that a bar's description opens with: `Validating`, `[train] epoch`."""
    words = words_of(_SAYS.split(desc)[0])
    return next((split for word in words if (split := split_of(word))), None)


def _bar_position(bar: Bar, described: Position, split: str | None) -> Position:
    total = int(bar.total) if bar.total else None
    if bar.n is None or (bar.total or 2) < 2:
        return described._replace(split=split)
    if "epoch" in bar.desc.lower() and described.epoch is None:
        return described._replace(epoch=bar.n, epochs_total=total, split=split)
    if described.step is not None:
        return described._replace(split=split)
    return described._replace(step=bar.n, steps_total=total, split=split, within_epoch=True)


def _mapping(message: str) -> Reading | None:
    found = find_mapping(message)
    if not found:
        return None
    mapping, before = found
    inner = read_mapping(mapping)
    position, rest = find_position(before)
    split = inner.position.split or position.split or label_of(rest)
    given = {
        name: value for name, value in inner.position._asdict().items() if value is not None and value is not False
    }
    position = position._replace(**given)._replace(split=split)
    if _CONFIGURES.search(before):
        return Reading([pair for pair in inner.pairs if pair.kind is Kind.CONFIG], is_config=True)
    if inner.is_config:
        return Reading(inner.pairs, is_config=True)
    return Reading(inner.pairs, position, inner.time)


def _row(message: str, memory: Memory) -> Reading | None:
    row = read_row(memory.table, message) if memory.table else None
    if row:
        memory.table_misses = 0
        return Reading(row.pairs, row.position, is_certain=True)
    memory.table_misses += 1
    if memory.table_misses > _MISSES_BEFORE_A_TABLE_ENDS:
        memory.table = None
    return None


def _remember(message: str, memory: Memory) -> None:
    if not remember_head(message, memory):
        memory.stand_under(message)
