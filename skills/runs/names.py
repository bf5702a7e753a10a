"""Find the param that a user means by `lr`, `batch size` or `--max-epochs`."""

import difflib
import re
from collections.abc import Iterable

from contracts.errors import BadRequest
from contracts.names import Role
from contracts.repo import EntryPoint, Param

_SPELLINGS: dict[Role, str] = {
    "learning_rate": "lr learning_rate learningrate eta step_size",
    "batch_size": "batch_size batchsize bs batch bsz",
    "epochs": "epochs epoch num_epochs n_epochs nepochs max_epochs num_train_epochs",
    "steps": "steps step num_steps n_steps max_steps iterations iters iteration max_iters num_iterations total_steps",
    "seed": "seed random_seed random_state manual_seed",
    "device": "device",
    "workers": "workers num_workers",
    "data": "data dataset data_dir data_path data_root dataset_path",
    "output": "output out output_dir out_dir save_dir",
    "checkpoint": "checkpoint ckpt weights model_path",
    "resume": "resume",
    "precision": "precision",
    "input": "input",
}
_ROLE_OF = {spelling: role for role, spellings in _SPELLINGS.items() for spelling in spellings.split()}


def normal(name: str) -> str:
    """Return a name as params are compared by: lower case, words joined by underscores."""
    return re.sub(r"[^0-9a-z]+", "_", name.strip().lower()).strip("_")


def find_param(entry: EntryPoint, asked: str) -> Param:
    """Return the param of an entry point that a user's name means.

    Exact spellings win, then the role the word usually has (`lr` finds `--learning-rate`), then a unique param that
    contains all of its words.

    Raises:
        BadRequest: None fits or several do; the message names the nearest.
    """
    wanted = normal(asked)
    for candidates in (_spelled(entry, wanted), _by_role(entry, wanted), _by_words(entry, wanted)):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            names = ", ".join(f"`{_shown(param)}` ({param.proof})" for param in candidates)
            raise BadRequest(f"{asked!r} fits several params of {entry.name!r}: {names}. Say which one you mean.")
    raise BadRequest(_unknown(entry, asked, wanted))


def role_of(asked: str) -> Role | None:
    """Return what a user's name is usually for."""
    return _ROLE_OF.get(normal(asked))


def _spelled(entry: EntryPoint, wanted: str) -> list[Param]:
    exact = [param for param in entry.params if wanted in {normal(param.name), *map(normal, param.flags)}]
    return exact[:1] if len({param.name for param in exact}) == 1 else exact


def _by_role(entry: EntryPoint, wanted: str) -> list[Param]:
    role = _ROLE_OF.get(wanted)
    found = [param for param in entry.params if role is not None and param.role == role]
    settable = [param for param in found if param.overridable] or found
    shortest = min((len(normal(param.name)) for param in settable), default=0)
    plain = [param for param in settable if _ROLE_OF.get(normal(param.name)) == role]
    return plain if len(plain) == 1 else [param for param in settable if len(settable) == 1 or _leads(param, shortest)]


def _leads(param: Param, shortest: int) -> bool:
    return len(normal(param.name)) >= shortest


def _by_words(entry: EntryPoint, wanted: str) -> list[Param]:
    words = set(wanted.split("_"))
    if not wanted:
        return []
    return [param for param in entry.params if words <= set(normal(param.name).split("_"))]


def _unknown(entry: EntryPoint, asked: str, wanted: str) -> str:
    spellings = {normal(param.name): param for param in entry.params}
    near = difflib.get_close_matches(wanted, spellings, n=3, cutoff=0.5)
    shown = _listed(spellings[name] for name in near) if near else _listed(entry.params[:12])
    if not entry.params:
        return f"{entry.name!r} takes no params, so {asked!r} cannot be set. Leave it out, or add a flag to the script."
    hint = f"Nearest: {shown}." if near else f"It takes {shown}."
    return f"{entry.name!r} has no param {asked!r}. {hint} Say one of these, or leave it out."


def _listed(params: Iterable[Param]) -> str:
    return ", ".join(f"`{_shown(param)}`" for param in params)


def _shown(param: Param) -> str:
    return param.flag or param.name
