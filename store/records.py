"""What the contracts in a run folder say about the run, as one record for the index."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from contracts.env import EnvContract
from contracts.errors import NotReady
from contracts.evaluation import EvalContract
from contracts.project import ProjectContract
from contracts.record import RunRecord
from contracts.run import ConfigContract, RunContract
from store.folders import ProjectFolder, RunFolder
from store.snapshots import Snapshots


def record_of(folder: RunFolder) -> RunRecord:
    """Return the record of a run of ours.

    Raises:
        NotReady: It has no run.json yet.
        BadFile: One of its files cannot be read or does not fit; the message names file and field.
    """
    project = ProjectFolder(folder.path.parent.parent)
    return RecordReader(project, names_of(project)).read(folder)


def names_of(project: ProjectFolder) -> dict[str, str]:
    """Return the aliases of a project's runs, by run id.

    Raises:
        BadFile: Its project.json cannot be read.
    """
    contract = project.read(ProjectContract)
    return {run_id: alias for alias, run_id in contract.aliases.items()} if contract else {}


class RecordReader:
    """Reads the runs of one project; what they share is read once."""

    def __init__(self, project: ProjectFolder, names: Mapping[str, str]) -> None:
        self._names = names
        self._files: Callable[[str], dict[str, str]] = cache(Snapshots(project.snapshots).files)

    def read(self, folder: RunFolder) -> RunRecord:
        """Return the record of a run.

        Raises:
            NotReady: It has no run.json yet.
            BadFile: One of its files cannot be read or does not fit; the message names file and field.
        """
        run = folder.require(RunContract)
        config = folder.read(ConfigContract)
        env = folder.read(EnvContract)
        scores = folder.read(EvalContract)
        snapshot = run.snapshot
        return RunRecord(
            project=folder.project,
            run_id=folder.name,
            name=self._names.get(folder.name),
            stage=run.stage,
            status=run.status,
            started_at=run.started_at,
            finished_at=run.finished_at,
            host=run.host,
            seed=config.seed if config else None,
            parent=config.parent if config else None,
            complete=snapshot.complete if snapshot else None,
            params=config.params if config else {},
            finals={metric.key: metric.value for metric in scores.metrics} if scores else {},
            packages={package.name: package.version for package in env.lock} if env else {},
            code_commit=(snapshot.source_commit or snapshot.commit) if snapshot else None,
            code_files=self._code(snapshot.commit) if snapshot else {},
            datasets=config.datasets if config else {},
            extra=_extra(run, config, env),
        )

    def _code(self, commit: str) -> dict[str, str]:
        """Return a snapshot's files; empty where the snapshot is gone."""
        try:
            return self._files(commit)
        except NotReady:
            return {}


def _extra(run: RunContract, config: ConfigContract | None, env: EnvContract | None) -> dict[str, Any]:
    """Return the other facts that comparisons read; what is not recorded is left out."""
    snapshot = run.snapshot
    facts = {
        "entry": config and config.entry,
        "python_version": env and env.python_version,
        "lock_digest": env and env.lock_digest,
        "snapshot": snapshot and snapshot.commit,
        "tree": snapshot and snapshot.tree,
        "source_commit": snapshot and snapshot.source_commit,
        "dirty": snapshot and snapshot.dirty,
        "linked": (snapshot and snapshot.linked) or None,
        "exit_code": run.exit_code,
        "signal": run.signal,
        "cpu_s": run.cpu_s,
        "max_rss_bytes": run.max_rss_bytes,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}
