"""Launch a run: what would be started, exactly; then freeze the code, check it out, and start the process in it."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import JsonValue

from contracts.env import EnvContract
from contracts.errors import Broken, NotReady
from contracts.names import Effect, Stage
from contracts.plan import Preview
from contracts.repo import EntryPoint, RepoContract
from contracts.run import ConfigContract, RunContract
from skills.host import Host, Launch
from skills.runs.artifacts import kind_of
from skills.runs.binding import Bound
from skills.runs.constants import as_changes, changed_files
from skills.runs.preparing import close_interrupted, this_process
from skills.runs.record import index_run
from skills.runs.settle import settle
from skills.skill import Outlook, Planned, SkillContext
from store.files import write_atomic
from store.folders import RunFolder
from store.snapshots import Snapshots
from store.snapshots.amending import amended

LAUNCH_EFFECTS: tuple[Effect, ...] = ("read", "write", "execute")
PYTHON = "{env}/bin/python"
COPY_LIMIT_BYTES = 256 * 2**20
QUIET = {"MPLBACKEND": "Agg", "PYTHONUNBUFFERED": "1", "WANDB_MODE": "offline"}
"""No windows, no lines held back, no loggers that call home."""


@dataclass(frozen=True, slots=True)
class LaunchPlan:
    """What would be started."""

    stage: Stage
    repo: RepoContract
    entry: EntryPoint
    bound: Bound
    host: str
    parent: RunFolder | None = None
    """The run whose files this one reads."""
    brings: bool = False
    """Whether the parent's files are put beside the code, because the script looks for them there."""
    datasets: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def argv(self) -> tuple[str, ...]:
        """The command line, with the environment's folder as `{env}`."""
        program, bound = self.entry.command, self.bound
        start = len(program) - len(self.entry.subcommand)
        return (PYTHON, *program[:start], *bound.program_arguments, *program[start:], *bound.arguments)

    @property
    def environment(self) -> dict[str, str]:
        return {**QUIET, **self.bound.environment}


def repo_for(outlook: Outlook) -> RepoContract | None:
    """Return how the repository is run; None where an earlier step finds that out.

    Raises:
        NotReady: No repository is known.
    """
    if not outlook.knows(RepoContract):
        raise NotReady(
            "No repository is known here, so there is nothing to run. "
            "Say `set up the code in PATH` first, with the folder or URL of your code."
        )
    return outlook.get(RepoContract)


def entry_for(repo: RepoContract, stage: Stage, named: str | None = None) -> EntryPoint:
    """Return the entry point of a stage.

    Raises:
        NotReady: The repository has none, or none of that name; the message lists what it has.
    """
    entry = repo.entry("export" if stage == "deploy" else stage, named)
    if entry is not None:
        return entry
    choices = repo.choose_from.get("export" if stage == "deploy" else stage)
    if choices and not named:
        listed = ", ".join(f"`{choice}`" for choice in choices)
        raise NotReady(
            f"Several scripts of {repo.source!r} are equally good to {stage}: {listed}. Only you can choose. "
            f"Say `read the repo with entry={choices[0]}`, with the one you mean."
        )
    have = ", ".join(f"`{entry.name}` ({entry.kind})" for entry in repo.entries[:8]) or "no entry points at all"
    missing = f"no entry point named {named!r}" if named else f"no script to {stage} with"
    raise NotReady(f"{repo.source!r} has {missing}. It has {have}. Name one of them, or add such a script.")


def host_for(context: SkillContext, name: str | None) -> Host:
    """Return the host a user named, this machine where they named none.

    Raises:
        NotReady: There is no such host.
    """
    host = context.hosts.get(name or "local")
    if host is None:
        known = ", ".join(repr(each) for each in context.hosts)
        raise NotReady(f"Host {name!r} is not known here. Known: {known}. Leave it out to run on this machine.")
    return host


def planned(plan: LaunchPlan, outlook: Outlook, says: str) -> Planned:
    """Return the step of a proposal: the argv, the changed files, and the digests of all it builds on."""
    root = Path(plan.repo.root)
    content = changed_files(root, plan.bound.constants)
    env = outlook.get(EnvContract)
    inputs = {"code": Snapshots(outlook.project.snapshots).fingerprint(root), "repo": plan.repo.tree_digest}
    if env is not None:
        inputs["env"] = env.lock_digest
    variables = " ".join(f"{name}={value}" for name, value in sorted(plan.environment.items()))
    preview = Preview(
        says=says,
        commands=(plan.argv,),
        files=as_changes(root, content),
        hosts=(plan.host,),
        notes=(*plan.notes, f"in its own copy of the code, folder {plan.entry.cwd!r}, with {variables}"),
    )
    return Planned(preview=preview, effects=LAUNCH_EFFECTS, inputs=inputs, makes={RunContract: None})


