"""What a repository is, on the page that an engineer would write after reading it: Markdown."""

from contracts.repo import EntryPoint, Finding, Param, RepoContract

_VERBS = {"train": "train", "evaluate": "evaluate", "infer": "predict", "export": "export", "prepare": "prepare data"}
_MOST_PARAMS = 40


def page(contract: RepoContract) -> str:
    """Return the page: entries with their proof, params, data, metrics, dependencies, findings, what to type next."""
    parts = [_head(contract), *(_entry(entry) for entry in _shown(contract))]
    return "\n\n".join(part for part in (*parts, _dependencies(contract), _findings(contract), _next(contract)) if part)


def _head(contract: RepoContract) -> str:
    counts = [(kind, sum(entry.kind == kind for entry in contract.entries)) for kind in _VERBS]
    said = ", ".join(f"{count} to {_VERBS[kind]}" for kind, count in counts if count) or "no entry point"
    return f"**{contract.source}**: {contract.files_read} Python files, {said}."


def _shown(contract: RepoContract) -> list[EntryPoint]:
    return list(contract.entries[:8])


def _entry(entry: EntryPoint) -> str:
    evidence = "; ".join(f"{item.says} ({item.place})" if item.place else item.says for item in entry.evidence)
    reader = f", {entry.framework}" if entry.framework else ""
    lines = [f"### {entry.kind}: `python {' '.join(entry.command)}`{reader}", evidence]
    if entry.params:
        lines += ["", "| param | type | default | for | where |", "|---|---|---|---|---|"]
        lines += [_row(param) for param in entry.params[:_MOST_PARAMS]]
        if len(entry.params) > _MOST_PARAMS:
            lines.append(f"| … {len(entry.params) - _MOST_PARAMS} more | | | | |")
    return "\n".join(lines)


def _row(param: Param) -> str:
    name = f"`{param.flag or param.name}`"
    default = param.default_expression or ("" if not param.has_default else repr(param.default))
    fixed = "" if param.overridable else " (fixed in the source)"
    said = f"{param.role or ''}{fixed}{' **required**' if param.required else ''}"
    return f"| {name} | {param.type or ''} | {_cell(default)} | {said} | {param.proof} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _dependencies(contract: RepoContract) -> str:
    if not contract.dependencies:
        return ""
    return "Declared: " + "; ".join(f"`{file.path}` ({len(file.requirements)})" for file in contract.dependencies[:8])


def _findings(contract: RepoContract) -> str:
    return "\n".join(_finding(finding) for finding in contract.findings[:20])


def _finding(finding: Finding) -> str:
    return f"- {finding.level}: {f'{finding.place}: ' if finding.place else ''}{finding.says}"


def _next(contract: RepoContract) -> str:
    first = contract.entry("train")
    return "Next: `/env`, then `/train`." if first else ""
