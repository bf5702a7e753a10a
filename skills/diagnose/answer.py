"""The answer of a diagnosis in Markdown: the two sides, what changed, the likeliest cause, what to do next."""

from collections.abc import Sequence

from skills.compare.comparability import named
from skills.compare.metrics import Metric
from skills.compare.phrases import amount_text, percent_text
from skills.compare.plain_text import listed, markdown, plain
from skills.compare.scoring import Scored
from skills.compare.story import run_text
from skills.compare.values import digits_to_tell_apart, show_number
from skills.diagnose.changes import Silence, labels, named_changes
from skills.diagnose.diagnosis import Diagnosis, Drop
from skills.diagnose.factors import Row
from skills.diagnose.repeats import Group
from skills.diagnose.sides import Sides
from skills.diagnose.verdicts import Ranked

_MOST_LINES = 6
_WORDS = {
    "params": "params",
    "packages": "packages",
    "code": "code",
    "data": "data",
    "host": "machine",
    "eval": "evaluation settings",
}
_VARIED = 0.05


def answer(diagnosis: Diagnosis) -> str:
    """Return the answer in Markdown."""
    if diagnosis.metric is None:
        return (
            "None of these runs reported a metric, so nothing can be said about a drop. "
            "`logs RUN` shows what they printed."
        )
    if diagnosis.problem:
        return _without_result(diagnosis, diagnosis.metric)
    if diagnosis.sides is None or diagnosis.drop is None:
        return (
            f"There is only one run with a finite final {_text(diagnosis.metric.shown)}, "
            "so there is nothing to hold it against. Train another one, or `import` an older history."
        )
    return "\n\n".join(part for part in _parts(diagnosis, diagnosis.metric, diagnosis.sides, diagnosis.drop) if part)


def _parts(diagnosis: Diagnosis, metric: Metric, sides: Sides, drop: Drop) -> list[str]:
    if diagnosis.blockers:
        return [_blocked(diagnosis, metric, sides), _next(diagnosis), _notes(diagnosis.caveats)]
    head = _headline(metric, sides, drop)
    if drop.absolute <= 0:
        return [f"{head} {_text(_no_drop(sides, drop))}", _changed(diagnosis), _notes(diagnosis.caveats)]
    if drop.is_beyond_noise is False and not diagnosis.ranking:
        return [f"{head} {_text(_within(metric, sides, diagnosis))}", _changed(diagnosis), _notes(diagnosis.caveats)]
    noise = _text(_noise(sides, diagnosis, drop))
    return [
        f"{head} {_changed(diagnosis)}",
        _verdict(diagnosis),
        _bullets(_others(diagnosis)),
        noise,
        _next(diagnosis),
        _notes([*_unrecorded(diagnosis), *diagnosis.caveats]),
    ]


def _headline(metric: Metric, sides: Sides, drop: Drop) -> str:
    """Return both sides with their values: `run_0312 (92.3 %) against run_0316 (89.1 %): accuracy dropped …`."""
    good, bad = sides.baseline.scored, sides.run.scored
    change = amount_text(metric, bad.number, good.number).replace("lost", "dropped")
    digits = digits_to_tell_apart([good.number, bad.number])
    first, second = (_shown(metric, value, digits) for value in (good.number, bad.number))
    said = f"{run_text(good.candidate)} ({first}) against {run_text(bad.candidate)} ({second})"
    return f"**{_text(said)}**: {_text(metric.shown)} {_text(change)}{_medians(metric, sides, drop)}."


def _medians(metric: Metric, sides: Sides, drop: Drop) -> str:
    """Return the medians of repeated sides, where they say something else than the two runs."""
    parts = []
    for group, row in ((sides.baseline_group, sides.baseline), (sides.run_group, sides.run)):
        if len(group.draws) > 1 and abs(group.median - row.value) > _VARIED * abs(drop.absolute):
            median = _shown(metric, abs(group.median) if row.scored.number >= 0 else group.median)
            parts.append(
                f"{run_text(row.scored.candidate)} was run {len(group.draws)} times, with a median of {median}"
            )
    return f" ({_text(listed(parts))})" if parts else ""


def _shown(metric: Metric, value: float, digits: int = 4) -> str:
    percent = percent_text(metric, value)
    return f"{show_number(value, digits)}{percent}".replace(" (", ", ").removesuffix(")")


def _changed(diagnosis: Diagnosis) -> str:
    changes = [change for change in diagnosis.changes if change.kind != "seed"]
    if not changes:
        seeds = " but the seed" if any(change.kind == "seed" for change in diagnosis.changes) else ""
        return f"Nothing on record changed{seeds}."
    return f"What changed: {_text(named_changes(changes))}."


