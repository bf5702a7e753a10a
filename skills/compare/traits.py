"""What is known of a run, dimension by dimension: what every difference is computed from."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, get_args

from packaging.utils import canonicalize_name
from pydantic import JsonValue

from contracts.record import RunRecord
from skills.compare.candidates import SCORING, Candidate
from skills.compare.settings import is_data_place, is_evaluation_setting, is_harmless_to_a_score, is_seed, is_the_seed

Dimension = Literal["params", "packages", "code", "data", "host", "seed", "eval"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
ABSENT = "absent"
"""A package or a file that a run's own list does not have, beside None for a run that has no such list."""

_HARDWARE = {
    "gpu": "gpu", "gpu_name": "gpu", "driver": "driver", "cuda": "cuda", "cuda_version": "cuda", "cpu": "cpu",
    "platform": "platform", "os": "platform", "hardware": "hardware",
}  # fmt: skip
_PYTHON = ("python_version", "python")

Traits = Mapping[Dimension, Mapping[str, JsonValue] | None]
"""By dimension, name to value; None for a dimension of which nothing was recorded."""


def traits_of(candidate: Candidate) -> Traits:
    """Return what is known of a run."""
    record = candidate.record
    return {
        "params": _params(record) or None,
        "packages": _packages(record),
        "code": record.code_files or _commit(record),
        "data": record.datasets or None,
        "host": _host(record) or None,
        "seed": _seeds(record) or None,
        "eval": _evaluation(candidate) or None,
    }


def recorded_settings(record: RunRecord) -> dict[str, JsonValue]:
    """Return how a run was scored, as far as its params and the facts beside them say."""
    settings = {name: param.value for name, param in record.params.items() if is_evaluation_setting(name)}
    if record.stage in SCORING and record.extra.get("entry") is not None:
        settings["entry"] = record.extra["entry"]
    for key, value in record.extra.items():
        if is_evaluation_setting(key):
            settings.update(
                {f"{key}.{name}": item for name, item in value.items()} if isinstance(value, dict) else {key: value}
            )
    return settings


def evaluation_settings(evaluation: RunRecord, training: RunRecord) -> dict[str, JsonValue]:
    """Return the params of an evaluation that can change its score; what it took over from the training is not one."""
    settings: dict[str, JsonValue] = {}
    for name, param in evaluation.params.items():
        taken_over = name in training.params and training.params[name].value == param.value
        if not taken_over and param.source not in ("run", "mlclaw") and not _says_only_where(name, param.value):
            settings[name] = param.value
    return settings


def _says_only_where(name: str, value: JsonValue) -> bool:
    is_path = isinstance(value, str) and ("/" in value or "\\" in value)
    return is_harmless_to_a_score(name) or (is_path and not is_data_place(name))


def _params(record: RunRecord) -> dict[str, JsonValue]:
    params = {name: param.value for name, param in record.params.items() if not is_seed(name)}
    return params if record.extra.get("entry") is None else {"entry": record.extra["entry"], **params}


def _packages(record: RunRecord) -> Mapping[str, JsonValue] | None:
    facts = _facts(record.extra)
    python = next((str(facts[key]) for key in _PYTHON if key in facts), None)
    return _listing(frozenset(record.packages.items()), python) or None


@lru_cache(maxsize=1024)
def _listing(packages: frozenset[tuple[str, str]], python: str | None) -> Mapping[str, JsonValue]:
    """Return packages by their normal names; runs with the same ones share the object."""
    listing: dict[str, JsonValue] = {} if python is None else {"python": python}
    listing.update({canonicalize_name(name): version for name, version in packages})
    return listing


def _commit(record: RunRecord) -> dict[str, JsonValue] | None:
    return {"commit": record.code_commit} if record.code_commit else None


def _host(record: RunRecord) -> dict[str, JsonValue]:
    host: dict[str, JsonValue] = {"host": record.host} if record.host else {}
    for key, value in _facts(record.extra).items():
        if key.lower() in _HARDWARE:
            host.setdefault(_HARDWARE[key.lower()], value)
    return host


def _seeds(record: RunRecord) -> dict[str, JsonValue]:
    seeds: dict[str, JsonValue] = {} if record.seed is None else {"seed": record.seed}
    for name, param in record.params.items():
        if is_seed(name) and param.value is not None:
            seeds.setdefault("seed" if is_the_seed(name) else name, param.value)
    return seeds


def _evaluation(candidate: Candidate) -> dict[str, JsonValue]:
    settings = recorded_settings(candidate.record)
    if candidate.evaluations:
        scorer = candidate.evaluations[0].record
        settings |= recorded_settings(scorer) | evaluation_settings(scorer, candidate.record)
    return settings


def _facts(extra: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return facts by name, those of nested objects beside the others."""
    facts: dict[str, JsonValue] = {}
    for key, value in extra.items():
        facts.update({key: value} if not isinstance(value, dict) else value)
    return {key: value for key, value in facts.items() if value is not None}
