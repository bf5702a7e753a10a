"""Write down how a run ended: its status, why, what it wrote, what the rules find, and the arrow to other steps."""

from contracts.evaluation import EvalContract, InferContract, MeasuredMetric
from contracts.health import HealthFinding
from contracts.lexicon import understand
from contracts.names import RunStatus
from contracts.record import Point
from contracts.repo import EntryPoint, RepoContract
from contracts.run import Artifact, ConfigContract, CrashDiagnosis, JobFile, RunContract
from skills.health.crashes import diagnose_crash
from skills.health.machine import look_at_machine
from skills.health.outcome import look_at_outcome
from skills.health.rules import look_at_metrics
from skills.host import JobState
from skills.runs.artifacts import artifacts_of
from skills.runs.reading import SOURCES, read_files
from skills.runs.record import index_run
from skills.runs.resources import sample_rows
from skills.runs.tail import last_lines
from skills.skill import SkillContext
from store.folders import RunFolder
from store.points import read_samples, write_points
from store.snapshots import Snapshots
from store.store import Cursor

SAMPLES = "samples.jsonl"
READ_BACK_LINES = 400


def finish(folder: RunFolder, run: RunContract, state: JobState, context: SkillContext) -> RunContract:
    """Return the run with its end written down, after its logs were read to their end.

    Raises:
        Broken: The disk is full or read-only; the next look does it again.
    """
    job = state.job
    read_files(folder, (job.started_at if job else run.created_at).timestamp(), context)
    with context.store.session() as session:
        points = session.points(folder.project, folder.name)
    write_points(folder.metrics, points)
    status = _status(state)
    artifacts = written_by(folder, run, context)
    ended = run.model_copy(
        update={
            "status": status,
            "started_at": job.started_at if job and job.pid is not None else run.started_at,
            "finished_at": (job and job.finished_at) or context.clock(),
            "exit_code": job.exit_code if job else None,
            "signal": job.signal if job else None,
            "cpu_s": job.cpu_s if job else None,
            "max_rss_bytes": job.max_rss_bytes if job else None,
            "reason": _reason(folder, status, job),
            "evidence": () if status == "finished" else tuple(last_lines(folder.stderr, 8)),
            "diagnosis": _diagnosis(folder) if status in ("failed", "crashed") else None,
            "artifacts": artifacts,
            "findings": _findings(folder, run, status, points, artifacts),
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


def _findings(
    folder: RunFolder, run: RunContract, status: RunStatus, points: list[Point], artifacts: tuple[Artifact, ...]
) -> tuple[HealthFinding, ...]:
    now = run.created_at.timestamp()
    found = [*look_at_metrics(points), *look_at_machine(sample_rows(folder.samples), now=now, is_running=False)]
    if status == "finished":
        entry = entry_of(folder)
        found = [*look_at_outcome(run.stage, points, artifacts, entry.metrics if entry else ()), *found]
    return tuple(found)


def entry_of(folder: RunFolder) -> EntryPoint | None:
    """Return the entry point that a run started, as its frozen contracts know it."""
    config, repo = folder.read(ConfigContract), folder.read(RepoContract)
    if config is None or repo is None:
        return None
    return next((entry for entry in repo.entries if entry.name == config.entry), None)


def written_by(
    folder: RunFolder, run: RunContract, context: SkillContext, *, digests: bool = True
) -> tuple[Artifact, ...]:
    """Return what the process of a run has written so far."""
    before = Snapshots(context.project.snapshots).files(run.snapshot.commit) if run.snapshot else {}
    job = folder.read(JobFile)
    started = (job.started_at if job else run.created_at).timestamp()
    linked = run.snapshot.linked if run.snapshot else ()
    return tuple(artifacts_of(folder, before, linked, started, digests=digests))


def _write_outcome(folder: RunFolder, run: RunContract, points: list[Point], context: SkillContext) -> None:
    """Write eval.json or infer.json, the arrow to comparisons and reports."""
    if run.status != "finished" or run.stage not in ("evaluate", "infer"):
        return
    config = folder.require(ConfigContract)
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