def _verdict(diagnosis: Diagnosis) -> str:
    likely = [entry for entry in diagnosis.ranking if entry.verdict == "most_likely"]
    undecided = [entry for entry in diagnosis.ranking if entry.verdict == "undecidable"]
    possible = [entry for entry in diagnosis.ranking if entry.verdict == "possible"]
    if likely:
        return "\n".join(_likely(entry, diagnosis) for entry in likely)
    if undecided and not possible:
        return "\n".join(_undecided(entry) for entry in undecided)
    if undecided or possible:
        every = [change for entry in (*undecided, *possible) for change in entry.changes]
        why = "the history does not settle it"
        if not any(entry.is_tested for entry in (*undecided, *possible)):
            why = "no other run of the history tests it"
        one = (
            f"It may be {_text(labels(every))}"
            if len(every) == 1
            else f"**It cannot be told which** of {_text(labels(every))} it was"
        )
        return f"{one}: {why}."
    return "" if diagnosis.changes and diagnosis.ranking else _nothing(diagnosis)


def _nothing(diagnosis: Diagnosis) -> str:
    if diagnosis.silences:
        return "So the cause is not on record: it may be among what was not recorded."
    return (
        "So the cause is not on record. Data read from elsewhere, the machine's state or files outside the snapshot "
        "may have changed."
    )


def _likely(entry: Ranked, diagnosis: Diagnosis) -> str:
    what = _text(labels(entry.changes))
    together = " together" if len(entry.changes) > 1 else ""
    real = diagnosis.drop is not None and diagnosis.drop.is_beyond_noise
    lead = f"Most likely **{what}**{together}"
    line = f"{lead}, because {_text(entry.because)}."
    if entry.is_shown and entry.effect is not None and entry.effect.low is not None and entry.effect.high is not None:
        low, high = show_number(entry.effect.low, 3), show_number(entry.effect.high, 3)
        effect = show_number(entry.effect.estimate, 3)
        line += f" Runs that differ in nothing else show its effect: {effect} ({low} to {high}, 95 %)."
    elif not real:
        line += " Chance cannot be ruled out, since no run was repeated."
    return line


def _undecided(entry: Ranked) -> str:
    what = _text(labels(entry.changes))
    if len(entry.changes) == 1:
        return f"It may be **{what}**: {_text(entry.because)}."
    first = _text(labels(entry.changes[:2]))
    guess = (
        f" By their kind alone, {first} come first; that is a guess, not evidence." if len(entry.changes) > 2 else ""
    )
    return f"**It cannot be told which** of {what} it was: {_text(entry.because)}.{guess}"


def _others(diagnosis: Diagnosis) -> list[str]:
    said = []
    for entry in diagnosis.ranking:
        if entry.verdict == "cleared":
            said.append(f"Not {labels(entry.changes)}: {entry.because}.")
        elif entry.verdict == "possible" and diagnosis.ranking[0].verdict == "most_likely":
            kind = "" if entry.is_tested else " (untested: only its kind speaks for it)"
            said.append(f"Not ruled out: {named_changes(entry.changes)}{kind}.")
        elif entry.verdict == "undecidable" and diagnosis.ranking[0].verdict == "most_likely":
            said.append(f"Not to be told apart: {labels(entry.changes)}.")
    more = len(said) - _MOST_LINES
    return [*said[:_MOST_LINES], *([f"… and {more} more."] if more > 0 else [])]


def _noise(sides: Sides, diagnosis: Diagnosis, drop: Drop) -> str:
    if diagnosis.spread is None or drop.floor is None:
        return (
            "Whether this is more than chance cannot be told: no run was repeated with another seed. "
            f"To measure it, repeat {plain(sides.baseline.run)} with another seed."
        )
    runs = diagnosis.spread.runs
    if not drop.is_beyond_noise:
        return (
            f"Whether this is more than chance cannot be told yet: with so few repeats ({named(runs)}) it takes "
            f"±{show_number(drop.floor, 3)} to be sure 95 times in 100, and the drop is "
            f"{show_number(drop.absolute, 3)}. Repeat {plain(sides.baseline.run)} with more seeds."
        )
    return (
        f"This is beyond the noise: {len(runs)} runs that repeat a configuration with other seeds ({named(runs)}) put "
        f"chance at ±{show_number(drop.floor, 3)}, 95 times in 100, and the drop is {show_number(drop.absolute, 3)}."
    )


