"""Bring a run up to date: read what its logs say, and once its process has ended, write how.

Any process may do this at any time: the place up to which a log was read is committed together with the points.
"""

from datetime import timedelta
from pathlib import Path

from contracts.evaluation import EvalContract, InferContract, MeasuredMetric
from contracts.lexicon import understand
from contracts.names import ENDED, RunStatus
from contracts.record import Point
from contracts.run import ConfigContract, CrashDiagnosis, JobFile, RunContract
from skills.health.crashes import diagnose_crash
from skills.health.rules import look_at_metrics
from skills.host import JobState
from skills.metrics.reader import LogReader
from skills.runs.artifacts import artifacts_of
from skills.runs.record import index_run
from skills.runs.tail import last_lines
from skills.skill import SkillContext
from store.folders import RunFolder
from store.points import read_samples, write_points
from store.snapshots import Snapshots
from store.store import Cursor

SOURCES = ("logs/stdout.log", "logs/stderr.log")
SAMPLES = "samples.jsonl"
CHUNK_BYTES = 4 * 2**20
READ_BACK_LINES = 400
UNSTARTED = timedelta(minutes=10)
"""How long a run may be prepared before it is taken for interrupted."""


def settle(folder: RunFolder, context: SkillContext) -> RunContract:
    """Return the run as it is now, after writing down what is new."""
    run = folder.require(RunContract)
    if run.status in ENDED:
        return run
    host = context.hosts.get(run.host)
    if host is None:
        return run
    state = host.refresh(folder.path)
    if state.status in ("ended", "lost"):
        read_logs(folder, context, final=True)
        return _finish(folder, run, state, context)
    if state.status == "pending" and context.clock() - run.created_at > UNSTARTED:
        return _finish(folder, run, JobState(status="lost", job=None), context)
    read_logs(folder, context, final=False)
    return run


def settle_all(context: SkillContext) -> None:
    """Bring every run of the project that has not ended up to date."""
    for folder in context.project.runs():
        run = folder.read(RunContract)
        if run is not None and run.status not in ENDED:
            settle(folder, context)


def read_logs(folder: RunFolder, context: SkillContext, *, final: bool) -> list[Point]:
    """Read what the logs have gained since the last look into the index; return the new points.

    Args:
        folder: The run.
        context: For the store.
        final: Whether nothing more will come, so that an unfinished last line counts.
    """
    found: list[Point] = []
    for source in SOURCES:
        path = folder.path / source
        while True:
            points, more = _read_chunk(folder, path, source, context, final=final)
            found += points
            if not more:
                break
    return found


def _read_chunk(
    folder: RunFolder, path: Path, source: str, context: SkillContext, *, final: bool
) -> tuple[list[Point], bool]:
    size = path.stat().st_size if path.exists() else 0
    with context.store.session() as session:
        cursor = session.cursor(folder.project, folder.name, source)
    if size <= (cursor.offset if cursor else 0):
        return [], False
    with context.store.session(write=True) as session:
        cursor = session.cursor(folder.project, folder.name, source)
        offset = cursor.offset if cursor else 0
        if size <= offset:
            return [], False
        reader = LogReader.resume(cursor.state, offset) if cursor else LogReader(source)
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read(CHUNK_BYTES)
        points = reader.feed(data)
        at_end = offset + len(data) >= size
        if final and at_end:
            points += reader.close()
        session.add_points(folder.project, folder.name, points)
        session.set_cursor(folder.project, folder.name, source, Cursor(reader.offset, reader.state()))
        return points, not at_end


