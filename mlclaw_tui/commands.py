"""What each subcommand does; every heavy part is imported by the command that needs it."""

import argparse
import csv
import json
import sys
from typing import TYPE_CHECKING, Any

from contracts.errors import BadRequest, MLClawError
from contracts.plan import Plan, SkillCall
from mlclaw_tui.batch import BAD, NO, WORKED, Approval, exit_code, print_answer, requests_of, run_batch
from mlclaw_tui.paths import home_path, settings_path
from mlclaw_tui.progress import ProgressLines
from mlclaw_tui.settings import load
from store.folders import Home
from store.store import Store

if TYPE_CHECKING:
    from mlclaw_tui.agent.agent import Agent
    from mlclaw_tui.agent.workspace import Workspace

YES = Approval(everything=True)
ALL_ROWS = 1_000_000


def is_bad_request(error: MLClawError) -> bool:
    """Whether the request was at fault."""
    return isinstance(error, BadRequest)


def talk(options: argparse.Namespace) -> int:
    """Answer the requests of a batch, or open the app."""
    if not options.batch:
        return _open(options)
    if not options.requests:
        raise BadRequest('`--batch` needs a request. Nothing was said. Try `mlclaw --batch "help"`.')
    workspace = _workspace(options)
    approval = Approval(options.yes, frozenset(options.approve))
    requests = requests_of(options.requests)
    return run_batch(_agent(options, workspace), requests, approval, as_json=options.json, dry_run=options.dry_run)


def sql(options: argparse.Namespace) -> int:
    """Answer read-only SQL as a table, JSON Lines or CSV."""
    from skills.sql import ROWS, as_text, plain

    written_out = options.json or options.csv
    with _store().session() as session:
        found = session.query(options.query, rows=ALL_ROWS if written_out else ROWS)
    rows = [[plain(cell) for cell in row] for row in found.rows]
    if options.json:
        for row in rows:
            print(json.dumps(dict(zip(found.columns, row, strict=True)), ensure_ascii=False))
    elif options.csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(found.columns)
        writer.writerows(rows)
    else:
        print(as_text(found))
    if found.truncated and written_out:
        print(f"mlclaw: only the first {ALL_ROWS:,} rows are here.", file=sys.stderr)
    return WORKED


def bring(options: argparse.Namespace) -> int:
    """Import runs from elsewhere."""
    args = {"path": options.path, "format": options.format}
    return _one(options, SkillCall(skill="import", args={k: v for k, v in args.items() if v is not None}))


def store(options: argparse.Namespace) -> int:
    """Check the index, make it again from the files, or say where it is."""
    record = _store()
    if options.action == "path":
        print(record.home.database)
        return WORKED
    report = record.check() if options.action == "check" else record.rebuild()
    print(report.text())
    return WORKED if report.ok else NO


def verify(options: argparse.Namespace) -> int:
    """Read the raw logs of a run again and compare them with what is stored."""
    from skills.runs.choose import newest_run
    from skills.runs.verify import verify as verified

    workspace = _workspace(options)
    found = verified(newest_run(options.run, workspace.context()), workspace.context())
    print(found.text())
    return WORKED if found.ok else NO


def schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema of a contract or of a skill's arguments."""
    from contracts.schema import CONTRACTS, schema_of
    from skills.arguments import ARGUMENTS

    models: dict[str, Any] = {**CONTRACTS, **{f"skills.{name}": model for name, model in ARGUMENTS.items()}}
    if options.name is None:
        print("\n".join(models))
        return WORKED
    name = options.name.removesuffix(".json")
    if name not in models:
        raise BadRequest(
            f"There is no schema {options.name!r}. It is no contract and no skill. There are: {', '.join(models)}."
        )
    print(json.dumps(schema_of(models[name]), indent=2))
    return WORKED


def doctor(options: argparse.Namespace) -> int:
    """Say what is here, what is missing, and what to do about it."""
    from mlclaw_tui.doctor import findings

    found = findings(home_path(), settings_path(), getattr(options, "project", None))
    for finding in found:
        print(finding.text())
    return WORKED if all(finding.is_well for finding in found) else NO


def demo(options: argparse.Namespace) -> int:
    """Run the whole pipeline on the bundled example."""
    from mlclaw_tui.demo import run_demo

    return run_demo(_workspace(options))


def _open(options: argparse.Namespace) -> int:
    """Open the app where the terminal can show it, else talk in plain lines."""
    from mlclaw_tui.app.launch import open_app, why_plain

    reason = None if options.plain or options.requests else why_plain()
    if options.plain or options.requests or reason or options.planner == "llm":
        if reason and sys.stdin.isatty():
            print(f"mlclaw: plain lines, because {reason}.", file=sys.stderr)
        return _plain(options)
    project = getattr(options, "project", None)
    return open_app(home_path(), load(settings_path()), project, read_only=options.readonly)


def _plain(options: argparse.Namespace) -> int:
    from mlclaw_tui.plain import talk_in_lines

    if options.requests:
        said = options.requests[0]
        raise BadRequest(f"{said!r} is no subcommand. Requests need `--batch`. Say `mlclaw --batch {said!r}`.")
    if not sys.stdin.isatty():
        print('mlclaw: there is no terminal to talk on. Use `mlclaw --batch "REQUEST"`.', file=sys.stderr)
        return BAD
    return talk_in_lines(_agent(options, _workspace(options)))


def _one(options: argparse.Namespace, call: SkillCall) -> int:
    """Carry out one call that was given as a subcommand, which is its own confirmation."""
    from mlclaw_tui.compose import agent_for

    outcome = agent_for(_workspace(options)).perform(call.skill, Plan(calls=(call,)), YES)
    if outcome.error is not None:
        raise outcome.error
    print_answer(outcome, as_json=getattr(options, "json", False))
    return exit_code(outcome)


def _store() -> Store:
    settings = load(settings_path())
    return Store(Home(home_path()), who=_who(), wait_s=settings.store.wait_s)


def _workspace(options: argparse.Namespace) -> "Workspace":
    from mlclaw_tui.compose import workspace_for

    project = getattr(options, "project", None)
    return workspace_for(home_path(), load(settings_path()), ProgressLines(), project=project, who=_who())


def _who() -> str:
    """Return what this process is, for whoever waits for it."""
    return f"mlclaw {' '.join(sys.argv[1:3])}"[:60]


def _agent(options: argparse.Namespace, workspace: "Workspace") -> "Agent":
    from mlclaw_tui.compose import agent_for

    if options.planner == "llm":
        raise BadRequest("`--planner llm` needs a language model, and this version plans by rules alone. Leave it out.")
    return agent_for(workspace)
