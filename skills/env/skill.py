"""The skill `env`: install what a repository needs, once for each lock, and say how far it was verified."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from contracts.env import EnvContract
from contracts.errors import Broken, NotReady
from contracts.events import Warned
from contracts.plan import FileChange, Preview, Result
from contracts.repo import RepoContract
from skills.arguments import Env
from skills.env.answering import Answer, ask
from skills.env.answers import result_of
from skills.env.building import only_builder
from skills.env.commands import Commands
from skills.env.interpreters import Machine
from skills.env.making import Candidate, Making, contract_of, log_of
from skills.env.preview import INDEX, preview_of
from skills.env.redaction import redact
from skills.env.work import Choice, Work, work_of
from skills.skill import Outlook, Planned, Skill, SkillContext
from store.files import cannot_write


class EnvSkill(Skill[Env]):
    """Build the environment of a project."""

    name = "env"
    summary = "Install what the repository needs"
    example = "install the dependencies"
    requires = (RepoContract,)
    produces = (EnvContract,)
    usual_effects = ("write", "execute", "network")
    arguments = Env

    def __init__(self, installer: Choice = "auto", *, variables: Mapping[str, str] | None = None) -> None:
        """Make the skill.

        Args:
            installer: Which one to use; `auto` takes uv where there is one.
            variables: The user's environment variables, where pip's and uv's settings are; ours by default.
        """
        self._installer: Choice = installer
        self._variables = variables
        self._machine: Machine | None = None

    def plan(self, args: Env, outlook: Outlook, context: SkillContext) -> Planned:
        repo = outlook.get(RepoContract)
        if repo is None:
            return _blind(outlook)
        work = self._work(args, repo, context)
        env = outlook.get(EnvContract)
        inputs = {"specification": work.specification.digest}
        if env is not None and work.is_done(env):
            says = f"The environment is ready: Python {env.python_version}, {len(env.lock)} packages"
            return Planned(Preview(says=says), ("read",), inputs, {EnvContract: env})
        preview = preview_of(work)
        return Planned(preview, ("write", "execute", "network"), inputs, {EnvContract: None})

    def run(self, args: Env, context: SkillContext) -> Result:
        repo = context.project.require(RepoContract)
        work = self._work(args, repo, context)
        env = context.project.read(EnvContract)
        if env is not None and work.is_done(env):
            return result_of(env, work, "ready")
        commands = _commands(work, context)
        with only_builder(
            work.envs, commands.host, lambda pid: commands.say(f"Waiting for process {pid}, which builds")
        ):
            env = context.project.read(EnvContract)
            if env is not None and work.is_done(env):
                return result_of(env, work, "ready")
            try:
                made = Making(work, commands, env).make()
            finally:
                _tidy(work.folder)
            env = contract_of(work, made, repo, context.clock())
            context.project.write(env)
            answer = _asked(work, made, repo, commands, context)
            if answer is not None:
                env = contract_of(work, made, repo, context.clock(), answer)
                context.project.write(env)
        return result_of(env, work, "built" if made.built.is_new else "ready", made.tried)

    def _work(self, args: Env, repo: RepoContract, context: SkillContext) -> Work:
        if self._machine is None:
            variables = os.environ if self._variables is None else self._variables
            self._machine = Machine(context.hosts["local"], variables)
        return work_of(args, repo, context, self._machine, self._installer)


def _asked(work: Work, made: Candidate, repo: RepoContract, commands: Commands, context: SkillContext) -> Answer | None:
    """Return what the program says to `--help`; None where it is not asked, or its code cannot be copied."""
    if work.program is None or made.failures:
        return None
    commands.say(f"Asking {work.program.name} for its help")
    try:
        return ask(commands, made.built.python, repo, work.program, context.project.snapshots)
    except Broken as error:
        context.emit(Warned(skill="env", text=f"The program was not asked for its help. {error}"))
        return None


def _commands(work: Work, context: SkillContext) -> Commands:
    """Return where the build's commands run, with an empty log."""
    log = log_of(work.folder)
    try:
        work.folder.mkdir(parents=True, exist_ok=True)
        log.write_text("", encoding="utf-8")
    except OSError as error:
        raise cannot_write(log, error) from error
    return Commands(context.hosts["local"], work.folder, log, context.emit)


def _tidy(folder: Path) -> None:
    """Remove pip's own environment, and the files that hold credentials of the repository's addresses."""
    shutil.rmtree(folder / "pip", ignore_errors=True)
    for name in ("requirements.in", "constraints.in", "direct.txt"):
        file = folder / name
        if file.is_file() and redact(text := file.read_text(encoding="utf-8")) != text:
            file.unlink()


def _blind(outlook: Outlook) -> Planned:
    """Return the plan for code that is not there yet."""
    if not outlook.knows(RepoContract):
        raise NotReady("The project has no repository yet. Say where its code is: `/analyze repo=FOLDER-OR-URL`.")
    files = (FileChange(path=str(outlook.project.envs), what="create"),)
    notes = ("What it asks for is known once its code is here; a difference asks again",)
    preview = Preview(says="Install what the repository asks for", files=files, network=(INDEX,), notes=notes)
    return Planned(preview, ("write", "execute", "network"), makes={EnvContract: None})
