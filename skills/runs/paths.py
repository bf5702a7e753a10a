"""Paths as users say them."""

import re
from pathlib import Path

from contracts.errors import BadRequest


def existing_path(said: str, *, what: str) -> Path:
    """Return the absolute path that a user named.

    Args:
        said: With `~`, relative to the current folder, or quoted.
        what: What it is for, for the messages: `data`, `input`.

    Raises:
        BadRequest: There is no such file or folder here.
    """
    text = said.strip().strip("'\"")
    if re.match(r"^[A-Za-z]:[\\/]|^\\\\", text):
        raise BadRequest(
            f"The {what} path {said!r} is of another machine: it has a Windows drive or share. "
            "This machine cannot see it. Mount or copy it here, and say that path."
        )
    path = Path(text).expanduser().absolute()
    if not path.exists():
        near = next((parent for parent in path.parents if parent.exists()), Path("/"))
        raise BadRequest(
            f"The {what} path {str(path)!r} does not exist. {str(near)!r} does, the rest does not. Check the spelling."
        )
    return path
