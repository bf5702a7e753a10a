"""Build HTML in which text from outside can only ever be text."""

import html

from skills.compare.plain_text import plain

_LONGEST_TEXT = 4000


class Safe(str):
    """HTML that is already escaped."""

    __slots__ = ()


def tag(name: str, *children: str, **attributes: str | bool) -> Safe:
    """Return an element.

    Args:
        name: Of the element.
        children: Text, which is escaped and loses its control characters, or elements.
        attributes: Their values are escaped; a trailing underscore of a name falls away, inner ones become hyphens.
    """
    given = "".join(_attribute(key, value) for key, value in attributes.items() if value is not False)
    return Safe(f"<{name}{given}>{''.join(escaped(child) for child in children)}</{name}>")


def escaped(text: str) -> Safe:
    """Return text as HTML shows it; elements stay as they are."""
    return text if isinstance(text, Safe) else Safe(html.escape(plain(text, _LONGEST_TEXT)))


def preformatted(text: str, **attributes: str | bool) -> Safe:
    """Return a block that keeps its line breaks."""
    lines = Safe("\n".join(escaped(line) for line in text.split("\n")))
    return tag("pre", tag("code", lines), **attributes)


def joined(*parts: str) -> Safe:
    """Return elements and text one after the other."""
    return Safe("".join(escaped(part) for part in parts))


def table(
    columns: list[str],
    rows: list[list[str]],
    *,
    numeric: frozenset[int] = frozenset(),
    marked: frozenset[int] = frozenset(),
) -> Safe:
    """Return a table that scrolls by itself where it is too wide.

    Args:
        columns: Their heads.
        rows: Cells, text or elements.
        numeric: Numbers of the columns that stand right.
        marked: Numbers of the rows that are set off.
    """
    heads = joined(
        *(tag("th", head, scope="col", class_=_number(index in numeric)) for index, head in enumerate(columns))
    )
    body = joined(*(_row(row, numeric, is_marked=number in marked) for number, row in enumerate(rows)))
    return tag("div", tag("table", tag("thead", tag("tr", heads)), tag("tbody", body)), class_="scroll", tabindex="0")


def _row(cells: list[str], numeric: frozenset[int], *, is_marked: bool) -> Safe:
    first = tag("th", cells[0], scope="row")
    rest = (tag("td", cell, class_=_number(index in numeric)) for index, cell in enumerate(cells[1:], start=1))
    return tag("tr", joined(first, *rest), class_="marked" if is_marked else False)


def _number(is_number: bool) -> str | bool:
    return "number" if is_number else False


def _attribute(key: str, value: str | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(str(value), quote=True)}"'
