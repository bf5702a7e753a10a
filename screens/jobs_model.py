"""Jobs as the screens show them: plain data, put into lines. Knows no screen."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from screens.durations import short
from screens.glyphs import Glyphs, bar, sparkline
from screens.text import fit, safe_line

SILENT_S = 300.0
"""Without a word for so long a running job is called silent."""


@dataclass(frozen=True, slots=True)
class Job:
    """A run that runs, or ended lately."""

    project: str
    run_id: str
    stage: str
    status: str
    host: str
    epoch: float | None = None
    epochs_total: float | None = None
    eta_s: float | None = None
    elapsed_s: float | None = None
    ended_at: datetime | None = None
    series: tuple[tuple[str, tuple[float, ...]], ...] = ()
    """The main metrics, each with its last values."""
    cpu_percent: float | None = None
    rss_bytes: int | None = None
    gpu: str = ""
    findings: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    reason: str = ""
    silent_s: float | None = None
    """Seconds since it last wrote to its log."""
    stdout: Path = Path()
    stderr: Path = Path()

    @property
    def goes_on(self) -> bool:
        return self.status in ("pending", "running")


def job_lines(job: Job, width: int, glyphs: Glyphs) -> list[str]:
    """Return a job as up to four lines of `width` cells."""
    state = job.status.upper() if job.goes_on else job.status
    head = fit(f"{safe_line(job.run_id)}  {job.stage}  {safe_line(job.host)}", width - len(state)) + state
    lines = [head]
    if job.epoch is not None:
        total = f"/{job.epochs_total:g}" if job.epochs_total else ""
        fraction = job.epoch / job.epochs_total if job.epochs_total else None
        gauge = f" {bar(fraction, 10, glyphs)} {fraction:4.0%}" if fraction is not None else ""
        eta = f"  eta {short(job.eta_s)}" if job.goes_on and job.eta_s is not None else ""
        lines.append(f"  ep {job.epoch:g}{total}{gauge}{eta}")
    elif job.goes_on:
        lines.append(f"  running for {short(job.elapsed_s)}, no epoch seen yet")
    for key, values in job.series[: 1 if width < 60 else 3]:
        lines.append(f"  {safe_line(key)} {values[-1]:.4g} {sparkline(list(values), 16, glyphs)}")
    used = _used(job)
    if used and job.goes_on:
        lines.append(f"  {used}")
    lines += [f"  ! {safe_line(text)}" for text in _warnings(job)]
    return [fit(line, width) for line in lines]


def strip_line(jobs: list[Job], glyphs: Glyphs) -> str:
    """Return what runs in one line; empty where nothing does."""
    running = [job for job in jobs if job.goes_on]
    if not running:
        return ""
    parts = []
    for job in running[:3]:
        total = f"/{job.epochs_total:g}" if job.epochs_total else ""
        epoch = f" ep {job.epoch:g}{total}" if job.epoch is not None else ""
        eta = f" eta {short(job.eta_s)}" if job.eta_s is not None else ""
        metric = ""
        if job.series:
            key, values = job.series[0]
            metric = f" {sparkline(list(values), 8, glyphs)} {key} {values[-1]:.4g}"
        parts.append(f"{job.run_id}{epoch}{eta}{metric}")
    return f"{len(running)} job{'s' if len(running) > 1 else ''}  " + " | ".join(parts)


def _used(job: Job) -> str:
    cpu = f"cpu {job.cpu_percent:.0f}%" if job.cpu_percent is not None else ""
    memory = f"mem {job.rss_bytes / 2**30:.1f}G" if job.rss_bytes is not None else ""
    return "  ".join(filter(None, [job.gpu, cpu, memory]))


def _warnings(job: Job) -> list[str]:
    said = list(job.findings)
    if job.reason and not job.goes_on and job.status != "finished":
        said.insert(0, job.reason)
    if job.goes_on and job.silent_s is not None and job.silent_s > SILENT_S:
        said.insert(0, f"silent for {short(job.silent_s)}")
    return said[:3]
