"""On terminals that can only draw ASCII nothing else is sent, whoever made it."""

from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_SIGNS = {
    **dict.fromkeys("─━╌┄┈▔▁═╍▂", "-"),
    **dict.fromkeys("│┃║▏▕▎▍▌▐┊┆", "|"),
    **dict.fromkeys("╭╮╰╯┌┐└┘┏┓┗┛├┤┬┴┼╔╗╚╝", "+"),
    **dict.fromkeys("▃▄▅▆▇█", "#"),
    "…": "~",
    "·": ".",
    "•": "*",
    "–": "-",
    "—": "-",
    "×": "x",
    "→": ">",
    "←": "<",
    "↵": "/",
    "✓": "+",
    "✗": "x",
    "●": "*",
    "○": "-",
}


class AsciiFilter(LineFilter):
    """Puts an ASCII sign in place of every other one; the cells stay where they are."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [
            segment if segment.text.isascii() else Segment(_ascii(segment.text), segment.style, segment.control)
            for segment in segments
        ]


@lru_cache(4096)
def _ascii(text: str) -> str:
    return "".join(sign if sign.isascii() else _SIGNS.get(sign, "?" * cell_len(sign)) for sign in text)
