"""The answer of a comparison in Markdown: the story, the table, what to do next."""

from skills.compare.comparison import Comparison
from skills.compare.overview import MOST_ROWS, overview
from skills.compare.plain_text import markdown
from skills.compare.story import Story, tell


def answer(comparison: Comparison, *, asked: int | None = None, newest_first: bool = False) -> str:
    """Return the answer in Markdown.

    Args:
        comparison: What was found.
        asked: How many runs the user wanted, where they said a number.
        newest_first: Whether the table is a list of the runs rather than their ranking.
    """
    table = overview(comparison, newest_first=newest_first)
    return "\n\n".join([*paragraphs(tell(comparison)), table, _next(comparison, asked)])


def paragraphs(story: Story) -> list[str]:
    """Return a story as paragraphs and lists of Markdown."""
    headline = f"**{_text(story.headline)}**{_text(story.rest)}"
    parts = [f"{headline}:\n{_bullets(story.blockers)}" if story.blockers else headline]
    parts += [_bullets(story.runs)] if story.runs else []
    parts += [f"What differs between them:\n\n{_bullets(story.differences)}"] if story.differences else []
    return [*parts, *(f"Note: {_text(note)}" for note in story.notes)]


def _bullets(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"- {_text(sentence)}" for sentence in sentences)


def _text(sentence: str) -> str:
    return markdown(sentence, len(sentence))


def _next(comparison: Comparison, asked: int | None) -> str:
    count = len(comparison.candidates)
    lines = []
    if asked and count < asked:
        lines.append(f"There are only {count} runs.")
    if count > MOST_ROWS:
        lines.append(f"The table shows {MOST_ROWS} of {count} runs.")
    if comparison.metric is None:
        lines.append("Next: `evaluate` one of them to measure it, or `logs RUN` to see what it printed.")
    elif comparison.blockers:
        lines.append("Next: `evaluate` them on the same data, or compare only runs that agree in this.")
    else:
        lines.append("Next: `show me a chart` draws their curves; `report` writes all of this as a page.")
    return " ".join(lines)
