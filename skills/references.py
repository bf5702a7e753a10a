"""Find the run that a user means by `run_0042`, `run 42`, `#42`, an alias, `last`, `last~2` or `best`."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence

from contracts.errors import BadRequest, NotReady
from store.rows import RunSummary

_LAST = re.compile(
    r"(?:the\s+)?(?P<word>last|latest|newest|most recent|previous)(?:\s+(?:run|one|training))?"
    r"(?:\s*[~^-]\s*(?P<back>\d+))?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:(?:the\s+)?(?:run|training|experiment)\s*)?[#_-]?\s*0*(?P<number>\d+)", re.IGNORECASE)
_BEST = re.compile(r"(?:the\s+)?best(?:\s+(?:run|one|training))?", re.IGNORECASE)
_PREFIX = re.compile(r"(?:the\s+)?(?:run|training|experiment)\s+", re.IGNORECASE)
_NEAREST = 3


def resolve(
    reference: str,
    summaries: Sequence[RunSummary],
    *,
    newest: Sequence[RunSummary] | None = None,
    best: Callable[[], str] | None = None,
    aliases: Mapping[str, str] | None = None,
) -> str:
    """Return the id of the run that is meant.

    An id or a name wins as it stands, then in another case, then the words and numbers that people use. A number is
    that of our own run ids, else the number at the end of just one imported id.

    Args:
        reference: As the user said it.
        summaries: The runs it can be, newest first.
        newest: Those that `last` and `last~2` count among; absent: all of them.
        best: Finds the best run, where the caller knows what that is.
        aliases: More names, to ids.

    Raises:
        BadRequest: No run has that name, or several do; the message says which are near.
        NotReady: There are no runs at all, or fewer than `last~N` needs.
    """
    said = reference.strip().strip("\"'`").lstrip("@").strip().rstrip(".,;:!?")
    if not summaries:
        raise NotReady(f"There are no runs here yet, so {reference!r} means none. Train one, or `import` a history.")
    names = {summary.run_id: summary.run_id for summary in reversed(summaries)}
    for name, run in (aliases or {}).items():
        names.setdefault(name, run)
    for summary in summaries:
        names.setdefault(summary.name or summary.run_id, summary.run_id)
    for spelling in (reference, said, _PREFIX.sub("", said, count=1)):
        named = _named(spelling, names, reference)
        if named:
            return named
    if _BEST.fullmatch(said):
        return _best(best)
    if found := _LAST.fullmatch(said):
        back = int(found["back"] or 0) + (found["word"].lower() == "previous")
        return _last(back, summaries if newest is None else newest)
    numbered = _NUMBER.fullmatch(said)
    run_id = _numbered(int(numbered["number"]), summaries, reference) if numbered else None
    if run_id is None:
        raise BadRequest(_unknown(reference, said, names, summaries))
    return run_id


def _named(spelling: str, names: Mapping[str, str], reference: str) -> str | None:
    if spelling in names:
        return names[spelling]
    folded = {run for name, run in names.items() if name.casefold() == spelling.casefold()}
    if len(folded) > 1:
        raise BadRequest(
            f"{reference!r} fits {len(folded)} runs that differ only in capitals: {_listed(sorted(folded))}. "
            "Say it exactly."
        )
    return next(iter(folded), None)


def _best(best: Callable[[], str] | None) -> str:
    if best is None:
        raise BadRequest(
            "Which run is best depends on a metric and on which runs may be compared. "
            "Ask `which run was best?` first, then name the run."
        )
    return best()


def _last(back: int, newest: Sequence[RunSummary]) -> str:
    if back >= len(newest):
        raise NotReady(
            f"There are only {len(newest)} runs, so there is none {back} before the last. Say `compare` to list them."
        )
    return newest[back].run_id


def _numbered(number: int, summaries: Sequence[RunSummary], reference: str) -> str | None:
    own = [each.run_id for each in summaries if re.fullmatch(rf"run[_-]?0*{number}", each.run_id, re.IGNORECASE)]
    if own:
        return own[0]
    ending = [each.run_id for each in summaries if re.search(rf"(?<!\d)0*{number}$", each.run_id)]
    if len(ending) > 1:
        raise BadRequest(f"{reference!r} fits {len(ending)} runs: {_listed(ending)}. Say the whole id.")
    return ending[0] if ending else None


def _unknown(reference: str, said: str, names: Mapping[str, str], summaries: Sequence[RunSummary]) -> str:
    near = difflib.get_close_matches(said.casefold(), {name.casefold(): name for name in names}, _NEAREST, 0.6)
    spelled = {name.casefold(): name for name in names}
    if near:
        return (
            f"No run is called {reference!r}. Nearest: {_listed([spelled[name] for name in near])}. Say one of these."
        )
    newest = [summary.run_id for summary in summaries]
    return f"No run is called {reference!r}. The newest are {_listed(newest)}. Say one of these."


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NEAREST
    return ", ".join(f"`{name}`" for name in names[:_NEAREST]) + (f" and {more} more" if more > 0 else "")
