"""Run the commands of a build: each line into a log file and to whoever watches, credentials and escapes taken out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from contracts.events import Event, Output, Progress
from skills.env.redaction import redact
from skills.host import Completed, Host
from skills.safe_text import shown
from store.files import cannot_write


@dataclass(frozen=True, slots=True)
class Commands:
    """Where the commands of one build run."""

    host: Host
    cwd: Path
    """A folder of ours, where no settings of the repository are found."""
    log: Path
    emit: Callable[[Event], None]
    listen: Callable[[str], None] | None = None
    """Told each line, beside whoever watches."""

    def run(self, argv: Sequence[str], environment: Mapping[str, str], *, timeout_s: float | None = None) -> Completed:
        """Run one command; its exit code is the caller's to judge. The output comes back without credentials.

        Raises:
            Unreachable: The program is not there.
            Cancelled: The user interrupted.
            Broken: The log cannot be written.
        """
        self._note(f"$ {redact(' '.join(argv))}")
        done = self.host.run(argv, cwd=self.cwd, environment=environment, on_line=self._line, timeout_s=timeout_s)
        self._note(f"exit code {done.exit_code}")
        return replace(done, output=shown(redact(done.output)), stdout=shown(redact(done.stdout)))

    def say(self, text: str, fraction: float | None = None) -> None:
        """Tell whoever watches how far it is."""
        self._note(f"# {text}")
        self.emit(Progress(skill="env", text=text, fraction=fraction))

    def _line(self, line: str) -> None:
        text = shown(redact(line.rstrip()))
        if self.listen:
            self.listen(text)
        self._note(text)
        if text:
            self.emit(Output(skill="env", line=text))

    def _note(self, line: str) -> None:
        try:
            with self.log.open("a", encoding="utf-8", errors="replace") as file:
                file.write(f"{line}\n")
        except OSError as error:
            raise cannot_write(self.log, error) from error
