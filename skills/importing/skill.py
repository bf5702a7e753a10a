"""Import: bring in runs from elsewhere."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import JsonValue

from contracts.base import Contract
from contracts.errors import BadRequest, Refused
from contracts.events import Progress
from contracts.plan import FileChange, Preview, Result
from contracts.project import ProjectContract
from skills.arguments import Import
from skills.importing.elsewhere import Elsewhere
from skills.importing.findings import Findings
from skills.importing.foreign import PROGRAMS, read_foreign
from skills.importing.history import ImportedRun
from skills.importing.jsonl import ReadLine, overview, read_history
from skills.importing.source import digest_and_size, format_of
from skills.importing.training_log import free_id, id_of_log, read_training_log, record_of_log, stem_of
from skills.init import project_name
from skills.skill import Outlook, Planned, Skill, SkillContext
from store.store import History

_BATCH_RUNS = 2000
_BATCH_POINTS = 200_000
_PREVIEWED_LINES = 20_000
_PREVIEWED_BYTES = 4 * 2**20
_SHOWN = 5


@dataclass
class _Done:
    """What an import has done so far."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    points: int = 0
    projects: Counter[str] = field(default_factory=Counter)

    @property
    def runs(self) -> int:
        return self.new + self.updated + self.unchanged


class ImportSkill(Skill[Import]):
    """Bring in runs from elsewhere: a history, a training log, files of metrics, or the runs of another tracker."""

    name = "import"
    summary = "Bring in runs from elsewhere: JSON Lines, logs, TensorBoard, CSV, MLflow, Guild, W&B."
    example = "import history.jsonl"
    produces = (ProjectContract,)
    usual_effects = ("read", "write")
    arguments = Import

    def __init__(self, *, is_project_named: bool = False) -> None:
        """Make the skill.

        Args:
            is_project_named: Whether the user named the context's project (`--project`). Then every run goes there.
                Else a run goes to the project that its line names, else to the context's project where there is one,
                else to a project named after the file.
        """
        self.is_project_named = is_project_named

    def plan(self, args: Import, outlook: Outlook, context: SkillContext) -> Planned:
        path = _path(args.path)
        kind = format_of(path, args.format)
        digest, size = digest_and_size(path)
        projects = _Projects(path, context, is_named=self.is_project_named)
        if kind == "jsonl" and path.is_file():
            says, targets, notes = _previewed_history(path, projects)
        elif kind == "log":
            says, targets, notes = _previewed_log(path, projects)
        else:
            says, targets, notes = _previewed_foreign(
                self._foreign(path, kind, projects, Findings(), context), path, kind
            )
        files = tuple(
            FileChange(path=str(context.store.home.project(name).path / ProjectContract.FILE), what="create")
            for name in targets
            if context.store.home.project(name).read(ProjectContract) is None
            and not (name == outlook.project.name and outlook.knows(ProjectContract))
        )
        kept = tuple(f"kept under {context.store.home.project(name).imports}" for name in targets[:_SHOWN])
        preview = Preview(says=says, files=files, notes=(*kept, *notes, f"{path.name} has {size:,} bytes"))
        makes: dict[type[Contract], Contract | None] = (
            {ProjectContract: None} if any(Path(file.path).parent == outlook.project.path for file in files) else {}
        )
        return Planned(preview, ("read", "write"), inputs={str(path): digest}, makes=makes)

    def run(self, args: Import, context: SkillContext) -> Result:
        path = _path(args.path)
        projects = _Projects(path, context, is_named=self.is_project_named)
        kind = format_of(path, args.format)
        if kind == "jsonl" and path.is_file():
            return self._import_history(path, projects, context)
        if kind == "log":
            return self._import_log(path, projects, context)
        return self._import_foreign(path, kind, projects, context)

    def _import_foreign(self, path: Path, kind: str, projects: "_Projects", context: SkillContext) -> Result:
        findings, done = Findings(), _Done()
        runs = self._foreign(path, kind, projects, findings, context)
        for batch in _batches(ReadLine(number, run) for number, run in enumerate(runs, 1)):
            _bring(batch, findings, done, context)
            context.emit(Progress(skill=self.name, text=f"{done.runs:,} runs"))
        return _answer(self.name, path, kind, done, findings)

    @staticmethod
    def _foreign(
        path: Path, kind: str, projects: "_Projects", findings: Findings, context: SkillContext
    ) -> Iterator[ImportedRun]:
        given: dict[tuple[str, str], Path] = {}

        def id_for(stem: str, origin: Path, project: str) -> str:
            with context.store.session() as session:
                run_id = free_id(stem, origin, project, session)
            while given.setdefault((project, run_id), origin) != origin:
                run_id += "-2"
            return run_id

        return read_foreign(Elsewhere(path, projects.of, findings, id_for), kind)

    def _import_history(self, path: Path, projects: "_Projects", context: SkillContext) -> Result:
        findings, done = Findings(), _Done()
        for batch in _batches(read_history(path, findings, projects.of)):
            _bring(batch, findings, done, context)
            context.emit(Progress(skill=self.name, text=f"{done.runs:,} runs"))
        return _answer(self.name, path, "jsonl", done, findings)

    def _import_log(self, path: Path, projects: "_Projects", context: SkillContext) -> Result:
        log = read_training_log(path)
        points, reader = log.points, log.reader
        project = projects.of(None)
        with context.store.session() as session:
            run_id = id_of_log(path, project, session)
        record = record_of_log(path, project, run_id, log)
        _make_project(project, context)
        brought = context.store.bring([History(record, points)])
        done = _Done(brought.new, brought.replaced, brought.unchanged, len(points), Counter([project]))
        result = _answer(self.name, path, "log", done, Findings())
        said = Counter(point.key for point in points)
        shown = [f"{key} ({count:,})" for key, count in said.most_common(_SHOWN)]
        more = f", and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
        state = f"It {record.status}." if reader.failure is None else f"It failed: {reader.failure}"
        text = "\n\n".join(
            [
                f"{result.text} The run is {run_id!r}. {state}",
                f"Metrics (points): {', '.join(shown)}{more}.",
                *log.notes,
            ]
        )
        return result.model_copy(
            update={"data": {**result.data, "run": run_id, "notes": list(log.notes)}, "text": text}
        )


