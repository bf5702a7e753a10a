"""The parts of a page that say where the runs come from: environment, data, seeds, how to do them again, digests."""

import shlex
from collections.abc import Sequence

from skills.compare.candidates import Candidate
from skills.compare.overview import in_table_order
from skills.compare.plain_text import plain
from skills.compare.traits import traits_of
from skills.compare.values import show_value
from skills.report.markup import Safe, joined, preformatted, table, tag
from skills.report.material import Material, Papers
from skills.report.sections import run_name

MOST_PACKAGES = 400
MOST_RUNS = 40


def environment_section(material: Material) -> Safe:
    """Return every distinct set of packages with the runs that had it."""
    sets: dict[tuple[tuple[str, str], ...], list[Candidate]] = {}
    for candidate in in_table_order(material.comparison):
        packages = traits_of(candidate)["packages"] or {}
        sets.setdefault(tuple(sorted((name, str(version)) for name, version in packages.items())), []).append(candidate)
    parts = [_packages(packages, candidates) for packages, candidates in sets.items()]
    return tag("section", tag("h2", "Environment"), *parts)


def data_section(material: Material) -> Safe:
    """Return which data and which seed each run had."""
    rows: list[list[str]] = []
    for candidate in in_table_order(material.comparison)[:MOST_RUNS]:
        traits = traits_of(candidate)
        data, seeds, host = (traits[dimension] or {} for dimension in ("data", "seed", "host"))
        rows.append(
            [
                run_name(candidate),
                _listed([f"{plain(name, 30)} {plain(str(digest)[:16])}" for name, digest in data.items()]),
                _listed([f"{name} {show_value(value)}" for name, value in seeds.items()]),
                _listed([show_value(value) for value in host.values()]),
            ]
        )
    return tag("section", tag("h2", "Data, seeds and hosts"), table(["run", "data", "seed", "host"], rows))


def reproduce_section(material: Material) -> Safe:
    """Return what to ask for to do each run again, and what was executed."""
    parts: list[str] = []
    for candidate in in_table_order(material.comparison)[:MOST_RUNS]:
        parts += [tag("h3", run_name(candidate)), *_how(candidate, material.papers[candidate.run], material.project)]
    return tag("section", tag("h2", "How to do it again"), *parts)


def digests_section(material: Material) -> Safe:
    """Return the digest of every contract."""
    rows: list[list[str]] = []
    for candidate in in_table_order(material.comparison)[:MOST_RUNS]:
        papers = material.papers[candidate.run]
        rows += [[run_name(candidate), name, tag("code", digest)] for name, digest in papers.digests.items()]
        rows += [[run_name(candidate), "–", papers.problem]] if papers.problem else []
    note = "Sha256 of the canonical JSON of each contract; a run from elsewhere has its record's."
    return tag(
        "section", tag("h2", "Digests"), tag("p", note, class_="note"), table(["run", "contract", "sha256"], rows)
    )


def request_of(candidate: Candidate, project: str) -> str:
    """Return the command that asks for the same training again, by what is known of its params."""
    params = candidate.record.params
    asked = {name: param.value for name, param in params.items() if param.source in ("user", "imported")}
    words = " ".join(f"{name}={_word(show_value(value, 200))}" for name, value in asked.items())
    request = f"train with {words}" if words else "train"
    return shlex.join(["mlclaw", "--project", project, "--batch", request])


def _packages(packages: Sequence[tuple[str, str]], candidates: Sequence[Candidate]) -> Safe:
    who = ", ".join(plain(candidate.run, 40) for candidate in candidates[:8])
    who += f" and {len(candidates) - 8} more" if len(candidates) > 8 else ""
    if not packages:
        return tag("p", f"Not recorded for {who}.", class_="note")
    items = [tag("li", f"{plain(name, 60)} {plain(version, 40)}") for name, version in packages[:MOST_PACKAGES]]
    return tag(
        "details", tag("summary", f"{who}: {len(packages)} packages"), tag("div", tag("ul", *items, class_="columns"))
    )


def _how(candidate: Candidate, papers: Papers, project: str) -> list[Safe]:
    record = candidate.record
    facts = [("request", request_of(candidate, project))] if record.stage in ("train", None) else []
    code = record.code_commit or ""
    facts += [("code", f"commit {code[:16]}")] if code else []
    facts += [("evaluated by", evaluation.record.run_id) for evaluation in candidate.evaluations[:3]]
    found = [tag("p", "Its contracts cannot be read: ", papers.problem)] if papers.problem else []
    if papers.config:
        facts.append(("entry point", papers.config.entry))
        found.append(preformatted(f"cd {shlex.quote(papers.config.cwd)}\n{shlex.join(papers.config.argv)}"))
    if papers.run and papers.run.snapshot:
        snapshot = papers.run.snapshot
        whole = "complete" if snapshot.complete else f"not complete: {len(snapshot.left_out)} files left out"
        facts.append(("snapshot", f"{snapshot.commit[:16]}, {whole}"))
    rows = [joined(tag("dt", name), tag("dd", tag("code", value))) for name, value in facts]
    return [tag("dl", *rows), *found]


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words) or "not recorded"


def _word(value: str) -> str:
    return value if value and not set(value) & set(" \t\"'") else repr(value)