def launch(plan: LaunchPlan, context: SkillContext) -> RunFolder:
    """Start the run and return its folder, with `run.json` saying that it runs.

    Raises:
        MLClawError: It could not be started. What was made is in the folder, and `run.json` says why.
    """
    env = context.project.require(EnvContract)
    folder = context.project.allocate_run()
    config = _config(plan, env, folder, context)
    run = RunContract(
        project=context.project.name,
        run_id=folder.name,
        stage=plan.stage,
        status="pending",
        host=plan.host,
        config=config.digest,
        created_at=context.clock(),
        preparer=this_process(),
    )
    for contract in (plan.repo, env, config, run):
        folder.write(contract)
    try:
        run, exposed = _freeze(plan, run, folder, context)
        context.hosts[plan.host].start(
            Launch(
                folder=folder.path,
                argv=config.argv,
                cwd=Path(config.cwd),
                environment=config.environment,
                read_only=exposed,
            )
        )
    except BaseException as error:
        _note_failure(folder, run, str(error) or type(error).__name__, context)
        raise
    folder.write(run.model_copy(update={"status": "running", "started_at": context.clock()}))
    index_run(context.store, folder)
    return folder


def _note_failure(folder: RunFolder, run: RunContract, reason: str, context: SkillContext) -> None:
    """Write down that a run could not be started, unless its process runs all the same: then `settle` finds out."""
    with suppress(Broken):  # a disk that takes nothing now; the next look closes the run
        if close_interrupted(folder, context.clock(), reason):
            folder.write(run.model_copy(update={"status": "failed", "finished_at": context.clock(), "reason": reason}))
            index_run(context.store, folder)
        else:
            settle(folder, context)


def _config(plan: LaunchPlan, env: EnvContract, folder: RunFolder, context: SkillContext) -> ConfigContract:
    seed = next((plan.bound.values[p.name].value for p in plan.entry.params if _is_seed(p.role, plan, p.name)), None)
    cwd = folder.work / plan.entry.cwd
    paths = [str((folder.work / each).resolve()) for each in plan.repo.packages_at]
    return ConfigContract(
        project=context.project.name,
        run_id=folder.name,
        stage=plan.stage,
        entry=plan.entry.name,
        argv=(env.python, *plan.argv[1:]),
        cwd=str(cwd),
        environment={**plan.environment, "PYTHONPATH": os.pathsep.join(paths)},
        params=dict(plan.bound.values),
        host=plan.host,
        seed=seed if isinstance(seed, int) and not isinstance(seed, bool) else None,
        parent=plan.parent.name if plan.parent else None,
        datasets=dict(plan.datasets),
        repo=plan.repo.digest,
        env=env.digest,
    )


def _is_seed(role: str | None, plan: LaunchPlan, name: str) -> bool:
    return role == "seed" and name in plan.bound.values


def _freeze(
    plan: LaunchPlan, run: RunContract, folder: RunFolder, context: SkillContext
) -> tuple[RunContract, tuple[Path, ...]]:
    """Return the run with its snapshot checked out, and the user's own folders that it could write into."""
    snapshots = Snapshots(context.project.snapshots)
    root = Path(plan.repo.root)
    snapshot = snapshots.freeze(root, label=folder.name, reads=_reads(plan.entry))
    snapshot = amended(context.project.snapshots, snapshot, changed_files(root, plan.bound.constants))
    checked_out = snapshots.checkout(snapshot.commit, folder.work, root=root)
    if plan.parent and plan.brings:
        _bring(plan.parent, folder)
    run = run.model_copy(update={"snapshot": snapshot, "warnings": checked_out.warnings})
    folder.write(run)
    return run, checked_out.exposed


def _reads(entry: EntryPoint) -> list[str]:
    """Return the files and folders inside the repository that the code reads, as far as its text says."""
    paths = [use.path for use in entry.reads if use.path and use.what in ("data", "config")]
    defaults = [param.default for param in entry.params if param.role in ("data", "input", "checkpoint")]
    return [path for path in (*paths, *defaults) if isinstance(path, str) and not Path(path).is_absolute()]


def _bring(parent: RunFolder, folder: RunFolder) -> None:
    """Put what the parent wrote where the script looks for it; large files are links."""
    for artifact in parent.require(RunContract).artifacts:
        source, target = parent.work / artifact.path, folder.work / artifact.path
        if target.exists() or kind_of(artifact.path) == "log" or not source.is_file():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if artifact.size > COPY_LIMIT_BYTES:
            target.symlink_to(source)
        else:
            write_atomic(target, source.read_bytes())


def shared_values(entry: EntryPoint, parent: RunFolder) -> dict[str, JsonValue]:
    """Return the params the parent run was given that this entry takes too: the model's shape, the data, the seed."""
    config = parent.require(ConfigContract)
    skipped = {"output", "resume", "checkpoint", "logger"}
    takes = {param.name for param in entry.params if param.role not in skipped and param.binding == "cli"}
    return {name: value.value for name, value in config.params.items() if name in takes and value.source == "user"}
