"""The command line.

mlclaw                                   open the terminal app
mlclaw --batch REQUEST…                  answer without a screen
mlclaw demo|sql|import|store|verify|schema|doctor
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from contracts.errors import MLClawError
from mlclaw_tui import commands
from mlclaw_tui.batch import BAD, DEFECT, INTERRUPTED, NO
from mlclaw_tui.defects import report_defect
from mlclaw_tui.version import version

Command = Callable[[argparse.Namespace], int]
DESCRIPTION = "Runs a machine-learning project for its engineer: reads the repository, trains, evaluates, compares."
EPILOG = (
    "Exit codes: 0 worked · 1 worked, and the answer is no · 2 the request was bad or not understood · "
    "3 waiting for confirmation · 70 a defect of ours · 130 interrupted"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except MLClawError as error:
        print(f"mlclaw: {error}", file=sys.stderr)
        return BAD if commands.is_bad_request(error) else NO
    except KeyboardInterrupt:
        print(
            "mlclaw: interrupted. What was started goes on; nothing is lost. Say `status` to see it.", file=sys.stderr
        )
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return NO
    except Exception:
        print(f"mlclaw: {report_defect(version())}", file=sys.stderr)
        return DEFECT


def _run(words: list[str]) -> int:
    first = next((word for word in words if not word.startswith("-")), None)
    parser = _subcommands() if _is_subcommand(words, first) else _talk()
    options = parser.parse_intermixed_args(words) if parser.prog == "mlclaw" else parser.parse_args(words)
    command: Command = options.command
    return command(options)


def _is_subcommand(words: Sequence[str], first: str | None) -> bool:
    """Whether the first word that is no option names a subcommand; `--batch` before it makes it a request."""
    if first is None or "--batch" in words[: words.index(first)]:
        return False
    names = {"demo", "sql", "import", "store", "verify", "schema", "doctor"}
    if first in names:
        return True
    after_project = words[words.index(first) + 1 :] if _is_project_value(words, first) else []
    return bool(after_project) and _is_subcommand(after_project, next((w for w in after_project if w[:1] != "-"), None))


def _is_project_value(words: Sequence[str], first: str) -> bool:
    return words.index(first) > 0 and words[words.index(first) - 1] == "--project"


def _shared() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--project", metavar="NAME", default=argparse.SUPPRESS, help="work on that project")
    return shared


def _talk() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("mlclaw", description=DESCRIPTION, epilog=EPILOG, parents=[_shared()])
    parser.add_argument(
        "requests", nargs="*", metavar="REQUEST", help="what you want; `-` reads them from standard input"
    )
    parser.add_argument("--batch", action="store_true", help="answer without a screen; each argument is one request")
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a request; progress goes to standard error"
    )
    parser.add_argument("--yes", action="store_true", help="confirm everything")
    parser.add_argument(
        "--approve", action="append", default=[], metavar="DIGEST", help="confirm exactly this proposal"
    )
    parser.add_argument("--dry-run", action="store_true", help="plan and preview only")
    parser.add_argument("--planner", choices=["rules", "llm"], help="who plans; without a model the rules do")
    parser.add_argument("--plain", action="store_true", help="talk in plain lines instead of the full screen")
    parser.add_argument("--readonly", action="store_true", help="open the app without anything that changes something")
    parser.add_argument("--version", action="version", version=version())
    parser.set_defaults(command=commands.talk)
    return parser


def _subcommands() -> argparse.ArgumentParser:
    shared = _shared()
    parser = argparse.ArgumentParser("mlclaw SUBCOMMAND", description=DESCRIPTION, epilog=EPILOG, parents=[shared])
    add = parser.add_subparsers(required=True, metavar="SUBCOMMAND").add_parser
    demo = add("demo", parents=[shared], help="the whole pipeline on the bundled example repository")
    demo.add_argument("--batch", action="store_true", help="without a screen")
    demo.set_defaults(command=commands.demo)
    sql = add("sql", parents=[shared], help="read-only SQL on the record")
    sql.add_argument("query")
    form = sql.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one object a row and line")
    form.add_argument("--csv", action="store_true", help="comma-separated values with a header")
    sql.set_defaults(command=commands.sql)
    bring = add("import", parents=[shared], help="runs from elsewhere")
    bring.add_argument("path")
    bring.add_argument("--format", default=None, help="found out by the content when absent")
    bring.add_argument("--json", action="store_true", help="the answer as one JSON object")
    bring.set_defaults(command=commands.bring)
    store = add("store", parents=[shared], help="check the index, make it again, or say where it is")
    store.add_argument("action", choices=["check", "rebuild", "path"])
    store.set_defaults(command=commands.store)
    verify = add("verify", parents=[shared], help="read a run's raw logs again and compare them with the record")
    verify.add_argument("run", nargs="?", help="the newest run when absent")
    verify.set_defaults(command=commands.verify)
    schema = add("schema", parents=[shared], help="the JSON Schema of a contract or of a skill's arguments")
    schema.add_argument("name", nargs="?", help="`run`, `repo`, …, or `skills.train`; all names when absent")
    schema.set_defaults(command=commands.schema)
    doctor = add("doctor", parents=[shared], help="what is here, what is missing, and what to do about it")
    doctor.set_defaults(command=commands.doctor)
    return parser


if __name__ == "__main__":
    sys.exit(main())
