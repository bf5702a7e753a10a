"""What a user sets: `config.toml`, each setting also as the variable `MLCLAW_<SECTION>_<KEY>`."""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from contracts.base import Model
from contracts.errors import BadFile


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


class Settings(Model):
    """Everything a user sets."""

    env: EnvSettings = EnvSettings()
    model: ModelSettings = ModelSettings()
    runs: RunsSettings = RunsSettings()
    store: StoreSettings = StoreSettings()


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


def _with_variables(data: dict[str, Any]) -> dict[str, Any]:
    merged = {name: dict(section) if isinstance(section, dict) else section for name, section in data.items()}
    for section, field in Settings.model_fields.items():
        for key in field.annotation.model_fields:  # type: ignore[union-attr]
            value = os.environ.get(f"MLCLAW_{section}_{key}".upper())
            if value is not None:
                merged.setdefault(section, {})[key] = value
    return merged
