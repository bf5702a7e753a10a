"""`project.json`: a project's name, where its code is, and the names its runs go by."""

from typing import ClassVar

from contracts.base import Contract
from contracts.names import Moment, ProjectName, RunId


class ProjectContract(Contract):
    """`project.json`: what a project is."""

    FILE: ClassVar[str] = "project.json"

    name: ProjectName
    source: str | None = None
    """URL or absolute folder of its code; absent until `analyze` was given one."""
    root: str | None = None
    """Absolute folder its code is read in: the source folder, or our clone of the URL."""
    aliases: dict[str, RunId] = {}
    """Alias to run id."""
    created_at: Moment
