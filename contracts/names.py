"""The closed sets of words that contracts, store, skills and screens share."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, StringConstraints


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a moment within a day of the calendar's ends") from error


Stage = Literal["train", "evaluate", "infer", "deploy"]
EntryKind = Literal["train", "evaluate", "infer", "export", "prepare"]

RunStatus = Literal["pending", "running", "finished", "failed", "crashed", "stopped", "lost"]
"""`failed`: ended with an error. `crashed`: was killed or died. `lost`: its host no longer knows it."""
ENDED: frozenset[RunStatus] = frozenset({"finished", "failed", "crashed", "stopped", "lost"})

Effect = Literal["read", "write", "execute", "network", "spend"]
Origin = Literal["parsed", "probed", "guessed", "user"]
"""Where a value came from."""
Direction = Literal["higher", "lower"]
"""Which way a metric is better."""
Binding = Literal["cli", "config", "env", "constant"]
"""How a value reaches the code."""
Role = Literal[
    "learning_rate", "batch_size", "epochs", "steps", "seed", "device", "workers",
    "data", "output", "checkpoint", "resume", "precision", "logger", "input",
]  # fmt: skip
"""What a param is for."""

Text = str
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant; whatever zone it came in, it is kept in UTC, so that equal moments have equal digests."""
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A sha256 in hex."""
ProjectName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
RunId = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""`run_0042` for our own runs; an imported run keeps the id its file gave it."""
HostName = Annotated[str, StringConstraints(min_length=1, max_length=255)]
