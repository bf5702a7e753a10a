"""What a user sets: `config.toml`, each setting also as the variable `MLCLAW_<SECTION>_<KEY>`."""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from contracts.base import Model
from contracts.errors import BadFile
from store.files import write_atomic


class EnvSettings(Model):
    """`[env]`: how environments are built."""

    installer: Literal["auto", "uv", "pip"] = "auto"
    """What installs packages; `auto` takes uv where it is there, else pip."""


class ModelSettings(Model):
    """`[model]`: the language model that plans; without a name the rules plan."""

    name: str | None = None
    """As litellm names it."""
    api_base: str | None = None
    """Address of an OpenAI-compatible server."""


class RunsSettings(Model):
    """`[runs]`: how runs are watched."""

    sample_every_s: float = Field(default=2.0, ge=0.2)
    """Seconds between two samples of CPU, memory and GPU."""


class StoreSettings(Model):
    """`[store]`: the index."""

    wait_s: float = Field(default=10.0, gt=0)
    """How long to wait for another process that writes, seconds."""


class UiSettings(Model):
    """`[ui]`: how the terminal app looks."""

    theme: str = "mlclaw-dark"
    """`mlclaw-dark`, `mlclaw-light`, `mlclaw-contrast`, `mlclaw-colour-blind`, or one of Textual's."""
    ascii: bool = False
    """Whether only ASCII signs are drawn; a terminal without UTF-8 gets them anyway."""


class Settings(Model):
    """Everything a user sets."""

    env: EnvSettings = EnvSettings()
    model: ModelSettings = ModelSettings()
    runs: RunsSettings = RunsSettings()
    store: StoreSettings = StoreSettings()
    ui: UiSettings = UiSettings()
    keys: dict[str, str] = {}
    """`[keys]`: other keys for the terminal app, by the id that the help shows: `"view.jobs" = "f12"`."""


def load(path: Path) -> Settings:
    """Return the settings of a file and the environment; a variable wins over the file.

    Raises:
        BadFile: The file is not TOML, or a setting does not fit; the message names it.
    """
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
        return Settings.model_validate(_with_variables(data))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFile(f"{str(path)!r} is not TOML ({error}). Nothing of it was used. Correct that line.") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:5])
        raise BadFile(
            f"The settings in {str(path)!r} or the environment do not fit: {problems}. Correct them."
        ) from error


def sections() -> dict[str, type[Model]]:
    """Return the sections that have named settings, each with its model."""
    kinds = {name: field.annotation for name, field in Settings.model_fields.items()}
    return {name: kind for name, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, Model)}


def save(path: Path, section: str, key: str, text: str) -> Settings:
    """Write one setting into the file, whose comments stay, and return all settings as they are then.

    Args:
        path: The file; made where there is none.
        section: Its section.
        key: Its name.
        text: The value as the user typed it; empty: what it is without being set.

    Raises:
        BadFile: The file cannot be read, or the value does not fit; nothing was written.
        Broken: The file cannot be written.
    """
    import tomlkit  # noqa: PLC0415 - only writing needs it

    load(path)
    document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    table = document.setdefault(section, tomlkit.table())
    if text:
        table[key] = _typed(text)
    else:
        table.pop(key, None)
    try:
        settings = Settings.model_validate(_with_variables(tomllib.loads(tomlkit.dumps(document))))
    except ValidationError as error:
        says = error.errors()[0]["msg"]
        raise BadFile(f"`[{section}] {key}` does not take {text!r}: {says}. It was left as it is.") from error
    write_atomic(path, tomlkit.dumps(document))
    return settings


def _typed(text: str) -> bool | int | float | str:
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _with_variables(data: dict[str, Any]) -> dict[str, Any]:
    merged = {name: dict(section) if isinstance(section, dict) else section for name, section in data.items()}
    for section, kind in sections().items():
        for key in kind.model_fields:
            value = os.environ.get(f"MLCLAW_{section}_{key}".upper())
            if value is not None:
                merged.setdefault(section, {})[key] = value
    return merged
