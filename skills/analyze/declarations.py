"""What was found to be declared, while the files of a repository are gone through."""

from packaging.requirements import InvalidRequirement, Requirement

from contracts.repo import DependencyFile, Finding, Place


class Declarations:
    """Everything that was declared, and what was wrong with it."""

    def __init__(self) -> None:
        self.files: list[DependencyFile] = []
        self.findings: list[Finding] = []
        self.python_requires: str | None = None
        """A PEP 440 specifier: the first that was found."""
        self.installed: list[tuple[str, str, Place]] = []
        """Commands that an installation makes: name, `module:function`, where declared."""

    def warn(self, says: str, path: str, line: int = 1) -> None:
        """Add a warning."""
        self.findings.append(Finding(level="warning", says=says, place=Place(path=path, line=line)))


def looks_like_requirement(text: str) -> bool:
    """Whether a text is a requirement as PEP 508 says it, or an address that an installer would take."""
    if text.startswith(("git+", "http://", "https://", "hg+", "svn+", "bzr+")):
        return True
    try:
        Requirement(text)
    except InvalidRequirement:
        return False
    return True
