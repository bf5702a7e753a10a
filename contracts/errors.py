"""The error tree.

    MLClawError            anything we say on purpose; everything else is a defect of ours
    ├── Refused            the answer is no: what was asked does not fit, or a gate is closed
    │   ├── NotReady       the request is fine, but something it builds on is not there yet
    │   └── BadRequest     the request itself cannot be read or its values do not fit
    ├── Broken             something that should work did not
    │   ├── BadFile        a file of ours cannot be read as what it should be
    │   ├── StoreBusy      another process holds the store for longer than we wait
    │   ├── StoreDamaged   the index cannot be opened; the files beside it are the truth
    │   └── Unreachable    a host or a program did not answer
    └── Cancelled          the user interrupted

A message says what happened, why, and what to do: three short sentences, values with `!r`, commands in backticks.
"""


class MLClawError(Exception):
    """Anything we say on purpose."""


class Refused(MLClawError):
    """The answer is no."""


class NotReady(Refused):
    """The request is fine, but something it builds on is not there yet."""


class BadRequest(Refused):
    """The request cannot be read, or its values do not fit."""


class Broken(MLClawError):
    """Something that should work did not."""


class BadFile(Broken):
    """A file of ours cannot be read as what it should be; the message names file and field."""


class StoreBusy(Broken):
    """Another process holds the store for longer than we wait; the message names it."""


class StoreDamaged(Broken):
    """The index cannot be opened; `mlclaw store rebuild` makes it again."""


class Unreachable(Broken):
    """A host or a program did not answer."""


class Cancelled(MLClawError):
    """The user interrupted."""
