"""CSV logs: a header and rows of numbers, as Lightning, Keras and ultralytics write them.

Cells may be empty, names padded; a header that appears again, after a restart, is taken over.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from skills.metrics.structured.rows import MetricFile, NotMetrics, RowReader, is_metric, require_names
from skills.metrics.values import is_number

_LONGEST_LINE = 2**20
_SEPARATORS = ",\t;"
_EMPTY = frozenset(["", "-", "none", "null", "n/a", "na"])


def read_csv(path: Path, name: str) -> MetricFile:
    """Return the points of a CSV log.

    Args:
        path: The file.
        name: Stands in the points' source.

    Raises:
        NotMetrics: It is a table of something else.
        OSError: It cannot be read.
    """
    file = MetricFile("csv")
    reader = RowReader(file, name)
    lines = _lines(path)
    header, separator = _header(lines)
    text_cells = 0
    for offset, line, is_whole in lines:
        cells = _cells(line, separator)
        if cells == header or (len(cells) > 1 and _is_header(cells)):
            header = cells
            continue
        if len(cells) != len(header):
            if is_whole:
                file.add_problem(f"the row at byte {offset} has {len(cells)} cells under {len(header)} names")
            continue
        if not is_whole and not cells[-1]:
            continue
        row = {key: cell for key, cell in zip(header, cells, strict=True) if key and cell.lower() not in _EMPTY}
        text_cells += sum(not is_number(cell) for cell in row.values())
        reader.feed(row, offset)
        if text_cells > 3 * reader.rows:
            raise NotMetrics("its cells are text")
    reader.require_training()
    return file


def _header(lines: Iterator[tuple[int, str, bool]]) -> tuple[list[str], str]:
    for _, line, _ in lines:
        separator = max(_SEPARATORS, key=line.count)
        names = _cells(line, separator)
        if len(names) < 2 or any(is_number(name) for name in names):
            raise NotMetrics("it does not begin with the names of columns")
        require_names([name for name in names if name])
        return names, separator
    raise NotMetrics("it is empty")


def _is_header(cells: list[str]) -> bool:
    return not any(is_number(cell) for cell in cells) and any(is_metric(cell) for cell in cells)


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])]


def _lines(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Yield byte offset and text of lines that are not blank, and whether their end was written."""
    with path.open("rb") as file:
        offset = 0
        while line := file.readline(_LONGEST_LINE):
            if b"\0" in line or len(line) == _LONGEST_LINE:
                raise NotMetrics("it is not text in lines")
            text = line.decode("utf-8-sig" if offset == 0 else "utf-8", "replace").strip("\r\n")
            if text.strip() and not text.startswith("#"):
                yield offset, text, line.endswith(b"\n")
            offset += len(line)
