"""Turn a clause into the calls that it asks for."""

from collections.abc import Callable

from contracts.plan import SkillCall
from mlclaw_tui.agent.rules import fill_code, fill_control, fill_history, fill_model, fill_training
from mlclaw_tui.agent.rules.filling import Filling
from mlclaw_tui.agent.rules.reading import Param
from mlclaw_tui.agent.rules.slash import as_field
from skills.arguments import ARGUMENTS

SKILLS: dict[str, Callable[[Filling], list[SkillCall]]] = {
    "init": fill_code.init, "analyze": fill_code.analyze, "setup": fill_code.setup, "env": fill_code.env,
    "data": fill_code.data,
    "train": fill_training.train, "rerun": fill_training.rerun, "explore": fill_training.explore,
    "evaluate": fill_model.evaluate, "infer": fill_model.infer, "deploy": fill_model.deploy,
    "compare": fill_history.compare, "diagnose": fill_history.diagnose, "report": fill_history.report,
    "status": fill_control.status, "logs": fill_control.logs, "stop": fill_control.stop, "watch": fill_control.watch,
    "discover": fill_control.discover, "usage": fill_control.usage, "remember": fill_control.remember,
    "recall": fill_control.recall, "import": fill_control.import_, "help": fill_control.explain,
}  # fmt: skip
"""Each skill, and `setup` which is two, with what makes its calls."""


def calls_for(filling: Filling) -> list[SkillCall]:
    """Return the calls that a clause asks for; none where something has to be asked first.

    Args:
        filling: The clause; what has to be asked is left in its `question`.
    """
    return [_with_fields(filling, call) for call in SKILLS[filling.clause.skill](filling)]


def _with_fields(filling: Filling, call: SkillCall) -> SkillCall:
    """Return a call with the arguments that were said as `name=value`, such as `trials=12` or `metric=f1`."""
    fields = ARGUMENTS[call.skill].model_fields
    args = dict(call.args)
    params = args.pop("params", None)
    given = dict(params) if isinstance(params, dict) else {}
    for placeholder, mention in list(filling.mentions("param")):
        if isinstance(mention.value, Param) and mention.value.values and mention.value.name in fields:
            given[mention.value.name] = mention.value.values[0]
            filling.clause.used.add(placeholder)
    for name in [name for name in given if name in fields and name not in args]:
        args[name] = as_field(call.skill, name, str(given.pop(name)))
    return SkillCall(skill=call.skill, args={**args, **({"params": given} if given else {})})
