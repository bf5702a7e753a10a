"""Init: make a project."""

import re

from contracts.errors import BadRequest
from contracts.plan import FileChange, Preview, Result
from contracts.project import ProjectContract
from skills.arguments import Init
from skills.skill import Outlook, Planned, Skill, SkillContext


class InitSkill(Skill[Init]):
    """Make a project."""

    name = "init"
    summary = "Make a project."
    example = "create a project called vehicle-detection"
    produces = (ProjectContract,)
    usual_effects = ("read", "write")
    arguments = Init

    def plan(self, args: Init, outlook: Outlook, context: SkillContext) -> Planned:
        if outlook.project.read(ProjectContract):
            return Planned(Preview(says=f"project {outlook.project.name!r} is there already"), ("read",))
        contract = ProjectContract(name=outlook.project.name, created_at=context.clock())
        preview = Preview(
            says=f"make the project {outlook.project.name!r}",
            files=(FileChange(path=str(outlook.project.path / ProjectContract.FILE), what="create"),),
            notes=() if args.name == outlook.project.name else (f"{args.name!r} becomes {outlook.project.name!r}",),
        )
        return Planned(preview, ("read", "write"), makes={ProjectContract: contract})

    def run(self, args: Init, context: SkillContext) -> Result:  # noqa: ARG002
        project = context.project
        if project.read(ProjectContract) is None:
            project.write(ProjectContract(name=project.name, created_at=context.clock()))
            text = f"Project {project.name!r} is made. Say `set up the code in PATH` next."
        else:
            text = f"Project {project.name!r} is there already."
        return Result(skill=self.name, data={"project": project.name, "folder": str(project.path)}, text=text)


def project_name(said: str) -> str:
    """Return a project's name made of what a user said: letters, digits, dots, dashes and underscores.

    Raises:
        BadRequest: Nothing of it can stand in a name.
    """
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", said.strip()).strip("-._")[:64].rstrip("-._")
    if not name:
        raise BadRequest(f"{said!r} has no letter or digit to name a project by. Say another name.")
    return name