def _finish(folder: RunFolder, run: RunContract, state: JobState, context: SkillContext) -> RunContract:
    job = state.job
    with context.store.session() as session:
        points = session.points(folder.project, folder.name)
    write_points(folder.metrics, points)
    status = _status(state)
    before = Snapshots(context.project.snapshots).files(run.snapshot.commit) if run.snapshot else {}
    started = (job.started_at if job else run.created_at).timestamp()
    ended = run.model_copy(
        update={
            "status": status,
            "started_at": job.started_at if job else run.started_at,
            "finished_at": (job and job.finished_at) or context.clock(),
            "exit_code": job.exit_code if job else None,
            "signal": job.signal if job else None,
            "cpu_s": job.cpu_s if job else None,
            "max_rss_bytes": job.max_rss_bytes if job else None,
            "reason": _reason(folder, status, job),
            "evidence": () if status == "finished" else tuple(last_lines(folder.stderr, 8)),
            "diagnosis": _diagnosis(folder) if status in ("failed", "crashed") else None,
            "artifacts": tuple(artifacts_of(folder, before, run.snapshot.linked if run.snapshot else (), started)),
            "findings": tuple(look_at_metrics(points)),
            "warnings": _warnings(run, status, points),
        }
    )
    _write_outcome(folder, ended, points, context)
    folder.write(ended)
    index_run(context.store, folder)
    _keep_samples(folder, context)
    return ended


def _keep_samples(folder: RunFolder, context: SkillContext) -> None:
    """Put the samples into the index, once."""
    samples = read_samples(folder.samples)
    with context.store.session(write=True) as session:
        if session.cursor(folder.project, folder.name, SAMPLES) is None:
            session.add_samples(folder.project, folder.name, samples)
            session.set_cursor(folder.project, folder.name, SAMPLES, Cursor(len(samples), ""))


def _status(state: JobState) -> RunStatus:
    job = state.job
    if state.status == "lost" or job is None:
        return "lost"
    if job.stop_requested:
        return "stopped"
    if job.signal:
        return "crashed"
    return "finished" if job.exit_code == 0 else "failed"


def _reason(folder: RunFolder, status: RunStatus, job: JobFile | None) -> str | None:
    if status == "finished":
        return None
    if status == "stopped":
        return "It was stopped on request."
    if status == "lost":
        return "Its process is gone and nothing recorded how it ended: the machine was restarted or the runner killed."
    if job and job.error:
        return job.error
    if job and job.signal:
        return f"It was ended by {job.signal}."
    last = last_lines(folder.stderr, 1) or last_lines(folder.stdout, 1)
    code = job.exit_code if job else None
    return f"It ended with exit code {code}{f': {last[0].strip()}' if last else ' and printed nothing.'}"


def _diagnosis(folder: RunFolder) -> CrashDiagnosis | None:
    for path in (folder.stderr, folder.stdout):
        found = diagnose_crash(last_lines(path, READ_BACK_LINES), folder.name)
        if found:
            return found
    return None


def _warnings(run: RunContract, status: RunStatus, points: list[Point]) -> tuple[str, ...]:
    warnings = list(run.warnings)
    if status == "finished" and run.stage in ("train", "evaluate") and not points:
        warnings.append("It ended with exit code 0, but no metric was found in what it printed.")
    return tuple(warnings)


def _write_outcome(folder: RunFolder, run: RunContract, points: list[Point], context: SkillContext) -> None:
    """Write eval.json or infer.json, the arrow to comparisons and reports."""
    config = folder.require(ConfigContract)
    if run.status != "finished" or run.stage not in ("evaluate", "infer"):
        return
    checkpoint = next((str(v.value) for v in config.params.values() if v.source == "mlclaw"), None)
    common = {"project": run.project, "run_id": run.run_id, "of": config.parent, "checkpoint": checkpoint}
    if run.stage == "evaluate":
        last = {(point.key, point.split): point for point in points}
        measured = tuple(
            MeasuredMetric(
                key=point.key,
                split=point.split,
                value=point.value,
                direction=understand(point.key).direction,
                source=point.source or SOURCES[0],
            )
            for point in last.values()
        )
        folder.write(EvalContract(**common, metrics=measured, config=config.digest, evaluated_at=context.clock()))
    else:
        written = tuple(each for each in run.artifacts if each.what in ("predictions", "table", "other"))
        source = next((str(config.params[n].value) for n in ("input",) if n in config.params), None)
        folder.write(
            InferContract(
                **common, input=source, predictions=written, config=config.digest, predicted_at=context.clock()
            )
        )
