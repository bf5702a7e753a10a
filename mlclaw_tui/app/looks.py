"""Look at the runs of a home for the screens: jobs, curves, what two runs have in common. Blocks: for workers."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from contracts.errors import BadFile, Broken, MLClawError
from contracts.lexicon import understand
from contracts.names import ENDED
from contracts.record import Point
from contracts.run import ConfigContract, RunContract
from mlclaw_tui.agent.workspace import Workspace
from screens.jobs_model import Job
from skills.skill import SkillContext
from store.folders import ProjectFolder, RunFolder
from store.points import read_samples
from store.store import Store

LATELY = timedelta(hours=24)
MOST_ENDED = 6
SERIES_POINTS = 60
SERIES = 3


@dataclass(slots=True)
class JobLook:
    """Finds the jobs of a home, again and again; runs that ended long ago are looked at once."""

    workspace: Workspace
    store: Store
    _settled: dict[Path, datetime | None] = field(default_factory=dict)
    """Runs known to have ended, with when."""
    _ended: dict[Path, Job] = field(default_factory=dict)

    def jobs(self) -> list[Job]:
        """Return what runs, then what ended lately, each newest first."""
        now = datetime.now(UTC)
        going: list[Job] = []
        ended: list[Job] = []
        for project in self.store.home.projects():
            context = replace(self.workspace.context(), store=self.store, project=project)
            for folder in self._worth_a_look(project, now):
                with suppress(BadFile, Broken):
                    job = self._look(folder, context, now)
                    (going if job.goes_on else ended).append(job)
        going.sort(key=lambda job: job.run_id, reverse=True)
        ended.sort(key=lambda job: job.ended_at or now, reverse=True)
        return going + ended[:MOST_ENDED]

    def _worth_a_look(self, project: ProjectFolder, now: datetime) -> Iterator[RunFolder]:
        for folder in project.runs():
            if folder.path not in self._settled:
                yield folder
                continue
            ended = self._settled[folder.path]
            if ended is not None and now - ended < LATELY:
                yield folder

    def _look(self, folder: RunFolder, context: SkillContext, now: datetime) -> Job:
        from skills.runs.settle import settle  # noqa: PLC0415 - skills load when they are needed

        if folder.path in self._ended:
            return self._ended[folder.path]
        run = folder.require(RunContract)
        if run.status not in ENDED:
            with suppress(MLClawError):
                run = settle(folder, context)
        if run.status in ENDED:
            self._settled[folder.path] = run.finished_at
            if run.finished_at is None or now - run.finished_at > LATELY:
                return _bare(folder, run)
        job = self._whole(folder, run, context, now)
        if run.status in ENDED:
            self._ended[folder.path] = job
        return job

    def _whole(self, folder: RunFolder, run: RunContract, context: SkillContext, now: datetime) -> Job:
        from skills.health.rules import look_at_metrics  # noqa: PLC0415
        from skills.runs.progress import pace_of  # noqa: PLC0415

        with context.store.session() as session:
            points = session.points(folder.project, folder.name)
        pace = pace_of(folder, run, points, now)
        config = folder.read(ConfigContract)
        findings = run.findings or tuple(look_at_metrics(points))
        return replace(
            _bare(folder, run),
            epoch=pace.epoch,
            epochs_total=pace.epochs_total,
            eta_s=pace.eta_s,
            elapsed_s=pace.elapsed_s,
            series=_series(points),
            findings=tuple(finding.says for finding in findings),
            command=config.argv if config else (),
            silent_s=_silent_s(folder),
            **_used(folder),
        )


def _bare(folder: RunFolder, run: RunContract) -> Job:
    return Job(
        project=run.project,
        run_id=run.run_id,
        stage=run.stage,
        status=run.status,
        host=run.host,
        ended_at=run.finished_at,
        reason=run.diagnosis.says if run.diagnosis else run.reason or "",
        stdout=folder.stdout,
        stderr=folder.stderr,
    )


def _series(points: list[Point]) -> tuple[tuple[str, tuple[float, ...]], ...]:
    values: defaultdict[str, list[float]] = defaultdict(list)
    for point in points:
        values[point.key].append(point.value)
    ranked = sorted(values, key=lambda key: (understand(key).direction is None, "loss" not in key.lower()))
    return tuple((key, tuple(values[key][-SERIES_POINTS:])) for key in ranked[:SERIES])


def _used(folder: RunFolder) -> dict[str, Any]:
    with suppress(BadFile):
        samples = read_samples(folder.samples)
        process = next((each for each in reversed(samples) if each.gpu is None), None)
        gpu = next((each for each in reversed(samples) if each.gpu is not None), None)
        used: dict[str, Any] = {}
        if process is not None:
            used |= {"cpu_percent": process.cpu_percent, "rss_bytes": process.rss_bytes}
        if gpu is not None:
            memory = f" {gpu.vram_bytes / 2**30:.0f}G" if gpu.vram_bytes is not None else ""
            used["gpu"] = f"gpu{gpu.gpu} {gpu.gpu_percent or 0:.0f}%{memory}"
        return used
    return {}


def _silent_s(folder: RunFolder) -> float | None:
    times = [path.stat().st_mtime for path in (folder.stdout, folder.stderr) if path.exists()]
    return max(0.0, time.time() - max(times)) if times else None
