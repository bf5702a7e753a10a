"""Tables: a line of names, then lines of numbers. Aligned by spaces, or cut by tabs, pipes or commas.

Ultralytics, skorch, spaCy, fastai, scikit-learn's reports, detectron2's results, CSV and Markdown on standard output.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from skills.metrics.names import Kind, kind_of
from skills.metrics.pairs import Pair
from skills.metrics.position import NOWHERE, Position
from skills.metrics.values import is_integer, is_number, to_float

_PIPES = re.compile(r"[|│┃║]")
_RULE = re.compile(r"[\s\-=_+|:─━═│┃┼╋┏┓┗┛├┤┡┩└┘┌┐╇╈┬┴┳┻╪╬*~]+")
_QUANTITY = re.compile(
    r"[-+]?[\d.,]+\s?(?:[kKMGT]i?B?|ms|s|m|h|sec|min)|\d+(?::\d\d)+(?:\.\d+)?|\d+/\d+|-+|–|—|None|n/?a"
)
_GROUP = re.compile(r"(\w+)\(([^()\s]*)(.*)", re.DOTALL)
_EPOCHS = frozenset(["epoch", "e", "ep", "epochs"])
_STEPS = frozenset(
    ["step", "#", "iter", "iteration", "it", "iters", "steps", "global_step", "batch", "round", "episode", "trial"]
)
_LABELS = frozenset(
    ["class", "label", "name", "model", "category", "method", "metric", "task", "dataset", "split", "fold"]
)
_ANY_NUMBER = re.compile(r"(?<![\w@.\-])[-+]?\.?\d")
_AT = re.compile(r"@\S+")
_CUTS = re.compile(r"[\t|│┃║,]|  ")
_NEVER_HEADS = ("{", "'", '"', "/")
_LONGEST_HEAD = 2000
_MOST_SPACES = 16
_MOST_COLUMNS = 64


class Table(NamedTuple):
    """The head of a table."""

    columns: tuple[str, ...]
    cut: str
    """What stands between the columns: a space for alignment, a tab, a pipe or a comma."""
    is_labelled: bool
    """Whether each row may begin with a label that has no column name."""
    closer: tuple[str, ...] = ()
    """The columns where single spaces part them too; empty where that makes no difference."""


class Row(NamedTuple):
    """A line of a table."""

    position: Position
    pairs: list[Pair]
    label: str
    """What the row is about; empty where it does not say."""


def is_rule(message: str) -> bool:
    """Return whether a line only draws a line."""
    return _RULE.fullmatch(message) is not None


def find_head(message: str) -> Table | None:
    """Return the table that a line begins, or None where it is no line of names."""
    if len(message) > _LONGEST_HEAD or "=" in message or ": " in message or message.startswith(_NEVER_HEADS):
        return None
    if message.count(" ") > _MOST_SPACES and not _CUTS.search(message):
        return None
    if _ANY_NUMBER.search(_AT.sub("@", message) if "@" in message else message):
        return None
    cut = _cut_of(message)
    columns = _named_groups(_cells(message.rstrip(":"), cut, is_head=True))
    closer = _named_groups(message.rstrip(":").split()) if cut == " " else ()
    if not 2 <= len(columns) <= _MOST_COLUMNS or len(set(columns)) < len(columns):
        return None
    if any(is_number(column) or len(column) > 40 or not column for column in columns):
        return None
    if cut == "," and any(" " in column for column in columns):
        return None
    kinds = [_column_kind(column) for column in columns]
    metrics = sum(kind in {Kind.METRIC, Kind.WEAK} for kind in kinds)
    if not metrics or (metrics < 2 and Kind.POSITION not in kinds and not _is_label(columns[0])):
        return None
    if (
        any(kind is Kind.UNKNOWN and column.count(" ") > 1 for kind, column in zip(kinds, columns, strict=True))
        and cut == " "
    ):
        return None
    is_labelled = cut == " " and Kind.POSITION not in kinds and not _is_label(columns[0])
    return Table(columns, cut, is_labelled, () if closer == columns else closer)


def read_row(table: Table, message: str) -> Row | None:
    """Return a line of the table, or None where the line is none of it."""
    cells = _cells(message, table.cut, is_head=False)
    columns, label = list(table.columns), ""
    if len(cells) == len(table.closer) != len(columns):
        columns = list(table.closer)
    if table.cut == " " and len(cells) != len(columns):
        columns, cells, label = _fitted(table, columns, cells)
    if len(cells) != len(columns) or not cells:
        return None
    kept = [index for index, cell in enumerate(cells) if is_number(cell) or _QUANTITY.fullmatch(cell)]
    if not any(is_number(cells[index]) for index in kept) or len(kept) < len(cells) - 1 - (not label):
        return None
    for index, cell in enumerate(cells):
        if index not in kept:
            if kind_of(columns[index]) in {Kind.METRIC, Kind.WEAK}:
                return None
            label = cell if not index or _is_label(columns[index]) else label
    columns, cells = [columns[index] for index in kept], [cells[index] for index in kept]
    return _row(columns, cells, "" if label.lower() == "all" else label)


def _fitted(table: Table, columns: list[str], cells: list[str]) -> tuple[list[str], list[str], str]:
    """Return columns, cells and label of a row with more cells than the head: an index, or a label of some words."""
    count = 0
    while count < len(cells) and (is_number(cells[-1 - count]) or _QUANTITY.fullmatch(cells[-1 - count])):
        count += 1
    if table.is_labelled and cells and not is_number(cells[0]) and kind_of(cells[0]) is Kind.METRIC and count == 2:
        return [""], [cells[1]], " ".join(cells[:-2])  # the accuracy of a classification report stands alone
    extra = len(cells) - len(columns)
    if extra == 1 and cells[0].isdigit() and not table.is_labelled:
        return columns, cells[1:], ""
    has_label_column = _is_label(columns[0])
    names = columns[1:] if has_label_column else columns
    surplus = len(cells) - len(names)
    if surplus > 0 and (table.is_labelled or has_label_column) and surplus <= 6:
        return names, cells[surplus:], " ".join(cells[:surplus])
    return columns, cells, ""


def _row(columns: list[str], cells: list[str], label: str) -> Row:
    position, pairs = NOWHERE, []
    for column, cell in zip(columns, cells, strict=True):
        kind = _column_kind(column)
        if kind is Kind.POSITION:
            position = _placed(position, column, cell)
        elif is_number(cell):
            key = label if not column else f"{label}/{column}" if label else column
            is_percent = cell.endswith("%")
            kind = Kind.METRIC if not column else kind
            pairs.append(Pair(key, to_float(cell.rstrip("% ")), kind, True, is_integer(cell), is_percent, None))
    return Row(position, pairs, label)


def _placed(position: Position, column: str, cell: str) -> Position:
    first, _, total = cell.partition("/")
    if not is_number(first):
        return position
    count = int(total) if total.isdigit() else None
    if _plain(column) in _EPOCHS:
        return position._replace(epoch=to_float(first), epochs_total=count)
    return position._replace(step=to_float(first), steps_total=count)


def _column_kind(column: str) -> Kind:
    plain = _plain(column)
    if plain in _EPOCHS or plain in _STEPS:
        return Kind.POSITION
    return kind_of(column)


def _plain(column: str) -> str:
    return column.strip(" .:#").lower() or column


def _is_label(column: str) -> bool:
    return column.lower() in _LABELS


def _cut_of(message: str) -> str:
    if _PIPES.search(message):
        return "|"
    for cut in ("\t", ","):
        if message.count(cut):
            return cut
    return " "


def _cells(message: str, cut: str, *, is_head: bool) -> list[str]:
    if cut == " ":
        wide = re.split(r"\s{2,}|\t", message.strip())
        return wide if is_head and len(wide) > 1 else message.split()
    text = _PIPES.sub("|", message).strip().strip("|") if cut == "|" else message
    return [cell.strip(" \t*`") for cell in text.split(cut)]


def _named_groups(columns: Sequence[str]) -> tuple[str, ...]:
    """Return names where `Box(P  R  mAP50)` is spread over columns; the group's name stays where there are several."""
    if sum(column.count("(") for column in columns) == 0 or any("(" in c and ")" in c for c in columns):
        return tuple(columns)
    named: list[str] = []
    group = ""
    groups = sum("(" in column for column in columns)
    for column in columns:
        opened = _GROUP.fullmatch(column)
        if opened:
            group, column = opened[1], opened[2]  # noqa: PLW2901
        name = column.rstrip("):")
        named.append(f"{group} {name}" if group and groups > 1 else name)
        if column.endswith(")"):
            group = ""
    return tuple(named)