class _Projects:
    """Where runs go."""

    def __init__(self, path: Path, context: SkillContext, *, is_named: bool) -> None:
        self._always = context.project.name if is_named else None
        self._else = context.project.name if is_named or context.project.read(ProjectContract) else _name_after(path)

    def of(self, said: str | None) -> str:
        """Return the project of a run, from the project that its line names."""
        return self._always or said or self._else


def _name_after(path: Path) -> str:
    try:
        return project_name(stem_of(path))
    except BadRequest:
        return "imported"


def _path(said: str) -> Path:
    return Path(said).expanduser().absolute()


def _previewed_history(path: Path, projects: _Projects) -> tuple[str, list[str], tuple[str, ...]]:
    found = overview(path, most_lines=_PREVIEWED_LINES)
    targets = list(dict.fromkeys(projects.of(name) for name in found.projects or (None,)))
    least = "" if found.is_whole else "at least "
    says = f"import {least}{_count(found.runs, 'run')} from {path.name} into {_listed(targets)}"
    notes = (f"{least}{_count(found.bad, 'line')} cannot be read and will be left out",) if found.bad else ()
    return says, targets, notes


def _previewed_log(path: Path, projects: _Projects) -> tuple[str, list[str], tuple[str, ...]]:
    points = read_training_log(path, most_bytes=_PREVIEWED_BYTES).points
    target = projects.of(None)
    keys = list(dict.fromkeys(point.key for point in points))
    notes = (f"metrics in its head: {_listed(keys)}",) if keys else ()
    says = f"import the training log {path.name} into {target} as the finished run {stem_of(path)!r}"
    return says, [target], notes


