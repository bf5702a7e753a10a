"""Where a report goes: a name that follows from the runs alone, so that a proposal can say it before it is written."""

import re
from collections.abc import Sequence
from pathlib import Path

from contracts.base import digest_of
from contracts.record import RunRecord
from skills.arguments import Report
from store.folders import ProjectFolder

_ENDINGS = {"html": ".html", "chart": ".html", "markdown": ".md", "model_card": "-model-card.md"}
_UNSAFE = re.compile(r"[^0-9A-Za-z._-]+")
_LONGEST_ID = 40


def report_path(project: ProjectFolder, records: Sequence[RunRecord], args: Report) -> Path:
    """Return the file of a report: `<start of the newest run>-<runs>.html`.

    Two reports on the same runs by the same metric share a file; the later one replaces the earlier.
    """
    started = [record.started_at for record in records if record.started_at]
    time = f"{max(started):%Y%m%d-%H%M}" if started else "undated"
    ids = [record.run_id for record in records]
    named = [_safe(run) for run in ([ids[0]] if len(ids) == 1 else [ids[0], ids[-1]])]
    # ids may lose characters here, and two ends do not name what lies between them
    exact = len(ids) <= 2 and named == ids and args.metric is None
    mark = "" if exact else f"-{digest_of([ids, args.metric])[:8]}"
    return project.reports / f"{time}-{'-'.join(named)}{mark}{_ENDINGS[args.kind or 'html']}"


def _safe(run: str) -> str:
    return _UNSAFE.sub("_", run)[:_LONGEST_ID].strip(".") or "run"
