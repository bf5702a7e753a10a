"""A report in Markdown, and a model card: what the page says, as text that a repository can keep."""

from collections.abc import Mapping

from skills.compare.answer import paragraphs
from skills.compare.candidates import Candidate
from skills.compare.overview import overview
from skills.compare.phrases import difference_text
from skills.compare.plain_text import markdown, plain
from skills.compare.scoring import Scored
from skills.compare.story import run_text, tell
from skills.compare.traits import traits_of
from skills.compare.values import show_number, show_value
from skills.markdown import table
from skills.report.material import Material
from skills.report.origins import request_of

_NOT_RECORDED = "Not recorded."
_LONG = 400


def markdown_report(material: Material) -> str:
    """Return the report as Markdown."""
    comparison = material.comparison
    differences = [f"- {_text(difference_text(one))}" for one in comparison.differences.found[:60]]
    again = [line for candidate in comparison.candidates[:40] for line in _again(candidate, material)]
    return "\n".join(
        [
            f"# {_text(material.project)}: {len(comparison.candidates)} runs",
            "",
            "\n\n".join(paragraphs(tell(comparison))),
            "",
            "## Runs",
            "",
            overview(comparison),
            "",
            "## Differences",
            "",
            *(differences or ["Nothing on record differs between these runs."]),
            "",
            "## How to do it again",
            "",
            *again,
            "",
            _signed(material),
            "",
        ]
    )


def model_card(material: Material, candidate: Candidate) -> str:
    """Return the card of one run's model, after Mitchell et al., Model Cards for Model Reporting, 2019.

    What nobody recorded is said to be missing, for the author to fill in.
    """
    record, traits = candidate.record, traits_of(candidate)
    trained = f"{record.started_at:%Y-%m-%d}" if record.started_at else None
    model = {
        "run": run_text(candidate),
        "trained": trained,
        "status": record.status,
        "code": record.code_commit,
        "host": record.host,
    }
    parts = {
        "Model": _facts(model),
        "Intended use": "_To be written: what it is for, and what it is not for._",
        "Metrics": _metrics(material, candidate),
        "Training data": _facts({name: str(digest) for name, digest in (traits["data"] or {}).items()}),
        "Params": _facts({name: show_value(value, 80) for name, value in (traits["params"] or {}).items()}),
        "Seeds": _facts({name: show_value(value) for name, value in (traits["seed"] or {}).items()}),
        "Environment": _packages(candidate),
        "Limits of what is known": _limits(material),
        "How to do it again": "\n".join(_again(candidate, material)),
    }
    sections = [f"## {title}\n\n{text}" for title, text in parts.items()]
    return "\n\n".join([f"# {_text(material.project)}, {_text(candidate.run)}", *sections, _signed(material)]) + "\n"


def _metrics(material: Material, candidate: Candidate) -> str:
    rows = [
        [plain(final.key), plain(final.split or "–"), show_number(final.last), show_number(final.best), plain(by)]
        for by, finals in [
            *((evaluation.record.run_id, evaluation.finals) for evaluation in candidate.evaluations[:1]),
            (candidate.run, candidate.facts.finals),
        ]
        for final in finals[:40]
    ]
    scored = material.comparison.score_of(candidate.run)
    ranked = _ranked(material, scored) if scored else ""
    return f"{table(['metric', 'split', 'last', 'best', 'reported by'], rows) if rows else _NOT_RECORDED}{ranked}"


def _ranked(material: Material, scored: Scored) -> str:
    order = [ranked.run for ranked in material.comparison.ranking]
    if scored.run not in order or len(order) < 2 or material.comparison.metric is None:
        return ""
    place = order.index(scored.run) + 1
    return f"\n\nNumber {place} of {len(order)} comparable runs by {_text(material.comparison.metric.shown)}."


def _limits(material: Material) -> str:
    known = material.comparison
    lines = [*known.blockers, *tell(known).notes]
    lines += [f"Nothing is recorded of: {', '.join(known.differences.unknown)}."] if known.differences.unknown else []
    return "\n".join(f"- {_text(line)}" for line in lines) or "- None that the record shows."


def _packages(candidate: Candidate) -> str:
    packages = traits_of(candidate)["packages"] or {}
    return (
        ", ".join(f"{_text(name)} {_text(str(version))}" for name, version in sorted(packages.items())) or _NOT_RECORDED
    )


def _again(candidate: Candidate, material: Material) -> list[str]:
    papers = material.papers[candidate.run]
    lines = [f"- {_text(run_text(candidate))}: {_code(request_of(candidate, material.project))}"]
    if papers.config:
        lines.append(f"  - executed: {_code(' '.join(papers.config.argv))}")
    return lines


def _facts(facts: Mapping[str, str | None]) -> str:
    known = [f"- {_text(name)}: {_text(value)}" for name, value in facts.items() if value]
    return "\n".join(known) or _NOT_RECORDED


def _signed(material: Material) -> str:
    return f"Written by MLClaw on {material.written_at:%Y-%m-%d %H:%M} UTC."


def _code(text: str) -> str:
    return f"`` {plain(text, _LONG).replace('``', '` `')} ``"


def _text(text: str) -> str:
    return markdown(text, _LONG)
