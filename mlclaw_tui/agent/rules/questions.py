"""What the planner asks where it is not sure."""

from collections.abc import Sequence

EMPTY = "Nothing was said. Say what you want, for example `train for 3 epochs with lr 0.01`, or `help`."
FOREIGN = "I understand English only, and this looks like {language}."
TOO_LONG = "That is too long for a request. Say what you want in a few sentences; import logs and data as files."
RETRACTED = "All right, nothing is done."
SQL_WRITES = "SQL is read-only here: one SELECT over the public views. Nothing was changed."
READINGS = {
    "init": "create a project (`/init NAME`)",
    "discover": "look for hosts, GPUs and keys (`/discover`)",
    "analyze": "read the code (`/analyze`)",
    "setup": "read the code and install what it needs (`/analyze`, `/env`)",
    "env": "build the environment (`/env`)",
    "data": "look at the data (`/data PATH`)",
    "train": "train (`/train lr=0.01`)",
    "evaluate": "evaluate a run (`/evaluate run_0001`)",
    "infer": "predict something (`/infer PATH`)",
    "deploy": "export or deploy a model (`/deploy format=onnx`)",
    "compare": "compare or list runs (`/compare`)",
    "diagnose": "find out why a metric changed (`/diagnose accuracy`)",
    "rerun": "run something again (`/rerun run_0001`)",
    "explore": "search for better params (`/explore lr=1e-4..1e-2`)",
    "report": "make a report or a chart (`/report`)",
    "status": "say how a run is doing (`/status`)",
    "logs": "show what a run printed (`/logs`)",
    "stop": "stop a run (`/stop run_0001`)",
    "watch": "tell you when something happens (`/watch plateau`)",
    "usage": "say what the model cost (`/usage`)",
    "remember": "keep a note (`/remember TEXT`)",
    "recall": "look up notes (`/recall TEXT`)",
    "sql": "run SQL (`/sql SELECT …`)",
    "import": "import runs (`/import PATH`)",
    "help": "say what I can do (`/help`)",
}
"""What each skill does, as a question offers it."""
_LOST = (
    "That was not understood. I can read and set up a repository, train, evaluate, predict, compare and diagnose runs, "
    "search params, deploy, report and watch. Say for example `train for 3 epochs with lr 0.01`, or `help`."
)


def not_understood(ranking: Sequence[str], unused: str | None = None) -> str:
    """Return what is asked about a request that is not clear, with the two nearest readings.

    Args:
        ranking: Skills that it could mean, the nearest first.
        unused: Something exact that it says and that has no place in the nearest reading.
    """
    near = [READINGS[skill] for skill in ranking if skill in READINGS][:2]
    if unused and near:
        return f"I could {near[0]}, but what is {unused!r} in it? Say it once more, for example as `name=value`."
    return f"I am not sure what you mean. Should I {' or '.join(near)}?" if near else _LOST


def shortened(text: str) -> str:
    """Return text short enough to repeat."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