def _previewed_foreign(runs: Iterator[ImportedRun], path: Path, kind: str) -> tuple[str, list[str], tuple[str, ...]]:
    targets: Counter[str] = Counter()
    keys: dict[str, None] = {}
    for run in runs:
        targets[run.record.project] += 1
        if len(keys) <= _SHOWN * 2:
            keys |= dict.fromkeys(point.key for point in run.points)
    if not targets:
        raise Refused(f"No run in {str(path)!r} can be imported. Look at its files, or name another folder.")
    noun = f"{PROGRAMS[kind]} run" if kind in PROGRAMS else "run"
    says = f"import {_count(targets.total(), noun)} from {path.name} into {_listed(list(targets))}"
    return says, list(targets), (f"metrics: {_listed(list(keys))}",) if keys else ()


def _batches(lines: Iterator[ReadLine]) -> Iterator[list[ReadLine]]:
    """Yield runs in groups that are taken in at once, bounded by their number and by their points."""
    batch: list[ReadLine] = []
    points = 0
    for line in lines:
        batch.append(line)
        points += len(line.run.points)
        if len(batch) >= _BATCH_RUNS or points >= _BATCH_POINTS:
            yield batch
            batch, points = [], 0
    if batch:
        yield batch


def _bring(batch: Sequence[ReadLine], findings: Findings, done: _Done, context: SkillContext) -> None:
    for name in {line.run.record.project for line in batch}:
        _make_project(name, context)
    brought = context.store.bring([History(line.run.record, line.run.points) for line in batch])
    done.new += brought.new
    done.updated += brought.replaced
    done.unchanged += brought.unchanged
    taken = set(brought.taken)
    for line, run in batch:
        if run.record.run_id in taken:
            findings.add_bad(line, f"{run.record.run_id!r} is a run of {run.record.project!r} itself")
        else:
            done.points += len(run.points)
            done.projects[run.record.project] += 1


def _make_project(name: str, context: SkillContext) -> None:
    folder = context.store.home.project(name)
    if folder.read(ProjectContract) is None:
        folder.write(ProjectContract(name=name, created_at=context.clock()))


def _answer(skill: str, path: Path, kind: str, done: _Done, findings: Findings) -> Result:
    projects: list[JsonValue] = list(done.projects)
    data: dict[str, JsonValue] = {
        "path": str(path),
        "format": kind,
        "project": projects[0] if len(projects) == 1 else None,
        "projects": projects,
        "runs": done.runs,
        "points": done.points,
        "new": done.new,
        "updated": done.updated,
        "unchanged": done.unchanged,
        "bad": [{"line": line, "reason": reason} for line, reason in findings.bad],
        "bad_count": findings.bad_count,
        "notes": [f"{note} ({_count(count, 'line')})" for note, count in findings.notes.most_common(_SHOWN * 4)],
    }
    return Result(skill=skill, data=data, text=_text(path, done, findings), ok=done.runs > 0)


def _text(path: Path, done: _Done, findings: Findings) -> str:
    if not done.runs:
        lines = [f"No run of {path.name} could be imported."]
    elif done.unchanged == done.runs:
        lines = [f"Nothing changed: {_all_of(done.runs)} in {path.name} had been imported before, just as now."]
    else:
        parts = [f"{done.new:,} new", f"{done.updated:,} updated", f"{done.unchanged:,} unchanged"]
        shown = ", ".join(part for part in parts if not part.startswith("0 "))
        counts = f"{_count(done.runs, 'run')} with {_count(done.points, 'point')}"
        lines = [f"Imported {counts} from {path.name} into {_listed(list(done.projects))}: {shown}."]
    if findings.bad_count:
        lines.append(f"\n{_count(findings.bad_count, 'line')} left out:")
        lines += [f"- line {line}: {reason}" for line, reason in findings.bad[:_SHOWN]]
        if findings.bad_count > _SHOWN:
            lines.append(f"- and {findings.bad_count - _SHOWN:,} more")
    if findings.notes:
        lines.append("\nWorth knowing:")
        lines += [f"- {note} ({_count(count, 'line')})" for note, count in findings.notes.most_common(_SHOWN)]
    return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _all_of(runs: int) -> str:
    return "the run" if runs == 1 else f"all {runs:,} runs"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown
