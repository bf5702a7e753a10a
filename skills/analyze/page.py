"""What a repository is, on the page that an engineer would write after reading it: Markdown."""

from collections.abc import Iterable, Iterator

from contracts.names import EntryKind
from contracts.repo import EntryPoint, FileUse, Finding, Param, RepoContract
from skills.markdown import table

_TITLES: dict[EntryKind, str] = {
    "train": "Train",
    "evaluate": "Evaluate",
    "infer": "Predict",
    "export": "Export",
    "prepare": "Prepare data",
}
_MOST_PARAMS, _MOST_FINDINGS, _MOST_LISTED, _MOST_CHOICES = 40, 25, 8, 20
_LEVELS = {"error": 0, "warning": 1, "info": 2}


def page(contract: RepoContract) -> str:
    """Return the page: entries with their proof, params, data, metrics, dependencies, findings, what to type next."""
    parts = [_head(contract), _choice(contract)]
    parts += [_entry(entry) for entry in _meant(contract)]
    parts += [_others(contract), _needs(contract), _findings(contract), _next(contract)]
    return "\n\n".join(part for part in parts if part)


def _head(contract: RepoContract) -> str:
    commit = f" at {contract.commit[:9]}" if contract.commit else ""
    kinds = [kind for kind in _TITLES if any(entry.kind == kind for entry in contract.entries)]
    does = ", ".join(_TITLES[kind].lower() for kind in kinds)
    said = f"It can {does}." if does else "No program was found that trains, evaluates or predicts."
    return f"**{contract.source}**{commit}: {contract.files_read} Python files read. {said}"


def _choice(contract: RepoContract) -> str:
    """Say between which programs only the user can choose."""
    lines: list[str] = []
    for kind, names in contract.choose_from.items():
        if contract.entry(kind) is None:
            shown = ", ".join(f"`{name}`" for name in names[:_MOST_CHOICES])
            more = f" and {len(names) - _MOST_CHOICES} more" if len(names) > _MOST_CHOICES else ""
            lines.append(f"Several are equally good to {_TITLES[kind].lower()}: {shown}{more}.")
    if lines:
        lines.append("Name the one you mean: `/analyze entry=NAME`.")
    return "\n".join(lines)


def _meant(contract: RepoContract) -> list[EntryPoint]:
    found = [contract.entry(kind) for kind in _TITLES]
    return [entry for entry in found if entry is not None]


def _entry(entry: EntryPoint) -> str:
    lines = [f"### {_TITLES[entry.kind]}: `python {' '.join(entry.command)}`"]
    if entry.cwd != ".":
        lines.append(f"In folder `{entry.cwd}`.")
    evidence = "; ".join(f"{item.says} ({item.place})" if item.place else item.says for item in entry.evidence)
    if evidence:
        lines.append(f"Because it {evidence}.")
    lines += _params(entry)
    for title, uses in (("Reads", entry.reads), ("Writes", entry.writes)):
        said = _uses(uses)
        if said:
            lines.append(f"{title}: {said}.")
    if entry.metrics:
        names = dict.fromkeys(f"`{metric.key}`" for metric in entry.metrics)
        first = entry.metrics[0]
        lines.append(f"Prints or logs: {', '.join(list(names)[:12])} ({first.via}, {first.proof}).")
    return "\n".join(lines).strip()


def _params(entry: EntryPoint) -> list[str]:
    if not entry.params:
        return ["It takes no params."]
    reader = f"Params ({entry.framework}):" if entry.framework else "Params:"
    ordered = sorted(entry.params, key=lambda param: (param.role is None, not param.overridable))
    rows = [_row(param) for param in ordered[:_MOST_PARAMS]]
    more = len(ordered) - _MOST_PARAMS
    lines = [reader, "", table(("param", "type", "default", "for", "where"), rows), ""]
    return [*lines, f"… and {more} more."] if more > 0 else lines


def _row(param: Param) -> tuple[str, ...]:
    said = [param.role.replace("_", " ") if param.role else ""]
    if param.required:
        said.append("required")
    if param.binding == "env":
        said.append("environment variable")
    elif param.binding == "config":
        said.append("in a configuration file")
    elif not param.overridable:
        said.append("fixed in the source")
    if param.live == "unread":
        said.append("never used")
    if param.choices:
        said.append("one of " + ", ".join(map(str, param.choices[:6])))
    kind = param.type or ""
    return param.flag or param.name, kind, _default(param), "; ".join(filter(None, said)), str(param.proof)


def _default(param: Param) -> str:
    if param.default_expression is not None:
        return param.default_expression
    return "" if not param.has_default or param.default is None else str(param.default)


def _uses(uses: Iterable[FileUse]) -> str:
    shown: dict[str, str] = {}
    for use in uses:
        if use.path is not None and use.what != "other":
            columns = f" with columns {', '.join(use.columns[:12])}" if use.columns else ""
            shown.setdefault(f"`{use.path}`", f"{use.what}{columns}, {use.proof}")
    return ", ".join(f"{path} ({about})" for path, about in list(shown.items())[:_MOST_LISTED])


def _others(contract: RepoContract) -> str:
    meant = {entry.name for entry in _meant(contract)}
    chosen = {name for names in contract.choose_from.values() for name in names}
    rest = [entry for entry in contract.entries if entry.name not in meant | chosen]
    if not rest:
        return ""
    listed = ", ".join(f"`{entry.name}` ({_TITLES[entry.kind].lower()})" for entry in rest[:_MOST_LISTED])
    more = f" and {len(rest) - _MOST_LISTED} more" if len(rest) > _MOST_LISTED else ""
    return f"Also there: {listed}{more}."


def _needs(contract: RepoContract) -> str:
    lines: list[str] = []
    if contract.dependencies:
        files = [f"`{file.path}` ({len(file.requirements)})" for file in contract.dependencies[:_MOST_LISTED]]
        lines.append(f"Declared in {', '.join(files)}.")
    else:
        lines.append("No dependencies are declared; what is imported is taken.")
    imports = {use.distribution: use for entry in _meant(contract) for use in entry.imports if use.when == "module"}
    if imports:
        lines.append(f"Imported: {', '.join(sorted(imports, key=str.lower)[:30])}.")
    if contract.python_requires:
        lines.append(f"Python {contract.python_requires}.")
    return "### Needs\n" + " ".join(lines)


def _findings(contract: RepoContract) -> str:
    if not contract.findings:
        return ""
    ordered = sorted(contract.findings, key=lambda finding: _LEVELS[finding.level])
    lines = [_finding(finding) for finding in ordered[:_MOST_FINDINGS]]
    if len(ordered) > _MOST_FINDINGS:
        lines.append(f"- … and {len(ordered) - _MOST_FINDINGS} more.")
    return "### Good to know\n" + "\n".join(lines)


def _finding(finding: Finding) -> str:
    place = f" ({finding.place})" if finding.place else ""
    return f"- {finding.level}: {finding.says}{place}"


def _next(contract: RepoContract) -> str:
    steps = list(_steps(contract))
    return f"Next: {', then '.join(steps)}." if steps else ""


def _steps(contract: RepoContract) -> Iterator[str]:
    unchosen = [names for kind, names in contract.choose_from.items() if contract.entry(kind) is None]
    if unchosen:
        yield f"`/analyze entry={unchosen[0][0]}`" if " " not in unchosen[0][0] else "choose an entry"
    train = contract.entry("train")
    if contract.entries:
        yield "`/env`"
    if train is not None:
        small = next((param for param in train.params if param.role in {"epochs", "steps"} and param.overridable), None)
        needed = [f"{param.name}=…" for param in train.params if param.required][:3]
        words = [*needed, *([f"{small.name}={1 if small.role == 'epochs' else 100}"] if small else [])]
        yield f"`/train {' '.join(words)}`".replace(" `", "`")
