"""What each subcommand does; every heavy part is imported by the command that needs it."""

import argparse
import csv
import json
import sys
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from typing import Any

from contracts.base import json_data
from contracts.errors import BadRequest, MLClawError
from contracts.plan import Plan, SkillCall
from mlclaw_tui.batch import BAD, NO, WORKED, Approval, exit_code, print_answer, requests_of, run_batch
from mlclaw_tui.compose import agent_for, workspace_for
from mlclaw_tui.paths import home_path, settings_path
from mlclaw_tui.progress import ProgressLines
from mlclaw_tui.settings import load
from skills.sql import plain

YES = Approval(everything=True)


def version() -> str:
    """Return the version of the program."""
    try:
        return version_of("mlclaw")
    except PackageNotFoundError:
        return "unknown"


def is_bad_request(error: MLClawError) -> bool:
    """Whether the request was at fault."""
    return isinstance(error, BadRequest)


def talk(options: argparse.Namespace) -> int:
    """Answer the requests of a batch, or talk in plain lines."""
    if not options.batch:
        return _plain(options)
    if not options.requests:
        raise BadRequest('`--batch` needs a request. Nothing was said. Try `mlclaw --batch "help"`.')
    workspace = _workspace(options)
    approval = Approval(options.yes, frozenset(options.approve))
    requests = requests_of(options.requests)
    return run_batch(_agent(options, workspace), requests, approval, as_json=options.json, dry_run=options.dry_run)


def sql(options: argparse.Namespace) -> int:
    """Answer read-only SQL as a table, JSON Lines or CSV."""
    if not (options.json or options.csv):
        return _one(options, SkillCall(skill="sql", args={"query": options.query}))
    with _workspace(options).store.session() as session:
        found = session.query(options.query, rows=1_000_000)
    if options.json:
        for row in found.rows:
            data = json_data({name: plain(cell) for name, cell in zip(found.columns, row, strict=True)})
            print(json.dumps(data, ensure_ascii=False))
    else:
        writer = csv.writer(sys.stdout)
        writer.writerow(found.columns)
        writer.writerows([plain(cell) for cell in row] for row in found.rows)
    return WORKED


def bring(options: argparse.Namespace) -> int:
    """Import runs from elsewhere."""
    args = {"path": options.path, "format": options.format}
    return _one(options, SkillCall(skill="import", args={k: v for k, v in args.items() if v is not None}))


def store(options: argparse.Namespace) -> int:
    """Check the index, make it again from the files, or say where it is."""
    record = _workspace(options).store
    if options.action == "path":
        print(record.home.database)
        return WORKED
    report = record.check() if options.action == "check" else record.rebuild()
    print(report.text())
    return WORKED if report.ok else NO


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


def _plain(options: argparse.Namespace) -> int:
    from mlclaw_tui.plain import talk_in_lines

    if options.requests:
        said = options.requests[0]
        raise BadRequest(f"{said!r} is no subcommand. Requests need `--batch`. Say `mlclaw --batch {said!r}`.")
    if not sys.stdin.isatty():
        print('mlclaw: there is no terminal to talk on. Use `mlclaw --batch "REQUEST"`.', file=sys.stderr)
        return BAD
    workspace = _workspace(options)
    return talk_in_lines(_agent(options, workspace))


def _one(options: argparse.Namespace, call: SkillCall) -> int:
    """Carry out one call that was given as a subcommand, which is its own confirmation."""
    workspace = _workspace(options)
    outcome = agent_for(workspace).perform(call.skill, Plan(calls=(call,)), YES)
    if outcome.error is not None:
        raise outcome.error
    print_answer(outcome, as_json=getattr(options, "json", False))
    return exit_code(outcome)


def _workspace(options: argparse.Namespace) -> Any:
    settings = load(settings_path())
    who = f"mlclaw {' '.join(sys.argv[1:3])}"[:60]
    return workspace_for(home_path(), settings, ProgressLines(), project=getattr(options, "project", None), who=who)


def _agent(options: argparse.Namespace, workspace: Any) -> Any:
    if options.planner == "llm":
        raise BadRequest("`--planner llm` needs a language model, and this version plans by rules alone. Leave it out.")
    return agent_for(workspace)