def _within(metric: Metric, sides: Sides, diagnosis: Diagnosis) -> str:
    """Return that it is within noise, and whose luck it was."""
    floor = diagnosis.drop.floor if diagnosis.drop else None
    runs = diagnosis.spread.runs if diagnosis.spread else ()
    said = (
        f"That is within the noise: runs of one configuration with other seeds ({named(runs)}) lie "
        f"±{show_number(floor, 3)} from each other by chance, 95 times in 100. There is nothing to explain."
    )
    lucky = _luck(metric, sides.baseline, sides.baseline_group, 1)
    unlucky = _luck(metric, sides.run, sides.run_group, -1)
    return f"{said}{lucky}{unlucky}"


def _luck(metric: Metric, row: Row, group: Group, way: int) -> str:
    """Return whether a run was a lucky (1) or unlucky (-1) draw of its configuration."""
    others = group.without(row.run)
    if len(others.draws) < 2:
        return ""
    if way * (row.value - max(way * other.value for other in others.rows) * way) <= 0:
        return ""
    word = "a lucky" if way > 0 else "an unlucky"
    number = others.typical.scored.number
    return (
        f" The {_shown(metric, row.scored.number)} of {plain(row.run)} was {word} draw: "
        f"{len(others.draws)} other runs of the same configuration came out around {_shown(metric, number)}."
    )


def _no_drop(sides: Sides, drop: Drop) -> str:
    better = "better than" if drop.absolute < 0 else "as good as"
    if drop.is_beyond_noise is False and drop.absolute < 0:
        better = "within the noise of"
    good, run = plain(sides.baseline.run), plain(sides.run.run)
    return f"There is no drop: {run} is {better} {good}, the best it could be held against."


def _blocked(diagnosis: Diagnosis, metric: Metric, sides: Sides) -> str:
    both = f"{plain(sides.baseline.run)} and {plain(sides.run.run)}"
    said = _bullets(list(diagnosis.blockers))
    other = [change for change in diagnosis.changes if change.kind not in ("seed", "eval")]
    beside = f"\n\n{_changed(diagnosis)} None of it can be blamed before both are scored alike." if other else ""
    after = "Next: `evaluate` both on the same data and with the same settings, then ask again."
    head = f"**{_text(both)} cannot be compared by {_text(metric.shown)}**, so a drop between them may be none"
    return f"{head}:\n{said}{beside}\n\n{after}"


def _without_result(diagnosis: Diagnosis, metric: Metric) -> str:
    lines = [
        f"**{_text(run_text(one.candidate))}** {_text(_ending(one, metric))}, so there is no drop to explain."
        for one in diagnosis.problem
    ]
    lines.append(_changed(diagnosis) if diagnosis.changes else "")
    run = plain(diagnosis.problem[0].run)
    lines.append(f"Next: `logs {run}` shows how it ended; or ask about a run that finished.")
    return "\n\n".join(line for line in lines if line)


def _ending(one: Scored, metric: Metric) -> str:
    if one.standing == "not finite":
        return f"ended with {metric.shown} {show_number(one.number)}"
    status = one.candidate.record.status or "finished"
    state = "is still running" if status in ("running", "pending") else f"{status if status != 'lost' else 'was lost'}"
    return f"{state} and has no final {metric.shown}"


def _unrecorded(diagnosis: Diagnosis) -> list[str]:
    said = [_silence(silence) for silence in diagnosis.silences[:3]]
    if diagnosis.silent:
        missing = listed([_WORDS[dimension] for dimension in diagnosis.silent if dimension in ("packages", "code")])
        said += [f"No run recorded its {missing}, so nothing can be said about that."] if missing else []
    return said


def _silence(silence: Silence) -> str:
    names = [plain(name) for name in silence.names] or [f"the {_WORDS[silence.dimension]}"]
    what = listed(names) if len(names) <= 3 else f"{_WORDS[silence.dimension]} ({len(names)} of them)"
    return f"{what} not recorded for {plain(silence.run)}, so whether that changed is not known."


def _next(diagnosis: Diagnosis) -> str:
    if not diagnosis.decisive:
        return ""
    first, *rest = diagnosis.decisive
    likely = any(entry.verdict == "most_likely" for entry in diagnosis.ranking)
    ask = "Roll back and re-run?" if likely and " with " in first.request else "To find out:"
    lines = [f"{ask} `{_code(first.request)}` ({_text(first.cost)}): {_text(first.splits)}."]
    lines += [f"Or `{_code(other.request)}` ({_text(other.cost)}): {_text(other.splits)}." for other in rest]
    return "\n".join(lines)


def _notes(notes: Sequence[str]) -> str:
    return "\n\n".join(f"Note: {_text(note)}" for note in notes)


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"- {_text(line)}" for line in lines)


def _text(sentence: str) -> str:
    return markdown(sentence, max(len(sentence), 1)) if sentence else ""


def _code(request: str) -> str:
    return plain(request, 300).replace("`", "'")
